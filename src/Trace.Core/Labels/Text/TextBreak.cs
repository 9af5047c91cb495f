using System.Globalization;

namespace Trace.Core.Labels;

/// <summary>Breaks a name into lines between its words, or takes off its end.</summary>
internal static class TextBreak
{
    private const string Ellipsis = "…";

    /// <summary>The fewest lines of <paramref name="widthEm"/> that hold the text, or null where <paramref name="most"/> are too few.</summary>
    public static List<string>? Lines(string text, LabelWeight weight, double widthEm, int most)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = lines.Count == 0 ? word : $"{lines[^1]} {word}";
            if (lines.Count > 0 && TextRun.WidthEm(longer, weight) <= widthEm)
                lines[^1] = longer;
            else if (TextRun.WidthEm(word, weight) <= widthEm)
                lines.Add(word);
            else
                return null;
        }

        return lines.Count > most ? null : lines.Count == 2 ? Balanced(text, weight) : lines;
    }

    /// <summary>Two lines of nearly the same width, so that no word stands alone.</summary>
    private static List<string> Balanced(string text, LabelWeight weight)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(1, words.Length - 1)
            .Select(count => new List<string> { string.Join(' ', words[..count]), string.Join(' ', words[count..]) })
            .MinBy(lines => lines.Max(line => TextRun.WidthEm(line, weight)))!;
    }

    /// <summary>At most <paramref name="most"/> lines; what does not fit ends with an ellipsis.</summary>
    public static IReadOnlyList<string> Shortened(string text, LabelWeight weight, double widthEm, int most, double trackingEm = 0)
    {
        if (most > 1)
        {
            for (var space = text.LastIndexOf(' '); space > 0; space = text.LastIndexOf(' ', space - 1))
            {
                if (TextRun.WidthEm(text[..space], weight) <= widthEm)
                    return [text[..space], .. Shortened(text[(space + 1)..], weight, widthEm, most - 1, trackingEm)];
            }
        }

        if (TextRun.WidthEm(text, weight, trackingEm) <= widthEm)
            return [text];
        var length = text.Length;
        while (length > 1 && TextRun.WidthEm(text[..length].TrimEnd() + Ellipsis, weight, trackingEm) > widthEm)
            length--;
        return [text[..length].TrimEnd() + Ellipsis];
    }

    /// <summary>The text, or as many of its letters (with their marks) and an ellipsis as fit.</summary>
    public static string Shortened(string text, Func<string, bool> fits)
    {
        if (fits(text))
            return text;
        var letters = StringInfo.ParseCombiningCharacters(text);
        var (least, most) = (1, letters.Length - 1);
        while (least < most)
        {
            var middle = (least + most + 1) / 2;
            if (fits(Cut(middle)))
                least = middle;
            else
                most = middle - 1;
        }

        return Cut(least);

        string Cut(int count) => text[..(count < letters.Length ? letters[count] : text.Length)].TrimEnd() + Ellipsis;
    }
}
