using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Trace.Core.Codes;

namespace Trace.Core.Tests.Codes.Published;

/// <summary>FF1 for our parameters, step by step as SP 800-38G writes it, with every intermediate value.</summary>
internal static class NaiveFf1
{
    public static object Explain(byte[] key, string gtin, UnitId unit)
    {
        var modulus = BigInteger.Pow(32, 6);
        var a = (BigInteger)unit.Value / modulus;
        var b = (BigInteger)unit.Value % modulus;
        byte[] p = [1, 2, 1, 0, 0, 32, 10, 6, 0, 0, 0, 12, 0, 0, 0, 14];
        var rounds = new List<object>();
        for (var i = 0; i < 10; i++)
        {
            byte[] q = [.. Encoding.ASCII.GetBytes(gtin), .. new byte[13], (byte)i, .. Big(b)];
            var r = CbcMac(key, [.. p, .. q]);
            var y = new BigInteger(r.AsSpan(0, 8), isUnsigned: true, isBigEndian: true);
            var c = (a + y) % modulus;
            (a, b) = (b, c);
            rounds.Add(new { Round = i, QHex = Convert.ToHexStringLower(q), RHex = Convert.ToHexStringLower(r), Y = Text(y), A = Text(a), B = Text(b) });
        }

        return new
        {
            KeyHex = Convert.ToHexStringLower(key),
            Gtin = gtin,
            UnitId = unit.Value.ToString(CultureInfo.InvariantCulture),
            PHex = Convert.ToHexStringLower(p),
            Rounds = rounds,
            Serial = CrockfordBase32.Encode((long)(a * modulus + b), 12),
        };
    }

    private static byte[] Big(BigInteger value)
    {
        var bytes = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);
        return bytes;
    }

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    private static byte[] CbcMac(byte[] key, byte[] text)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptCbc(text, new byte[16], PaddingMode.None)[^16..];
    }
}
