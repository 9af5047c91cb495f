using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Trace.Core.Codes;

/// <summary>The compact profile: a serial of 20 characters whose last 8 are a MAC only the server can check.</summary>
/// <remarks>
/// CODE-FORMAT section 2: the first 40 bits of BLAKE2b-256, keyed with the brand's MAC key, over <c>trace-code-v1c</c>, line feed,
/// <c>/01/{GTIN}/21/{12 characters}</c>.
/// </remarks>
public static class CompactCode
{
    public const int SerialLength = SerialCipher.SerialLength + MacLength;
    public const int MacLength = 8;
    public const int KeySizeBytes = 32;

    public static MacAlgorithm Algorithm => MacAlgorithm.Blake2b_256;

    /// <summary>Writes the 8 characters that follow the first 12.</summary>
    public static void WriteMac(Key key, Gtin gtin, ReadOnlySpan<char> derivedSerial, Span<char> destination)
    {
        ArgumentNullException.ThrowIfNull(key);
        Span<byte> message = stackalloc byte[15 + 22 + SerialCipher.SerialLength];
        "trace-code-v1c\n/01/"u8.CopyTo(message);
        Encoding.ASCII.GetBytes(gtin.Value, message[19..]);
        "/21/"u8.CopyTo(message[33..]);
        Encoding.ASCII.GetBytes(derivedSerial, message[37..]);

        Span<byte> mac = stackalloc byte[32];
        Algorithm.Mac(key, message, mac);
        var first40Bits = ((long)mac[0] << 32) | ((long)mac[1] << 24) | ((long)mac[2] << 16) | ((long)mac[3] << 8) | mac[4];
        CrockfordBase32.Encode(first40Bits, destination[..MacLength]);
    }

    /// <summary>Whether the last 8 of 20 characters are the MAC of the first 12, compared in constant time.</summary>
    public static bool Verify(Key key, Gtin gtin, ReadOnlySpan<char> serial)
    {
        if (serial.Length != SerialLength || !IsCrockford(serial[..SerialCipher.SerialLength]))
            return false;
        Span<char> expected = stackalloc char[MacLength];
        WriteMac(key, gtin, serial[..SerialCipher.SerialLength], expected);
        return CryptographicOperations.FixedTimeEquals(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes<char>(expected),
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(serial[SerialCipher.SerialLength..]));
    }

    private static bool IsCrockford(ReadOnlySpan<char> text) => CrockfordBase32.TryDecode(text, out _);
}
