using System.Text;

namespace Trace.Core.Labels;

/// <summary>The directions in one line of text: the Unicode Bidirectional Algorithm (UAX #9) for a paragraph of one line without explicit
/// embeddings and isolates, whose controls are ignored. Rule numbers are those of the annex.</summary>
internal static class BidiLine
{
    private const string Brackets = "()[]{}";

    /// <summary>The level of each character: even runs from left to right, odd from right to left.</summary>
    public static int[] Levels(IReadOnlyList<Rune> text)
    {
        var given = text.Select(BidiClasses.Of).ToArray();
        var first = Array.Find(given, type => type is BidiClass.Left or BidiClass.Right or BidiClass.ArabicLetter);
        var paragraph = first is BidiClass.Right or BidiClass.ArabicLetter ? 1 : 0;
        var kept = Enumerable.Range(0, given.Length).Where(i => given[i] != BidiClass.Ignored).ToArray();
        var types = kept.Select(i => given[i]).ToArray();
        ResolveWeak(types, Direction(paragraph));
        ResolveBrackets(types, [.. kept.Select(i => text[i])], Direction(paragraph));
        ResolveNeutral(types, Direction(paragraph));

        var levels = new int[given.Length];
        for (var i = 0; i < kept.Length; i++)
            levels[kept[i]] = LevelOf(types[i], paragraph);
        for (var i = 0; i < levels.Length; i++)
        {
            if (given[i] == BidiClass.Ignored)
                levels[i] = i > 0 ? levels[i - 1] : paragraph;
        }

        // L1: space at the end of the line.
        for (var i = levels.Length - 1; i >= 0 && given[i] is BidiClass.Space or BidiClass.Ignored; i--)
            levels[i] = paragraph;
        return levels;
    }

    /// <summary>L2: the runs of one level in the order they are drawn, from left to right.</summary>
    public static List<T> Visual<T>(IReadOnlyList<T> runs, Func<T, int> levelOf)
    {
        var visual = runs.ToList();
        for (var level = runs.Select(levelOf).DefaultIfEmpty(0).Max(); level > 0; level--)
        {
            for (var start = 0; start < visual.Count; start++)
            {
                var end = start;
                while (end < visual.Count && levelOf(visual[end]) >= level)
                    end++;
                if (end > start)
                    visual.Reverse(start, end - start);
                start = end;
            }
        }

        return visual;
    }

    private static void ResolveWeak(BidiClass[] types, BidiClass start)
    {
        var strong = start;
        for (var i = 0; i < types.Length; i++)
        {
            if (types[i] == BidiClass.Mark)
                types[i] = i > 0 ? types[i - 1] : start; // W1
            if (types[i] == BidiClass.EuropeanNumber && strong == BidiClass.ArabicLetter)
                types[i] = BidiClass.ArabicNumber; // W2
            if (types[i] is BidiClass.Left or BidiClass.Right or BidiClass.ArabicLetter)
                strong = types[i];
        }

        for (var i = 0; i < types.Length; i++)
        {
            if (types[i] == BidiClass.ArabicLetter)
                types[i] = BidiClass.Right; // W3
            var between = i > 0 && i + 1 < types.Length && types[i - 1] == types[i + 1];
            if (between && types[i - 1] == BidiClass.EuropeanNumber && types[i] is BidiClass.EuropeanSeparator or BidiClass.CommonSeparator)
                types[i] = types[i - 1]; // W4
            else if (between && types[i - 1] == BidiClass.ArabicNumber && types[i] == BidiClass.CommonSeparator)
                types[i] = types[i - 1]; // W4
        }

        ResolveTerminators(types);
        strong = start;
        for (var i = 0; i < types.Length; i++)
        {
            if (types[i] is BidiClass.EuropeanSeparator or BidiClass.EuropeanTerminator or BidiClass.CommonSeparator)
                types[i] = BidiClass.Other; // W6
            if (types[i] is BidiClass.Left or BidiClass.Right)
                strong = types[i];
            if (types[i] == BidiClass.EuropeanNumber && strong == BidiClass.Left)
                types[i] = BidiClass.Left; // W7
        }
    }

