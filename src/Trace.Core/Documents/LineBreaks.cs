using System.Globalization;
using System.Text;

namespace Trace.Core.Documents;

/// <summary>Where a line of text may end: a part of UAX #14 that is enough for prose, addresses and East Asian text.</summary>
internal static class LineBreaks
{
    private const int LongWord = 24;
    private const string Closing = ")]},.!?;:%…’”、。，．！？；：）」』】〕〉》・ー々〜ぁぃぅぇぉっゃゅょァィゥェォッャュョ％";
    private const string Opening = "([{‘“（「『【〔〈《";

    /// <summary>Pieces that stay whole, with the spaces behind them; together they are the text.</summary>
    public static IEnumerable<string> Pieces(string line)
    {
        var start = 0;
        foreach (var end in Ends(line))
        {
            yield return line[start..end];
            start = end;
        }

        if (start < line.Length)
            yield return line[start..];
    }

    /// <summary>Letters with their marks, for what is wider than a line.</summary>
    public static IEnumerable<string> Letters(string piece)
    {
        var letters = StringInfo.GetTextElementEnumerator(piece);
        while (letters.MoveNext())
            yield return letters.GetTextElement();
    }

    private static IEnumerable<int> Ends(string line)
    {
        var wordStart = 0;
        for (var at = 0; at < line.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(line, at);
            var next = at + length;
            if (next >= line.Length)
                yield break;
            if (line[at] == ' ' ? line[next] != ' ' : line[next] != ' ' && MayPart(line, at, next, wordStart))
            {
                wordStart = line[at] == ' ' ? next : wordStart;
                yield return next;
            }

            at = next;
        }
    }

    private static bool MayPart(string line, int at, int next, int wordStart)
    {
        if (Closing.Contains(line[next], StringComparison.Ordinal) || Opening.Contains(line[at], StringComparison.Ordinal))
            return false;
        if (IsEastAsian(line, at) || IsEastAsian(line, next))
            return true;
        if (line[at] == '-')
            return at > wordStart && char.IsLetter(line[at - 1]) && char.IsLetter(line[next]);
        // Addresses and the like part behind what joins their parts.
        return line[at] is '/' or '?' or '&' or '=' or '_' && line[next] is not '/' && WordLength(line, wordStart) > LongWord;
    }

    private static int WordLength(string line, int start)
    {
        var end = line.IndexOf(' ', start);
        return (end < 0 ? line.Length : end) - start;
    }

    private static bool IsEastAsian(string line, int at) =>
        Rune.TryGetRuneAt(line, at, out var rune) && rune.Value is (>= 0x2E80 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0xFF01 and <= 0xFF60) or (>= 0x20000 and <= 0x3FFFF);
}
