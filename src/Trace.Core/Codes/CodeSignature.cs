using System.Buffers.Binary;

namespace Trace.Core.Codes;

/// <summary>The 67 bytes behind the 162 decimal digits of <c>s</c>: format, key id, Ed25519 signature.</summary>
/// <remarks>
/// CODE-FORMAT section 1. Layout: byte 0 format <c>0x01</c>; bytes 1..2 key id, big-endian; bytes 3..66 signature (R, S).
/// In decimal: one big-endian unsigned integer, left-padded with zeros to 162 digits.
/// </remarks>
public static class CodeSignature
{
    public const byte Format = 0x01;
    public const int SizeBytes = 67;
    public const int DigitCount = 162;
    public const int SignatureOffset = 3;
    public const int SignatureSizeBytes = 64;

    private const int LimbCount = 17;
    private const int ChunkDigits = 9;
    private const uint ChunkModulus = 1_000_000_000;

    public static ushort KeyId(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);

    public static ReadOnlySpan<byte> Signature(ReadOnlySpan<byte> bytes) =>
        bytes.Slice(SignatureOffset, SignatureSizeBytes);

    /// <summary>Writes 67 bytes as 162 ASCII digits.</summary>
    public static void WriteDigits(ReadOnlySpan<byte> bytes, Span<byte> digits)
    {
        Span<uint> limbs = stackalloc uint[LimbCount];
        limbs[0] = ((uint)bytes[0] << 16) | ((uint)bytes[1] << 8) | bytes[2];
        for (var i = 1; i < LimbCount; i++)
            limbs[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * i - 1)..]);

        for (var (position, first) = (DigitCount, 0); position > 0; position -= ChunkDigits)
        {
            var remainder = DivideByChunk(limbs[first..]);
            while (first < LimbCount && limbs[first] == 0)
                first++;
            for (var i = position - 1; i >= position - ChunkDigits; i--)
            {
                digits[i] = (byte)('0' + remainder % 10);
                remainder /= 10;
            }
        }
    }

    /// <summary>False unless the text is exactly 162 decimal digits of a number below 2^536 with format byte 1.</summary>
    /// <param name="digits">The raw value of <c>s</c>.</param>
    /// <param name="bytes">67 bytes, undefined when the result is false.</param>
    /// <param name="problem">A sentence on what was wrong; empty when the result is true.</param>
    public static bool TryReadDigits(ReadOnlySpan<char> digits, Span<byte> bytes, out string problem)
    {
        if (digits.Length != DigitCount)
        {
            problem = $"The signature `s` has {digits.Length} characters; a code of ours has {DigitCount} digits.";
            return false;
        }

        Span<uint> limbs = stackalloc uint[LimbCount];
        limbs.Clear();
        for (var position = 0; position < DigitCount; position += ChunkDigits)
        {
            if (!TryReadChunk(digits.Slice(position, ChunkDigits), out var chunk))
            {
                problem = "The signature `s` holds a character that is not a decimal digit.";
                return false;
            }

            if (MultiplyAndAdd(limbs, chunk) != 0)
            {
                problem = "The signature `s` is larger than 67 bytes hold.";
                return false;
            }
        }

        if (limbs[0] >> 24 != 0)
        {
            problem = "The signature `s` is larger than 67 bytes hold.";
            return false;
        }

        bytes[0] = (byte)(limbs[0] >> 16);
        bytes[1] = (byte)(limbs[0] >> 8);
        bytes[2] = (byte)limbs[0];
        for (var i = 1; i < LimbCount; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes[(4 * i - 1)..], limbs[i]);
        problem = bytes[0] == Format ? "" : $"The signature `s` has format {bytes[0]}; this is format {Format}.";
        return bytes[0] == Format;
    }

    private static uint DivideByChunk(Span<uint> limbs)
    {
        var remainder = 0ul;
        for (var i = 0; i < limbs.Length; i++)
        {
            var value = (remainder << 32) | limbs[i];
            limbs[i] = (uint)(value / ChunkModulus);
            remainder = value % ChunkModulus;
        }

        return (uint)remainder;
    }

    private static uint MultiplyAndAdd(Span<uint> limbs, uint chunk)
    {
        ulong carry = chunk;
        for (var i = LimbCount - 1; i >= 0; i--)
        {
            var value = (ulong)limbs[i] * ChunkModulus + carry;
            limbs[i] = (uint)value;
            carry = value >> 32;
        }

        return (uint)carry;
    }

    private static bool TryReadChunk(ReadOnlySpan<char> digits, out uint chunk)
    {
        chunk = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            chunk = chunk * 10 + (uint)(c - '0');
        }

        return true;
    }
}
