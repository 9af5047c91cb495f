using Trace.Core.Codes;

namespace Trace.Core.Labels;

/// <summary>GS1 DataMatrix: square ECC 200 symbols in ASCII encodation with FNC1 in first position (ISO/IEC 16022:2006).</summary>
public static class DataMatrixSymbol
{
    private const byte Fnc1 = 232;
    private const byte FirstDigitPair = 130;
    private const byte Pad = 129;

    /// <summary>Encodes raw data that begins with <see cref="ElementString.GroupSeparator"/>, at the smallest size or at <paramref name="modules"/> a side.</summary>
    /// <exception cref="LabelContentException">A character is not ASCII, or the text is longer than the size holds.</exception>
    public static SymbolMatrix Encode(string elements, int? modules = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(elements);
        var codewords = Codewords(elements);
        var size = DataMatrixSize.Squares.FirstOrDefault(size => size.DataCodewords >= codewords.Count && (modules is null || size.Modules == modules))
            ?? throw new LabelContentException($"The element string of {codewords.Count} codewords does not fit a Data Matrix of {modules ?? 64} modules.");
        AddPadding(codewords, size.DataCodewords);
        var all = DataMatrixReedSolomon.Append(codewords.ToArray(), size);
        return WithFinders(DataMatrixPlacement.Place(all, size.MappingModules), size);
    }

    /// <summary>Codewords before padding; the more, the larger the symbol.</summary>
    internal static int CountCodewords(string elements)
    {
        var count = 0;
        for (var i = 0; i < elements.Length; i++, count++)
        {
            if (IsDigitPair(elements, i))
                i++;
        }

        return count;
    }

    private static bool IsDigitPair(string elements, int i) =>
        char.IsAsciiDigit(elements[i]) && i + 1 < elements.Length && char.IsAsciiDigit(elements[i + 1]);

    private static List<byte> Codewords(string elements)
    {
        var codewords = new List<byte>(elements.Length);
        for (var i = 0; i < elements.Length; i++)
        {
            var c = elements[i];
            if (IsDigitPair(elements, i))
                codewords.Add((byte)(FirstDigitPair + (10 * (c - '0')) + (elements[++i] - '0')));
            else if (c == ElementString.GroupSeparator)
                codewords.Add(Fnc1);
            else if (c is > ' ' and < '\u007F')
                codewords.Add((byte)(c + 1));
            else
                throw new LabelContentException($"The element string holds the character U+{(int)c:X4}, which GS1 has not.");
        }

        return codewords;
    }

    /// <summary>The first pad stands as it is, the others are scrambled by their position (annex B.1).</summary>
    private static void AddPadding(List<byte> codewords, int length)
    {
        if (codewords.Count < length)
            codewords.Add(Pad);
        while (codewords.Count < length)
        {
            var scrambled = Pad + (149 * (codewords.Count + 1) % 253) + 1;
            codewords.Add((byte)(scrambled <= 254 ? scrambled : scrambled - 254));
        }
    }

    private static SymbolMatrix WithFinders(sbyte[] mapping, DataMatrixSize size)
    {
        var matrix = new SymbolMatrix(size.Modules);
        var region = size.RegionModules;
        var period = region + 2;
        for (var y = 0; y < size.Modules; y++)
        {
            for (var x = 0; x < size.Modules; x++)
            {
                var (inY, inX) = (y % period, x % period);
                matrix[y, x] = (inX, inY) switch
                {
                    (0, _) => true,
                    (_, var bottom) when bottom == period - 1 => true,
                    (_, 0) => inX % 2 == 0,
                    (var right, _) when right == period - 1 => inY % 2 == 1,
                    _ => mapping[(((y / period * region) + inY - 1) * size.MappingModules) + (x / period * region) + inX - 1] == 1,
                };
            }
        }

        return matrix;
    }
}
