namespace Trace.Core.Codes;

/// <summary>Reads a GTIN and a serial that a person typed: <c>9506000134352 7K3M 9QX2 TV4B</c>.</summary>
/// <remarks>
/// Source: code format 1, section 3a. Between them stands white space, a comma, a semicolon or a slash. White space inside the serial is
/// grouping and dropped (set 82 has none); hyphens are kept, because a serial may have them, unless only without them it fits into 20 characters.
/// </remarks>
internal static class TypedReader
{
    /// <summary>True when the text starts with as many digits as a GTIN has, then a separator or nothing.</summary>
    public static bool StartsWithGtin(ReadOnlySpan<char> text)
    {
        var length = GtinLength(text);
        return length is 8 or 12 or 13 or 14 && (length == text.Length || IsSeparator(text[length]));
    }

    public static ReadCode? Read(ReadOnlySpan<char> text, out string problem)
    {
        var length = GtinLength(text);
        if (!Gtin.TryParse(text[..length], out var gtin, out problem))
            return null;

        var rest = text[length..].TrimStart();
        if (!rest.IsEmpty && rest[0] is ',' or ';' or '/')
            rest = rest[1..];
        var serial = Without(rest, hyphens: false);
        if (serial.Length > ApplicationIdentifiers.Serial.MaxLength)
            serial = Without(rest, hyphens: true);

        if (CodeReader.TryReadSerial(gtin, serial, out var code, out problem))
            return code;
        problem = serial.Length == 0 ? "This is a GTIN alone; the serial is missing." : problem;
        return null;
    }

    /// <summary>See <see cref="CodeReader.NormalizeTyped"/>.</summary>
    public static string Normalize(string serial)
    {
        var compact = Without(serial, hyphens: true);
        return string.Create(compact.Length, compact, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                // ASCII only: a Turkish dotless i stays what it is.
                target[i] = char.IsAsciiLetterLower(source[i]) ? (char)(source[i] - ('a' - 'A')) : source[i];
                target[i] = target[i] switch { 'O' => '0', 'I' or 'L' => '1', var other => other };
            }
        });
    }

    private static int GtinLength(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length;

    private static bool IsSeparator(char character) => char.IsWhiteSpace(character) || character is ',' or ';' or '/';

    private static string Without(ReadOnlySpan<char> text, bool hyphens)
    {
        var kept = new char[text.Length];
        var length = 0;
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character) && !(hyphens && character == '-'))
                kept[length++] = character;
        }

        return new string(kept, 0, length);
    }
}
