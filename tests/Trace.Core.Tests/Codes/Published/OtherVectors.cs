using System.Globalization;
using System.Numerics;
using System.Text;
using NSec.Cryptography;
using Trace.Core.Codes;

namespace Trace.Core.Tests.Codes.Published;

/// <summary><c>digits.json</c>: 67 bytes and their 162 digits.</summary>
internal static class DigitVectors
{
    public static object File => new
    {
        Description = "67 bytes as 162 decimal digits. `problem` says why text is not read: length, character, overflow (2^536 or more), format (byte 0 is not 1).",
        Page = "../code-format.md",
        Cases = Good().Concat(Bad()).ToList(),
    };

    private static IEnumerable<object> Good()
    {
        foreach (var (name, bytes) in new (string, byte[])[]
        {
            ("least number of format 1", [1, .. new byte[66]]),
            ("greatest number of format 1", [1, .. Enumerable.Repeat((byte)0xFF, 66)]),
            ("one in the last byte", [1, .. new byte[65], 1]),
            ("ascending bytes", [1, .. Enumerable.Range(1, 66).Select(i => (byte)i)]),
            ("key id 258 and a one in every limb of 32 bits", [1, 1, 2, .. Enumerable.Range(0, 64).Select(i => (byte)(i % 4 == 3 ? 1 : 0))]),
            ("high bit in every limb of 32 bits", [1, 0, 0, .. Enumerable.Range(0, 64).Select(i => (byte)(i % 4 == 0 ? 0x80 : 0))]),
            ("2^528 + 10^158", Bytes(BigInteger.Pow(2, 528) + BigInteger.Pow(10, 158))),
            ("nines in the last 150 digits", Bytes((BigInteger.Pow(2, 528) / BigInteger.Pow(10, 150) + 1) * BigInteger.Pow(10, 150) - 1 + BigInteger.Pow(10, 150))),
            ("zeros in the last 150 digits", Bytes((BigInteger.Pow(2, 528) / BigInteger.Pow(10, 150) + 1) * BigInteger.Pow(10, 150))),
            ("the worked example", SignedParts.Of().Bytes),
        })
        {
            yield return new { Name = name, BytesHex = Convert.ToHexStringLower(bytes), Digits = SignedParts.DigitsOf(bytes), Problem = (string?)null };
        }
    }

    private static IEnumerable<object> Bad()
    {
        var good = SignedParts.Of().Digits;
        foreach (var (name, digits, problem) in new[]
        {
            ("empty", "", "length"), ("161 digits", good[1..], "length"), ("163 digits", "0" + good, "length"), ("the number without its leading zeros", good.TrimStart('0'), "length"),
            ("letter first", "A" + good[1..], "character"), ("letter last", good[..^1] + "A", "character"), ("space first", " " + good[1..], "character"), ("minus", "-" + good[1..], "character"),
            ("slash, the character before 0", good[..^1] + "/", "character"), ("colon, the character behind 9", good[..^1] + ":", "character"), ("Arabic-Indic digit", good[..^1] + "\u0661", "character"), ("full-width digit", good[..^1] + "\uFF11", "character"),
            ("2^536", Decimal(BigInteger.Pow(2, 536)), "overflow"), ("2^544", new string('9', 162), "overflow"), ("least number over 2^543", Decimal(BigInteger.Pow(2, 537)), "overflow"),
            ("2^536 - 1", Decimal(BigInteger.Pow(2, 536) - 1), "format"), ("2^528 - 1", Decimal(BigInteger.Pow(2, 528) - 1), "format"), ("2^529", Decimal(BigInteger.Pow(2, 529)), "format"), ("zero", new string('0', 162), "format"),
        })
        {
            yield return new { Name = name, BytesHex = (string?)null, Digits = digits, Problem = problem };
        }
    }

    private static byte[] Bytes(BigInteger number) => number.ToByteArray(isUnsigned: true, isBigEndian: true) is { Length: 67 } bytes ? bytes : throw new ArgumentException("Not 67 bytes.", nameof(number));

    private static string Decimal(BigInteger number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(162, '0');
}

/// <summary><c>serials-ff1.json</c>: unit ids and their serials.</summary>
internal static class SerialVectors
{
    public static object File => new
    {
        Description = "Unit ids (60 bits, decimal) and serials. Keys are test keys: SHA-256 of ASCII \"Trace published serial key {n}\". `unitId` null: the text is no derived serial.",
        Page = "../code-format.md",
        Trace = NaiveFf1.Explain(Key(1), TestKeys.Shoe, UnitId.Of(0x0ABCDEF, 42)),
        Cases = Good().Concat(Bad()).ToList(),
    };

    public static byte[] Key(int number) => TestKeys.Bytes(string.Create(CultureInfo.InvariantCulture, $"Trace published serial key {number}"));

