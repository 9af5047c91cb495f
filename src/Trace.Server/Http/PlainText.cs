using System.Globalization;
using System.Text;
using Trace.Core;

namespace Trace.Server.Http;

/// <summary>Names and words people type: well-formed Unicode, no control or invisible characters, of a stated length.</summary>
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
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune) || Noncharacter.Is(rune) || IsInvisible(rune))
                return $"`{name}` holds a control character, an invisible one, or is not well-formed Unicode.";
        }

        return text.Trim().Length == text.Length ? null : $"`{name}` begins or ends with white space.";
    }

    /// <summary>
    /// Marks that reorder or hide what follows could make one name look like another. The two joiners are letters' own in Arabic and
    /// Indic scripts.
    /// </summary>
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        && rune.Value is not (0x200C or 0x200D);

    /// <summary>The same for a member that may be left out.</summary>
    public static string? OptionalProblem(string? text, string name, int maxLength) =>
        text == null ? null : Problem(text, name, maxLength);
}
