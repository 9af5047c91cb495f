namespace Trace.Core.Labels;

/// <summary>Check codewords of ECC 200.</summary>
/// <remarks>
/// References: ISO/IEC 16022:2006, 5.7 and annex E.
/// Parameters: GF(256) modulo x⁸+x⁵+x³+x²+1 (0x12D), generator roots α¹ … αⁿ, codewords of one byte.
/// </remarks>
internal static class DataMatrixReedSolomon
{
    private const int Modulus = 0x12D;
    private static readonly byte[] Powers = new byte[255];
    private static readonly byte[] Logarithms = new byte[256];

    static DataMatrixReedSolomon()
    {
        for (int power = 0, value = 1; power < 255; power++)
        {
            Powers[power] = (byte)value;
            Logarithms[value] = (byte)power;
            value <<= 1;
            if (value > 255)
                value ^= Modulus;
        }
    }

    /// <summary>Appends the check codewords: every block holds each <c>blocks</c>-th codeword, and so do its checks.</summary>
    public static byte[] Append(ReadOnlySpan<byte> data, DataMatrixSize size)
    {
        var all = new byte[data.Length + size.CheckCodewords];
        data.CopyTo(all);
        var checksInBlock = size.CheckCodewords / size.Blocks;
        var generator = Generator(checksInBlock);
        Span<byte> checks = stackalloc byte[checksInBlock];
        for (var block = 0; block < size.Blocks; block++)
        {
            checks.Clear();
            for (var i = block; i < data.Length; i += size.Blocks)
                Divide(checks, data[i], generator);
            for (var i = 0; i < checksInBlock; i++)
                all[data.Length + (i * size.Blocks) + block] = checks[i];
        }

        return all;
    }

    private static void Divide(Span<byte> remainder, byte codeword, byte[] generator)
    {
        var factor = (byte)(codeword ^ remainder[0]);
        for (var i = 0; i < remainder.Length - 1; i++)
            remainder[i] = (byte)(remainder[i + 1] ^ Multiply(factor, generator[i]));
        remainder[^1] = Multiply(factor, generator[^1]);
    }

    /// <summary>The generator polynomial without its leading 1, highest power first.</summary>
    private static byte[] Generator(int degree)
    {
        var polynomial = new byte[degree + 1];
        polynomial[0] = 1;
        for (var root = 1; root <= degree; root++)
        {
            for (var i = root; i >= 1; i--)
                polynomial[i] ^= Multiply(polynomial[i - 1], Powers[root]);
        }

        return polynomial[1..];
    }

    private static byte Multiply(byte a, byte b) =>
        a == 0 || b == 0 ? (byte)0 : Powers[(Logarithms[a] + Logarithms[b]) % 255];
}
