using System.Text;

namespace Trace.Server.Http;

/// <summary>Names and words people type: well-formed Unicode, no control characters, of a stated length.</summary>
public static class PlainText
{
    /// <summary>Null when the text is fine, else a sentence.</summary>
    public static string? Problem(string? text, string name, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text))
            return $"`{name}` is missing or empty.";
        if (text.Length > maxLength)
            return $"`{name}` has {text.Length} characters; the most is {maxLength}.";
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune))
                return $"`{name}` holds a control character or is not well-formed Unicode.";
        }

        return text.Trim().Length == text.Length ? null : $"`{name}` begins or ends with white space.";
    }

    /// <summary>The same for a member that may be left out.</summary>
    public static string? OptionalProblem(string? text, string name, int maxLength) =>
        text == null ? null : Problem(text, name, maxLength);
}
