using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace Trace.Core.Labels;

/// <summary>A line of text as outlines: origin at the left end of the baseline, y down, one unit an em.</summary>
/// <param name="Path">Never changed after it was made, so it may be read on any thread.</param>
/// <param name="WidthEm">Advance of the whole line.</param>
internal sealed record ScriptOutline(SKPath Path, double WidthEm);

/// <summary>Shapes text that the bundled fonts cannot draw, with HarfBuzz, and keeps each line it has shaped.</summary>
/// <remarks>Runs of one font and one direction are shaped whole; the runs follow the direction of the first strong character.
/// That is right for a name in one script, or with Latin words in it; it is not the full bidirectional algorithm.</remarks>
internal sealed class ScriptShaper(ScriptFonts fonts)
{
    private const float Size = 1000;
    private const int MostKept = 1024;

    private readonly ConcurrentDictionary<string, ScriptOutline> _kept = new(StringComparer.Ordinal);

    /// <summary>The first character that no font draws, or null.</summary>
    public Rune? Missing(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsInvisible(rune) && TypefaceOf(rune) is null)
                return rune;
        }

        return null;
    }

    public ScriptOutline Shape(string text)
    {
        if (_kept.TryGetValue(text, out var outline))
            return outline;
        outline = Draw(text);
        if (_kept.Count < MostKept)
            _kept.TryAdd(text, outline);
        return outline;
    }

    private ScriptOutline Draw(string text)
    {
        var runs = Split(text);
        if (runs.Find(run => run.Strong)?.RightToLeft == true)
            runs.Reverse();
        using var builder = new SKPathBuilder();
        float x = 0;
        foreach (var run in runs)
        {
            using var shaper = new SKShaper(run.Typeface);
            using var font = new SKFont(run.Typeface, Size) { Hinting = SKFontHinting.None, LinearMetrics = true };
            var shaped = shaper.Shape(run.Text.ToString(), font);
            for (var i = 0; i < shaped.Codepoints.Length; i++)
            {
                using var glyph = font.GetGlyphPath((ushort)shaped.Codepoints[i]);
                if (glyph is not null)
                    builder.AddPath(glyph, x + shaped.Points[i].X, shaped.Points[i].Y);
            }

            x += shaped.Width;
        }

        var path = builder.Detach();
        path.Transform(SKMatrix.CreateScale(1 / Size, 1 / Size));
        return new ScriptOutline(path, x / Size);
    }

    private List<Run> Split(string text)
    {
        var runs = new List<Run>();
        foreach (var rune in text.EnumerateRunes())
        {
            var last = runs.Count == 0 ? null : runs[^1];
            var rightToLeft = IsRightToLeft(rune);
            var strong = rightToLeft || Rune.IsLetter(rune);
            if (last is not null && (IsInvisible(rune) || (ScriptFonts.Covers(last.Typeface, rune.Value) && (!strong || !last.Strong || rightToLeft == last.RightToLeft))))
            {
                last.Text.Append(rune.ToString());
                last.RightToLeft |= rightToLeft;
                last.Strong |= strong;
                continue;
            }

            var typeface = TypefaceOf(rune) ?? LabelFont.Of(LabelWeight.Bold).Typeface;
            runs.Add(new Run(typeface) { RightToLeft = rightToLeft, Strong = strong });
            runs[^1].Text.Append(rune.ToString());
        }

        return runs;
    }

    private SKTypeface? TypefaceOf(Rune rune)
    {
        var bundled = LabelFont.Of(LabelWeight.Bold);
        return rune.IsBmp && bundled.GlyphOf((char)rune.Value) != 0 ? bundled.Typeface : fonts.Find(rune.Value);
    }

    /// <summary>Joiners, marks of direction and variation selectors steer the shaping and draw nothing.</summary>
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || rune.Value is (>= 0xFE00 and <= 0xFE0F);

    private static bool IsRightToLeft(Rune rune) =>
        rune.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.DecimalDigitNumber or UnicodeCategory.SpaceSeparator);

    private sealed class Run(SKTypeface typeface)
    {
        public SKTypeface Typeface { get; } = typeface;

        public StringBuilder Text { get; } = new();

        public bool RightToLeft { get; set; }

        public bool Strong { get; set; }
    }
}
