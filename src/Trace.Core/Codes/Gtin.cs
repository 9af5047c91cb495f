namespace Trace.Core.Codes;

/// <summary>A Global Trade Item Number with a valid check digit, kept as 14 digits (GTIN-8, -12 and -13 are zero-padded).</summary>
/// <remarks>
/// Source: GS1 General Specifications, AI (01) and section 7.9.1 (check digit). <c>default(Gtin)</c> is not a GTIN: its
/// <see cref="Value"/> throws and its <see cref="IsEmpty"/> is true.
/// </remarks>
public readonly record struct Gtin
{
    /// <summary>Digits of <see cref="Value"/>.</summary>
    public const int Length = 14;

    private readonly string? _digits;

    private Gtin(string digits) => _digits = digits;

    /// <summary>The 14 digits.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default(Gtin)</c>.</exception>
    public string Value => _digits ?? throw new InvalidOperationException("default(Gtin) is not a GTIN.");

    /// <summary>True for <c>default(Gtin)</c> only.</summary>
    public bool IsEmpty => _digits is null;

    /// <summary>Reads 8, 12, 13 or 14 ASCII digits with a valid check digit; anything else is false.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Gtin gtin)
    {
        if (!IsGtin(text))
        {
            gtin = default;
            return false;
        }

        gtin = new Gtin(text.Length == Length ? text.ToString() : text.ToString().PadLeft(Length, '0'));
        return true;
    }

    /// <summary>As <see cref="TryParse(ReadOnlySpan{char}, out Gtin)"/>; <paramref name="problem"/> is a sentence for people, empty when there is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Gtin gtin, out string problem)
    {
        problem = Problem(text) ?? "";
        return TryParse(text, out gtin);
    }

    /// <summary>Why the text is not a GTIN, as a sentence for people; null when it is one.</summary>
    public static string? Problem(ReadOnlySpan<char> text)
    {
        if (IsGtin(text))
            return null;
        if (text.IsEmpty)
            return "The GTIN is missing.";
        if (text.ContainsAnyExceptInRange('0', '9'))
            return $"A GTIN has only digits, {Quote.Of(text)} has something else.";
        if (text.Length is not (8 or 12 or 13 or 14))
            return $"A GTIN has 8, 12, 13 or 14 digits, {Quote.Of(text)} has {text.Length}.";
        return $"The check digit of {text} is {text[^1]}, it should be {ModuloTen.CheckDigit(text[..^1])}.";
    }

    /// <summary>The 14 digits, or "(no GTIN)" for <c>default(Gtin)</c>.</summary>
    public override string ToString() => _digits ?? "(no GTIN)";

    private static bool IsGtin(ReadOnlySpan<char> text) =>
        text.Length is 8 or 12 or 13 or 14 && ModuloTen.HasValidCheckDigit(text);
}
