namespace Trace.Core.Labels;

/// <summary>The bits a text takes in a QR code, counted without making the symbol.</summary>
/// <remarks>The segments are those QRCoder makes: ISO/IEC 18004:2015, annex J.2, but the rules for the first segment decide again after
/// digits. Tests hold the two together.</remarks>
public static class QrBits
{
    private enum Mode
    {
        Numeric,
        Alphanumeric,
        Byte,
    }

    /// <summary>The highest versions of the three groups in which a text takes the same number of bits.</summary>
    public static ReadOnlySpan<int> GroupVersions => [9, 26, 40];

    /// <param name="text">Latin-1.</param>
    /// <param name="version">1 to 40; only its group matters.</param>
    public static int Of(ReadOnlySpan<char> text, int version)
    {
        var group = version < 10 ? 0 : version < 27 ? 1 : 2;
        var bits = 0;
        for (var mode = First(text, group); !text.IsEmpty;)
        {
            var length = SegmentLength(text, mode, group, out var next);
            bits += 4 + mode switch
            {
                Mode.Numeric => 10 + (2 * group) + (((10 * length) + 2) / 3),
                Mode.Alphanumeric => 9 + (2 * group) + (((11 * length) + 1) / 2),
                _ => (group == 0 ? 8 : 16) + (8 * length),
            };
            text = text[length..];
            mode = next;
        }

        return bits;
    }

    private static int SegmentLength(ReadOnlySpan<char> text, Mode mode, int group, out Mode next)
    {
        if (mode == Mode.Numeric)
        {
            var digits = Digits(text);
            next = First(text[digits..], group);
            return digits;
        }

        for (var length = 0; length < text.Length; length++)
        {
            if (Change(text[length..], mode, group) is { } change)
            {
                next = change;
                return length;
            }
        }

        next = mode;
        return text.Length;
    }

    /// <summary>Sections b and c: what ends a segment of bytes or letters, or null.</summary>
    private static Mode? Change(ReadOnlySpan<char> rest, Mode mode, int group)
    {
        if (mode == Mode.Alphanumeric)
            return !IsAlphanumeric(rest[0]) ? Mode.Byte : Digits(rest) >= Pick(group, 13, 15, 17) ? Mode.Numeric : null;
        if (Digits(rest) >= Pick(group, 6, 8, 9))
            return Mode.Numeric;
        return Alphanumerics(rest) >= Pick(group, 11, 15, 16) ? Mode.Alphanumeric : null;
    }

    /// <summary>Section a.</summary>
    private static Mode First(ReadOnlySpan<char> text, int group)
    {
        if (text.IsEmpty || !IsAlphanumeric(text[0]))
            return Mode.Byte;
        var digits = Digits(text);
        if (digits == 0)
            return Alphanumerics(text) is var letters && letters < Pick(group, 6, 7, 8) && letters < text.Length ? Mode.Byte : Mode.Alphanumeric;
        if (digits == text.Length)
            return Mode.Numeric;
        if (!IsAlphanumeric(text[digits]))
            return digits < Pick(group, 4, 4, 5) ? Mode.Byte : Mode.Numeric;
        return digits < Pick(group, 7, 8, 9) ? Mode.Alphanumeric : Mode.Numeric;
    }

    private static int Digits(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;

    private static int Alphanumerics(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && IsAlphanumeric(text[count]))
            count++;
        return count;
    }

    private static bool IsAlphanumeric(char c) => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c) || " $%*+-./:".Contains(c, StringComparison.Ordinal);

    private static int Pick(int group, int small, int medium, int large) => group switch { 0 => small, 1 => medium, _ => large };
}
