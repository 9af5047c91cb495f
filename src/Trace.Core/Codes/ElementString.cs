using System.Text;

namespace Trace.Core.Codes;

/// <summary>GS1 element strings: AIs and values one after the other, with brackets for people or with FNC1 for scanners.</summary>
/// <remarks>
/// Source: GS1 General Specifications sections 4.14 (bracketed, human readable) and 7.8 (raw, FNC1 behind every value whose length is
/// not predefined). Duplicates are kept; who reads a code decides what they mean.
/// </remarks>
public static class ElementString
{
    /// <summary>FNC1 as scanners send it: ASCII group separator.</summary>
    public const char GroupSeparator = '\u001D';

    internal const int SymbologyIdentifierLength = 3;

    /// <summary>
    /// Reads <c>(01)09506000134352(21)ABC</c>. A <c>(</c> inside a value is written <c>\(</c>; white space around a value
    /// is not part of it. <paramref name="problem"/> is empty, or a sentence for people.
    /// </summary>
    public static bool TryParseBracketed(ReadOnlySpan<char> text, out IReadOnlyList<AttributeValue> elements, out string problem)
    {
        var found = new List<AttributeValue>();
        elements = [];
        problem = "";
        text = text.Trim();
        if (text.IsEmpty)
            problem = "There is no element.";

        while (problem.Length == 0 && !text.IsEmpty)
        {
            var close = text[0] == '(' ? text[..Math.Min(text.Length, 6)].IndexOf(')') : -1;
            if (close < 0)
            {
                problem = $"An application identifier in parentheses was expected at {Quote.Of(text)}.";
                return false;
            }

            var ai = text[1..close];
            text = text[(close + 1)..];
            var end = EndOfBracketedValue(text);
            var value = text[..end].Trim();
            text = text[end..];
            Add(found, ApplicationIdentifiers.Find(ai), ai, value.Contains('\\') ? value.ToString().Replace(@"\(", "(", StringComparison.Ordinal) : value, ref problem);
        }

        if (problem.Length > 0)
            return false;
        elements = found;
        return true;
    }

    /// <summary>
    /// Reads what a scanner sends: an optional symbology identifier such as <c>]d2</c>, then AIs and values, with
    /// <see cref="GroupSeparator"/> behind values whose length is not predefined. <paramref name="problem"/> is empty, or a sentence for people.
    /// </summary>
    public static bool TryParseRaw(ReadOnlySpan<char> text, out IReadOnlyList<AttributeValue> elements, out string problem)
    {
        var found = new List<AttributeValue>();
        elements = [];
        problem = "";
        if (text.StartsWith(']'))
            text = text[Math.Min(text.Length, SymbologyIdentifierLength)..];
        text = text.TrimStart(GroupSeparator);
        if (text.IsEmpty)
            problem = "There is no element.";

        while (problem.Length == 0 && !text.IsEmpty)
        {
            var identifier = ApplicationIdentifiers.FindAtStart(text);
            if (identifier is null)
            {
                problem = $"An application identifier was expected at {Quote.Of(text)}.";
                return false;
            }

            text = text[identifier.Ai.Length..];
            var end = EndOfRawValue(text, identifier);
            Add(found, identifier, identifier.Ai, text[..end], ref problem);
            text = text[end..];
            if (text.StartsWith(GroupSeparator))
                text = text[1..];
        }

        if (problem.Length > 0)
            return false;
        elements = found;
        return true;
    }

    /// <summary><c>(01)09506000134352(21)ABC</c>, with <c>\(</c> for a <c>(</c> inside a value: what <see cref="TryParseBracketed"/> reads.</summary>
    public static string ToBracketed(IReadOnlyList<AttributeValue> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var text = new StringBuilder();
        foreach (var (ai, value) in elements)
            text.Append('(').Append(ai).Append(')').Append(value.Replace("(", @"\(", StringComparison.Ordinal));
        return text.ToString();
    }

    /// <summary>Raw data with FNC1 in front and behind every value, but the last, whose length is not predefined.</summary>
    /// <param name="elements">AIs of the dictionary.</param>
    /// <param name="fnc1">How FNC1 is written; GS1's test vectors write <c>^</c>.</param>
    /// <exception cref="ArgumentException">An AI is not in the dictionary.</exception>
    public static string ToRaw(IReadOnlyList<AttributeValue> elements, char fnc1 = GroupSeparator)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var text = new StringBuilder();
        var needsSeparator = true;
        foreach (var (ai, value) in elements)
        {
            var identifier = ApplicationIdentifiers.Find(ai) ?? throw new ArgumentException($"({ai}) is no AI.", nameof(elements));
            if (needsSeparator)
                text.Append(fnc1);
            text.Append(ai).Append(value);
            needsSeparator = !identifier.HasPredefinedLength;
        }

        return text.ToString();
    }

    /// <summary>Index of the next <c>(</c> without a backslash before it, or the length.</summary>
    private static int EndOfBracketedValue(ReadOnlySpan<char> text)
    {
        var from = 0;
        while (text[from..].IndexOf('(') is var next and >= 0)
        {
            from += next;
            if (from == 0 || text[from - 1] != '\\')
                return from;
            from++;
        }

        return text.Length;
    }

    /// <summary>Looks no further than one character past the longest value, so that reading stays linear.</summary>
    private static int EndOfRawValue(ReadOnlySpan<char> text, ApplicationIdentifier identifier)
    {
        var reach = Math.Min(text.Length, identifier.HasPredefinedLength ? identifier.MaxLength : identifier.MaxLength + 1);
        var separator = text[..reach].IndexOf(GroupSeparator);
        return separator < 0 ? reach : separator;
    }

    private static void Add(List<AttributeValue> found, ApplicationIdentifier? identifier, ReadOnlySpan<char> ai, ReadOnlySpan<char> value, ref string problem)
    {
        if (identifier is null)
            problem = $"({Quote.Of(ai)}) is not an application identifier of GS1.";
        else if (identifier.Problem(value) is { } wrong)
            problem = wrong;
        else
            found.Add(new AttributeValue(identifier.Ai, value.ToString()));
    }
}
