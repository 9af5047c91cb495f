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
/// <remarks>Runs of one font and one direction are shaped whole, in the order of <see cref="BidiLine"/>.</remarks>
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
        var runs = BidiLine.Visual(Split(text), run => run.Level);
        using var builder = new SKPathBuilder();
        float x = 0;
        foreach (var run in runs)
        {
            using var shaper = new SKShaper(run.Typeface);
            using var font = new SKFont(run.Typeface, Size) { Hinting = SKFontHinting.None, LinearMetrics = true };
            using var buffer = new HarfBuzzSharp.Buffer();
            buffer.AddUtf16(run.Text.ToString());
            // Said before HarfBuzz guesses the rest: it would take "500 " in Arabic for Arabic, and turn it round.
            buffer.Direction = run.Level % 2 == 1 ? HarfBuzzSharp.Direction.RightToLeft : HarfBuzzSharp.Direction.LeftToRight;
            buffer.GuessSegmentProperties();
            var shaped = shaper.Shape(buffer, font);
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
        var runes = text.EnumerateRunes().ToList();
        var levels = BidiLine.Levels(runes);
        var runs = new List<Run>();
        for (var i = 0; i < runes.Count; i++)
        {
            var last = runs.Count == 0 ? null : runs[^1];
            var keepsFont = last is not null && (IsInvisible(runes[i]) || ScriptFonts.Covers(last.Typeface, runes[i].Value));
            if (last is null || !keepsFont || last.Level != levels[i])
            {
                // A number stays in the font of the words around it; words of another direction have their own.
                var typeface = keepsFont && !Rune.IsLetter(runes[i]) ? last!.Typeface : TypefaceOf(runes[i]);
                last = new Run(typeface ?? LabelFont.Of(LabelWeight.Bold).Typeface, levels[i]);
                runs.Add(last);
            }

            last.Text.Append(runes[i].ToString());
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

    private sealed record Run(SKTypeface Typeface, int Level)
    {
        public StringBuilder Text { get; } = new();
    }
}
