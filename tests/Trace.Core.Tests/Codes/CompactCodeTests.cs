using System.Text;
using CsCheck;
using NSec.Cryptography;
using Org.BouncyCastle.Crypto.Digests;
using Trace.Core.Codes;
using Trace.Core.Tests.Codes.Published;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>The MAC of compact codes, against BouncyCastle's BLAKE2b.</summary>
public sealed class CompactCodeTests
{
    private static readonly Gen<string> Derived = Gen.Long[0, (1L << 60) - 1].Select(value => CrockfordBase32.Encode(value, 12));

    [Fact]
    public void The_mac_is_that_of_an_independent_blake2b() => Gen.Select(Gen.Byte.Array[32], Derived, Gen.OneOf(TestKeys.Shoe, TestKeys.Bag)).Sample((bytes, serial, gtin) =>
    {
        using var key = Key.Import(CompactCode.Algorithm, bytes, KeyBlobFormat.RawSymmetricKey);
        var digest = new Blake2bDigest(bytes, 32, salt: null, personalization: null);
        digest.BlockUpdate(Encoding.ASCII.GetBytes($"trace-code-v1c\n/01/{gtin}/21/{serial}"));
        var mac = new byte[32];
        digest.DoFinal(mac, 0);
        var first = mac.Take(5).Aggregate(0L, (number, part) => (number << 8) | part);
        return Whole(key, serial, gtin) == serial + CrockfordBase32.Encode(first, 8);
    });

    [Fact]
    public void A_serial_with_its_mac_holds_and_any_changed_character_does_not()
    {
        using var key = CompactVectors.ImportKey(1);
        Gen.Select(Derived, Gen.Int[0, 19], Gen.Int[1, 31]).Sample((serial, place, shift) =>
        {
            var whole = Whole(key, serial, TestKeys.Shoe);
            var changed = whole.ToCharArray();
            changed[place] = CrockfordBase32.Alphabet[(CrockfordBase32.Alphabet.IndexOf(changed[place], StringComparison.Ordinal) + shift) % 32];
            return CompactCode.Verify(key, TestKeys.Gtin(TestKeys.Shoe), whole)
                && !CompactCode.Verify(key, TestKeys.Gtin(TestKeys.Shoe), changed)
                && !CompactCode.Verify(key, TestKeys.Gtin(TestKeys.Bag), whole);
        });
    }

    [Fact]
    public void Hostile_serials_do_not_hold_and_do_not_throw()
    {
        using var key = CompactVectors.ImportKey(1);
        Gen.String[Gen.Char, 0, 24].Sample(text => !CompactCode.Verify(key, TestKeys.Gtin(TestKeys.Shoe), text));
        Assert.False(CompactCode.Verify(key, TestKeys.Gtin(TestKeys.Shoe), CodeText.ToLower(Whole(key, "7K3M9QX2TV4B", TestKeys.Shoe))));
    }

    private static string Whole(Key key, string serial, string gtin)
    {
        Span<char> mac = stackalloc char[CompactCode.MacLength];
        CompactCode.WriteMac(key, TestKeys.Gtin(gtin), serial, mac);
        return serial + new string(mac);
    }
}
