namespace Trace.Core.Labels;

/// <summary>Writes one-bit graphics as <c>^GFA</c> with ZPL's own hexadecimal compression.</summary>
/// <remarks>Counts stand before the digit they repeat: G to Y are 1 to 19, g to z are 20 to 400 in steps of 20. A comma fills the line
/// with white, an exclamation mark with black, a colon repeats the line above.</remarks>
internal static class ZplGraphic
{
    private static readonly byte[] Digits = [.. "0123456789ABCDEF"u8];

    /// <summary>The dark modules of a symbol, without its quiet zone, at its place in dots.</summary>
    public static void Symbol(ByteBuilder output, SymbolMatrix matrix, int dots, int x, int y)
    {
        var side = matrix.Size * dots;
        Start(output, side, side, x, y);
        Span<byte> bits = stackalloc byte[(side + 7) / 8];
        Span<byte> above = stackalloc byte[bits.Length];
        for (var row = 0; row < matrix.Size; row++)
        {
            bits.Clear();
            var modules = matrix.Row(row);
            for (var column = 0; column < matrix.Size; column++)
            {
                for (var dot = column * dots; modules[column] != 0 && dot < (column + 1) * dots; dot++)
                    bits[dot >> 3] |= (byte)(0x80 >> (dot & 7));
            }

            Line(output, bits, row > 0 && bits.SequenceEqual(above));
            for (var line = 1; line < dots; line++)
                output.Append((byte)':');
            bits.CopyTo(above);
        }

        output.Append("^FS\n"u8);
    }

    /// <summary>Grey pixels, black where they are darker than half.</summary>
    public static void Pixels(ByteBuilder output, ReadOnlySpan<byte> pixels, int width, int x, int y)
    {
        var height = pixels.Length / width;
        Start(output, width, height, x, y);
        var bits = new byte[(width + 7) / 8];
        var above = new byte[bits.Length];
        for (var row = 0; row < height; row++)
        {
            Array.Clear(bits);
            for (var dot = 0; dot < width; dot++)
            {
                if (pixels[(row * width) + dot] < 128)
                    bits[dot >> 3] |= (byte)(0x80 >> (dot & 7));
            }

            Line(output, bits, row > 0 && bits.AsSpan().SequenceEqual(above));
            bits.CopyTo(above, 0);
        }

        output.Append("^FS\n"u8);
    }

    private static void Start(ByteBuilder output, int width, int height, int x, int y)
    {
        var bytesPerRow = (width + 7) / 8;
        output.Append("^FO"u8).Append(x).Append((byte)',').Append(y).Append("^GFA,"u8).Append(bytesPerRow * height).Append((byte)',')
            .Append(bytesPerRow * height).Append((byte)',').Append(bytesPerRow).Append((byte)',');
    }

    private static void Line(ByteBuilder output, ReadOnlySpan<byte> bits, bool sameAsAbove)
    {
        if (sameAsAbove)
        {
            output.Append((byte)':');
            return;
        }

        var digits = 2 * bits.Length;
        for (var i = 0; i < digits;)
        {
            var digit = DigitAt(bits, i);
            var run = 1;
            while (i + run < digits && DigitAt(bits, i + run) == digit)
                run++;
            if (i + run == digits && (digit == 0 || digit == 15))
            {
                output.Append(digit == 0 ? (byte)',' : (byte)'!');
                return;
            }

            Run(output, Digits[digit], run);
            i += run;
        }
    }

    private static void Run(ByteBuilder output, byte digit, int count)
    {
        for (; count >= 400; count -= 400)
            output.Append((byte)'z').Append(digit);
        if (count == 0)
            return;
        if (count >= 20)
            output.Append((byte)('f' + (count / 20)));
        if (count % 20 > 0 && count > 1)
            output.Append((byte)('F' + (count % 20)));
        output.Append(digit);
    }

    private static int DigitAt(ReadOnlySpan<byte> bits, int index) => (index & 1) == 0 ? bits[index >> 1] >> 4 : bits[index >> 1] & 15;
}
