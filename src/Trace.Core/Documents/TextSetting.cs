using System.Text;
using SkiaSharp;
using Trace.Core.Labels;

namespace Trace.Core.Documents;

/// <summary>Sets text into lines of a width: fonts, directions (UAX #9), line breaks, glyphs.</summary>
internal sealed class TextSetting(DocumentFonts fonts, string language) : IDisposable
{
    private readonly HarfBuzzSharp.Language _han = new(language is "ja" or "ko" ? language : "zh-Hans");

    public void Dispose() => _han.Dispose();

    /// <summary>The lines of a text. An empty text has one, an empty line.</summary>
    public IReadOnlyList<SetLine> Lines(string text, DocumentStyle style, float widthPt) =>
        [.. fonts.Visible(text).Split('\n').SelectMany(line => Paragraph(line.TrimEnd(' '), style, widthPt))];

    private List<SetLine> Paragraph(string text, DocumentStyle style, float widthPt)
    {
        var runes = text.EnumerateRunes().ToList();
        var levels = runes.Exists(rune => BidiClasses.Of(rune) is BidiClass.Right or BidiClass.ArabicLetter or BidiClass.ArabicNumber) ? BidiLine.Levels(runes) : new int[runes.Count];
        var turned = runes.Select((rune, i) => (Class: BidiClasses.Of(rune), i)).FirstOrDefault(rune => rune.Class is BidiClass.Left or BidiClass.Right or BidiClass.ArabicLetter).Class
            is BidiClass.Right or BidiClass.ArabicLetter;
        var lines = new List<SetLine>();
        var start = 0;
        foreach (var line in Break(text, style, widthPt))
        {
            var length = line.EnumerateRunes().Count();
            var shown = line.TrimEnd(' ').EnumerateRunes().Count();
            lines.Add(Set(runes.GetRange(start, shown), levels.AsSpan(start, shown), style, turned));
            start += length;
        }

        return lines;
    }

    /// <summary>As much in a line as fits; what is wider than a line by itself is cut between its letters.</summary>
    private IEnumerable<string> Break(string text, DocumentStyle style, float widthPt)
    {
        var line = new StringBuilder();
        var width = 0f;
        foreach (var piece in LineBreaks.Pieces(text).SelectMany(piece => Width(piece.TrimEnd(' '), style) <= widthPt ? [piece] : LineBreaks.Letters(piece)))
        {
            if (line.Length > 0 && width + Width(piece.TrimEnd(' '), style) > widthPt)
            {
                yield return line.ToString();
                line.Clear();
                width = 0;
            }

            line.Append(piece);
            width += Width(piece, style);
        }

        yield return line.ToString();
    }

    private float Width(string piece, DocumentStyle style)
    {
        var runes = piece.EnumerateRunes().ToList();
        return Runs(runes, new int[runes.Count], style.Weight).Sum(run => Shape(run, style).WidthPt);
    }

    private SetLine Set(List<Rune> runes, ReadOnlySpan<int> levels, DocumentStyle style, bool turned) =>
        new([.. BidiLine.Visual(Runs(runes, levels, style.Weight), run => run.Level).Select(run => Shape(run, style))], turned);

    /// <summary>Parts of one font and one direction, in the order of the text.</summary>
    private List<TextPart> Runs(List<Rune> runes, ReadOnlySpan<int> levels, LabelWeight weight)
    {
        var runs = new List<TextPart>();
        for (var i = 0; i < runes.Count; i++)
        {
            var last = runs.Count == 0 ? null : runs[^1];
            var stays = last != null && (DocumentFonts.Steers(runes[i]) || (Rune.IsWhiteSpace(runes[i]) && ScriptFonts.Covers(last.Typeface, runes[i].Value)));
            var typeface = stays ? last!.Typeface : fonts.TypefaceOf(runes[i], weight);
            if (last == null || last.Level != levels[i] || last.Typeface != typeface)
                runs.Add(last = new TextPart(typeface, levels[i]));
            last.Text.Append(runes[i].ToString());
        }

        return runs;
    }

    private SetRun Shape(TextPart part, DocumentStyle style)
    {
        var text = part.Text.ToString();
        using var font = FontOf(part.Typeface, style);
        using var buffer = new HarfBuzzSharp.Buffer();
        buffer.AddUtf8(text);
        // Said before HarfBuzz guesses the rest: it would take "500 " in Arabic for Arabic, and turn it round.
        buffer.Direction = part.Level % 2 == 1 ? HarfBuzzSharp.Direction.RightToLeft : HarfBuzzSharp.Direction.LeftToRight;
        buffer.GuessSegmentProperties();
        buffer.Language = _han;
        var shaped = fonts.ShaperOf(part.Typeface).Shape(buffer, font);
        return new SetRun(part.Typeface, text, [.. shaped.Codepoints.Select(glyph => (ushort)glyph)], shaped.Points, shaped.Clusters, shaped.Width);
    }

    internal static SKFont FontOf(SKTypeface typeface, DocumentStyle style) => new(typeface, style.SizePt) { Hinting = SKFontHinting.None, LinearMetrics = true, Subpixel = true };

    private sealed record TextPart(SKTypeface Typeface, int Level)
    {
        public StringBuilder Text { get; } = new();
    }
}

/// <summary>Glyphs of one font in the order they are drawn, and the text they stand for.</summary>
/// <param name="Clusters">For each glyph, at which byte of the text in UTF-8 that begins: so the text can be copied.</param>
internal sealed record SetRun(SKTypeface Typeface, string Text, ushort[] Glyphs, SKPoint[] Positions, uint[] Clusters, float WidthPt);

/// <summary>A line, its runs from left to right.</summary>
/// <param name="Turned">Whether its paragraph is read from right to left.</param>
internal sealed record SetLine(IReadOnlyList<SetRun> Runs, bool Turned)
{
    public float WidthPt { get; } = Runs.Sum(run => run.WidthPt);

    /// <summary>Draws it with its first baseline there.</summary>
    public void Draw(SKCanvas canvas, DocumentStyle style, float xPt, float baselinePt)
    {
        using var paint = new SKPaint { Color = Inks.Of(style.Ink), IsAntialias = true };
        foreach (var run in Runs.Where(run => run.Glyphs.Length > 0))
        {
            using var font = TextSetting.FontOf(run.Typeface, style);
            using var builder = new SKTextBlobBuilder();
            var text = Encoding.UTF8.GetBytes(run.Text);
            var buffer = builder.AllocatePositionedTextRun(font, run.Glyphs.Length, text.Length);
            buffer.SetGlyphs(run.Glyphs);
            buffer.SetPositions(run.Positions);
            buffer.SetClusters(run.Clusters);
            buffer.SetText(text);
            using var blob = builder.Build();
            canvas.DrawText(blob, xPt, baselinePt, paint);
            xPt += run.WidthPt;
        }
    }
}
