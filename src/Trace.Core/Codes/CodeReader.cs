using System.Diagnostics.CodeAnalysis;

namespace Trace.Core.Codes;

/// <summary>Finds GTIN, serial and the rest in any text that a camera, a scanner or a person hands over.</summary>
/// <remarks>
/// Source: code format 1, section 3a. Hostile text gives false, never an exception, in time linear in at most
/// <see cref="MaxLength"/> characters. White space around the text is not part of it.
/// </remarks>
public static class CodeReader
{
    /// <summary>Longer text is not a code: the longest valid one with every attribute has far fewer characters.</summary>
    public const int MaxLength = 8192;

    /// <summary>Reads a text. <paramref name="problem"/> is empty, or a sentence for people that says what was wrong and where.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out ReadCode? code, out string problem)
    {
        code = null;
        if (text is { Length: > MaxLength })
        {
            problem = $"The text has {text.Length} characters, no code has more than {MaxLength}.";
            return false;
        }

        var trimmed = text.AsSpan().Trim();
        if (trimmed.StartsWith(']') && !TrySkipSymbologyIdentifier(ref trimmed))
        {
            code = ElementStringReader.ReadRaw(trimmed, out problem);
            return code is not null;
        }

        code = Read(trimmed, out problem);
        if (code is null && OtherText.Recognize(trimmed) is { } other)
            problem = other;
        return code is not null;
    }

    /// <summary>The same for GTIN and serial given apart: the serial exactly as given.</summary>
    public static bool TryReadSerial(Gtin gtin, string? serial, [NotNullWhen(true)] out ReadCode? code, out string problem)
    {
        problem = string.IsNullOrEmpty(serial) ? "The serial is missing." : ApplicationIdentifiers.Serial.Problem(serial) ?? "";
        code = problem.Length > 0
            ? null
            : new ReadCode(CodeForm.Typed, gtin, serial!, Lot: null, ConsumerProductVariant: null, [], SignatureDigits: null);
        return code is not null;
    }

    /// <summary>
    /// The serial as a person may have meant it: spaces and hyphens removed, ASCII letters in upper case, O as 0, I and L as 1.
    /// Only for looking up a typed serial again that was not found as given.
    /// </summary>
    /// <remarks>Source: Crockford's base32. The result may be empty.</remarks>
    public static string NormalizeTyped(string serial)
    {
        ArgumentNullException.ThrowIfNull(serial);
        return TypedReader.Normalize(serial);
    }

    private static ReadCode? Read(ReadOnlySpan<char> text, out string problem)
    {
        if (TypedReader.StartsWithGtin(text))
            return TypedReader.Read(text, out problem);
        if (text.StartsWith('('))
            return ElementStringReader.ReadBracketed(text, out problem);
        if (text.Contains(ElementString.GroupSeparator))
            return ElementStringReader.ReadRaw(text, out problem);
        if (text.StartsWith('/') || text.Contains("://", StringComparison.Ordinal) || text.Contains("/01/", StringComparison.Ordinal))
            return UriReader.Read(text, out problem);
        if (ElementStringReader.LooksRaw(text))
            return ElementStringReader.ReadRaw(text, out problem);

        problem = OtherText.Describe(text);
        return null;
    }

    /// <summary>
    /// Scanners may put an AIM symbology identifier in front. False for those that announce element strings; else it is skipped,
    /// as in <c>]Q1HTTPS://…</c>.
    /// </summary>
    private static bool TrySkipSymbologyIdentifier(ref ReadOnlySpan<char> text)
    {
        if (text.Length < ElementString.SymbologyIdentifierLength || text[..ElementString.SymbologyIdentifierLength] is "]d2" or "]C1" or "]Q3" or "]e0" or "]J1")
            return false;
        text = text[ElementString.SymbologyIdentifierLength..];
        return true;
    }
}
