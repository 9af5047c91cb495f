using System.Globalization;

namespace Trace.Core.Codes;

/// <summary>Reads the text of the GS1 Barcode Syntax Dictionary: <c>AIs [flags] specification [attributes] [# title]</c>.</summary>
/// <remarks>Source: header of the dictionary.</remarks>
internal static class SyntaxDictionary
{
    private const string PrimaryKey = "dlpkey";

    /// <exception cref="FormatException">A line is not as the dictionary's header describes it.</exception>
    public static List<ApplicationIdentifier> Parse(TextReader text)
    {
        var entries = new List<ApplicationIdentifier>();
        while (text.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line) && !line.StartsWith('#'))
                AddEntries(line, entries);
        }

        return entries;
    }

    private static void AddEntries(string line, List<ApplicationIdentifier> entries)
    {
        var titleStart = line.IndexOf('#', StringComparison.Ordinal);
        var title = titleStart < 0 ? "" : line[(titleStart + 1)..].Trim();
        var words = (titleStart < 0 ? line : line[..titleStart]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
            throw new FormatException($"No specification: {line}");

        var flags = words[1].Any(char.IsAsciiLetterOrDigit) ? "" : words[1];
        var rest = words.Skip(flags.Length == 0 ? 1 : 2).ToArray();
        var components = rest.TakeWhile(word => !IsAttribute(word)).Select(AiComponent.Parse).ToArray();
        var qualifierSequences = ReadQualifierSequences(rest.SingleOrDefault(word => word.StartsWith(PrimaryKey, StringComparison.Ordinal)));

        foreach (var ai in ReadRange(words[0]))
        {
            entries.Add(new ApplicationIdentifier
            {
                Ai = ai,
                Title = title,
                Components = components,
                HasPredefinedLength = flags.Contains('*', StringComparison.Ordinal),
                IsDigitalLinkAttribute = flags.Contains('?', StringComparison.Ordinal),
                QualifierSequences = qualifierSequences,
            });
        }
    }

    /// <summary>Components start with an upper-case letter or a bracket, attributes such as <c>req=01</c> with a lower-case letter.</summary>
    private static bool IsAttribute(string word) => char.IsAsciiLetterLower(word[0]);

    /// <summary><c>17</c>, or <c>3100-3105</c>.</summary>
    private static IEnumerable<string> ReadRange(string range)
    {
        var ends = range.Split('-');
        var first = int.Parse(ends[0], CultureInfo.InvariantCulture);
        var last = int.Parse(ends[^1], CultureInfo.InvariantCulture);
        for (var number = first; number <= last; number++)
            yield return number.ToString(CultureInfo.InvariantCulture).PadLeft(ends[0].Length, '0');
    }

    /// <summary><c>dlpkey</c> has one empty sequence, <c>dlpkey=22,10,21|235</c> has two, no attribute has none.</summary>
    private static string[][] ReadQualifierSequences(string? attribute)
    {
        if (attribute is null)
            return [];
        if (attribute == PrimaryKey)
            return [[]];
        return [.. attribute[(PrimaryKey.Length + 1)..].Split('|').Select(sequence => sequence.Split(','))];
    }
}