    /// <summary>W5: signs such as % beside a European number belong to it.</summary>
    private static void ResolveTerminators(BidiClass[] types)
    {
        for (var start = 0; start < types.Length; start++)
        {
            var end = start;
            while (end < types.Length && types[end] == BidiClass.EuropeanTerminator)
                end++;
            var beside = (start > 0 && types[start - 1] == BidiClass.EuropeanNumber) || (end < types.Length && types[end] == BidiClass.EuropeanNumber);
            if (end > start && beside)
                Array.Fill(types, BidiClass.EuropeanNumber, start, end - start);
            start = Math.Max(start, end - 1);
        }
    }

    /// <summary>N0: a pair of brackets has the direction of what is in it, where that is the line's own or that of the text before.</summary>
    private static void ResolveBrackets(BidiClass[] types, Rune[] text, BidiClass embedding)
    {
        foreach (var (open, close) in Pairs(text, types))
        {
            var inside = types[(open + 1)..close].Select(Strong).Where(type => type != BidiClass.Other).ToHashSet();
            if (inside.Count == 0)
                continue;
            var before = types[..open].Select(Strong).LastOrDefault(type => type != BidiClass.Other, embedding);
            types[open] = types[close] = inside.Contains(embedding) || before == embedding ? embedding : before;
        }
    }

    /// <summary>BD16, in the order of the opening brackets.</summary>
    private static IEnumerable<(int Open, int Close)> Pairs(Rune[] text, BidiClass[] types)
    {
        var pairs = new List<(int Open, int Close)>();
        var open = new List<int>();
        for (var i = 0; i < text.Length; i++)
        {
            var bracket = text[i].IsAscii && types[i] == BidiClass.Other ? Brackets.IndexOf((char)text[i].Value, StringComparison.Ordinal) : -1;
            if (bracket < 0)
                continue;
            if (bracket % 2 == 0)
            {
                open.Add(i);
                continue;
            }

            var match = open.FindLastIndex(at => text[at].Value == Brackets[bracket - 1]);
            if (match < 0)
                continue;
            pairs.Add((open[match], i));
            open.RemoveRange(match, open.Count - match);
        }

        return pairs.OrderBy(pair => pair.Open);
    }

    /// <summary>N1 and N2: what has no direction takes that of both sides, else that of the line.</summary>
    private static void ResolveNeutral(BidiClass[] types, BidiClass embedding)
    {
        for (var start = 0; start < types.Length; start++)
        {
            var end = start;
            while (end < types.Length && Strong(types[end]) == BidiClass.Other)
                end++;
            if (end == start)
                continue;
            var before = start > 0 ? Strong(types[start - 1]) : embedding;
            var after = end < types.Length ? Strong(types[end]) : embedding;
            Array.Fill(types, before == after ? before : embedding, start, end - start);
            start = end - 1;
        }
    }

    /// <summary>Numbers count as right to left beside neutral characters (N1).</summary>
    private static BidiClass Strong(BidiClass type) => type switch
    {
        BidiClass.Left => BidiClass.Left,
        BidiClass.Right or BidiClass.EuropeanNumber or BidiClass.ArabicNumber => BidiClass.Right,
        _ => BidiClass.Other,
    };

    private static BidiClass Direction(int paragraph) => paragraph == 1 ? BidiClass.Right : BidiClass.Left;

    /// <summary>I1 and I2.</summary>
    private static int LevelOf(BidiClass type, int paragraph) => type switch
    {
        BidiClass.Right => 1,
        BidiClass.EuropeanNumber or BidiClass.ArabicNumber => 2,
        _ => paragraph == 1 ? 2 : 0,
    };
}
