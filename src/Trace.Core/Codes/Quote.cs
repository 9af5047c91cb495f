namespace Trace.Core.Codes;

/// <summary>Quotes text that was read, for a sentence shown to people: short, printable, whatever the text holds.</summary>
internal static class Quote
{
    private const int MaxLength = 40;

    /// <summary>The text between “ ”, at most 40 characters of it; what is not printable ASCII becomes �.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        var shown = text.Length <= MaxLength ? text : text[..MaxLength];
        var tail = text.Length <= MaxLength ? "”" : "…”";
        Span<char> clean = stackalloc char[MaxLength];
        for (var i = 0; i < shown.Length; i++)
            clean[i] = char.IsBetween(shown[i], ' ', '~') ? shown[i] : '\uFFFD';
        return string.Concat("“", clean[..shown.Length], tail);
    }
}