    private static IEnumerable<object> Good()
    {
        foreach (var (key, gtin, batch, index) in new (int, string, uint, uint)[]
        {
            (1, TestKeys.Shoe, 0x0ABCDEF, 42), (1, TestKeys.Shoe, 0x0ABCDEF, 43), (1, TestKeys.Shoe, 0, 0), (1, TestKeys.Shoe, 0, 1), (1, TestKeys.Shoe, 0xFFFFFFF, 0xFFFFFFFF),
            (1, TestKeys.Shoe, 1, 0xFFFFFFFE), (1, TestKeys.Bag, 0x0ABCDEF, 42), (1, "00012345678905", 0x0ABCDEF, 42), (2, TestKeys.Shoe, 0x0ABCDEF, 42), (2, TestKeys.Bag, 0x8000000, 0x80000000),
            (3, "99999999999997", 0x5555555, 0xAAAAAAAA), (3, "00000000000000", 1, 1),
        })
        {
            using var cipher = new SerialCipher(Key(key), TestKeys.Gtin(gtin));
            var unit = UnitId.Of(batch, index);
            yield return new { KeyHex = Convert.ToHexStringLower(Key(key)), Gtin = gtin, UnitId = unit.Value.ToString(CultureInfo.InvariantCulture), BatchNumber = (long)batch, Index = (long)index, Serial = cipher.Encrypt(unit) };
        }

        // Every string of 12 characters is the serial of some unit id.
        foreach (var serial in new[] { "000000000000", "ZZZZZZZZZZZZ", "7K3M9QX2TV4B" })
        {
            using var cipher = new SerialCipher(Key(1), TestKeys.Gtin(TestKeys.Shoe));
            cipher.TryDecrypt(serial, out var unit);
            yield return new { KeyHex = Convert.ToHexStringLower(Key(1)), Gtin = TestKeys.Shoe, UnitId = unit.Value.ToString(CultureInfo.InvariantCulture), BatchNumber = (long)unit.BatchNumber, Index = (long)unit.Index, Serial = serial };
        }
    }

    private static IEnumerable<object> Bad() =>
        new[] { "", "7K3M9QX2TV4", "7K3M9QX2TV4B0", "7k3m9qx2tv4b", "OK3M9QX2TV4B", "IK3M9QX2TV4B", "LK3M9QX2TV4B", "UK3M9QX2TV4B", "7K3M-9QX2-TV4", "7K3M9QX2TV4\u0660", "7K3M 9QX2TV4" }
            .Select(serial => new { KeyHex = Convert.ToHexStringLower(Key(1)), Gtin = TestKeys.Shoe, UnitId = (string?)null, Serial = serial });
}

/// <summary><c>compact-codes.json</c>: serials of 20 characters and whether their MAC holds.</summary>
internal static class CompactVectors
{
    public static object File => new
    {
        Description = "Compact codes. MAC keys are test keys: SHA-256 of ASCII \"Trace published MAC key {n}\". `holds` says whether the last 8 characters are the MAC.",
        Page = "../code-format.md",
        Cases = Good().Concat(Bad()).ToList(),
    };

    public static byte[] KeyBytes(int number) => TestKeys.Bytes(string.Create(CultureInfo.InvariantCulture, $"Trace published MAC key {number}"));

    private static IEnumerable<object> Good()
    {
        foreach (var (key, gtin, serial) in new[]
        {
            (1, TestKeys.Shoe, "7K3M9QX2TV4B"), (1, TestKeys.Shoe, "7K3M9QX2TV4C"), (1, TestKeys.Shoe, "000000000000"), (1, TestKeys.Shoe, "ZZZZZZZZZZZZ"),
            (1, TestKeys.Bag, "7K3M9QX2TV4B"), (2, TestKeys.Shoe, "7K3M9QX2TV4B"), (2, "00012345678905", "0123456789AB"),
        })
        {
            var message = $"trace-code-v1c\n/01/{gtin}/21/{serial}";
            var whole = Serial(key, gtin, serial);
            yield return new
            {
                Name = $"key {key}, {gtin}, {serial}",
                KeyHex = Convert.ToHexStringLower(KeyBytes(key)),
                Gtin = gtin,
                MessageHex = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(message)),
                Blake2bHex = Convert.ToHexStringLower(Mac(key, message)),
                Serial = whole,
                Uri = $"HTTPS://ID.EXAMPLE/01/{gtin}/21/{whole}",
                Holds = true,
            };
        }
    }

    private static IEnumerable<object> Bad()
    {
        var good = Serial(1, TestKeys.Shoe, "7K3M9QX2TV4B");
        foreach (var (name, gtin, serial) in new[]
        {
            ("another GTIN", TestKeys.Bag, good), ("MAC of another key", TestKeys.Shoe, Serial(2, TestKeys.Shoe, "7K3M9QX2TV4B")), ("first character", TestKeys.Shoe, "8" + good[1..]),
            ("12th character", TestKeys.Shoe, good[..11] + "C" + good[12..]), ("13th character", TestKeys.Shoe, good[..12] + (good[12] == '0' ? '1' : '0') + good[13..]),
            ("last character", TestKeys.Shoe, good[..19] + (good[19] == '0' ? '1' : '0')), ("lower case", TestKeys.Shoe, CodeText.ToLower(good)), ("19 characters", TestKeys.Shoe, good[..19]),
            ("21 characters", TestKeys.Shoe, good + "0"), ("12 characters", TestKeys.Shoe, good[..12]), ("empty", TestKeys.Shoe, ""), ("O for 0 in front", TestKeys.Shoe, "O" + good[1..]), ("all zeros", TestKeys.Shoe, new string('0', 20)),
        })
        {
            yield return new { Name = name, KeyHex = Convert.ToHexStringLower(KeyBytes(1)), Gtin = gtin, Serial = serial, Holds = false };
        }
    }

    public static Key ImportKey(int number) => Key.Import(CompactCode.Algorithm, KeyBytes(number), KeyBlobFormat.RawSymmetricKey);

    private static byte[] Mac(int key, string message)
    {
        using var imported = ImportKey(key);
        return CompactCode.Algorithm.Mac(imported, Encoding.ASCII.GetBytes(message));
    }

    private static string Serial(int key, string gtin, string derived)
    {
        using var imported = ImportKey(key);
        Span<char> mac = stackalloc char[CompactCode.MacLength];
        CompactCode.WriteMac(imported, TestKeys.Gtin(gtin), derived, mac);
        return derived + new string(mac);
    }
}

/// <summary>Small things the vectors do to text.</summary>
internal static class CodeText
{
    public static string ToLower(string text) => string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c));
}
