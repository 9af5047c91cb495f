using System.Globalization;
using System.Text;
using SkiaSharp;
using SkiaSharp.HarfBuzz;
using Trace.Core.Labels;

namespace Trace.Core.Documents;

/// <summary>The fonts of one document: the bundled two, and what the system has for other scripts.</summary>
/// <remarks>One a document, so that which font a script gets does not hang on the documents before.</remarks>
internal sealed class DocumentFonts : IDisposable
{
    /// <summary>A search that finds nothing opens every font of the system; nobody's text makes us do that for each character there is.</summary>
    private const int MostMissing = 64;

    private readonly ScriptFonts _system;
    private readonly Dictionary<SKTypeface, SKShaper> _shapers = [];
    private readonly SortedSet<int> _missing = [];
    private int _searches;

    /// <param name="directories">Of fonts; null for those of the system.</param>
    public DocumentFonts(IReadOnlyList<string>? directories) => _system = new ScriptFonts(directories);

    public IReadOnlyList<string> Missing => [.. _missing.Select(Name)];

    public void Dispose()
    {
        foreach (var shaper in _shapers.Values)
            shaper.Dispose();
    }

    /// <summary>As it can be shown: one form of each letter, and what cannot be drawn, or would be seen by nobody or turn the text around, by its number.</summary>
    /// <remarks>An address that reads other than it is would be evidence of something else.</remarks>
    public string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value is '\n' || IsDrawn(rune))
                visible.Append(rune.ToString());
            else if (rune.Value is '\t')
                visible.Append(' ');
            else
                visible.Append(Name(rune.Value));
        }

        return visible.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>The font of a character, which <see cref="Visible"/> left.</summary>
    public SKTypeface TypefaceOf(Rune rune, LabelWeight weight)
    {
        var bundled = LabelFont.Of(weight);
        return rune.IsBmp && bundled.GlyphOf((char)rune.Value) != 0 ? bundled.Typeface : _system.Find(rune.Value) ?? bundled.Typeface;
    }

    public SKShaper ShaperOf(SKTypeface typeface)
    {
        if (!_shapers.TryGetValue(typeface, out var shaper))
            _shapers.Add(typeface, shaper = new SKShaper(typeface));
        return shaper;
    }

    /// <summary>Joiners and marks of direction steer the shaping of scripts that need them, and draw nothing.</summary>
    public static bool Steers(Rune rune) => rune.Value is 0x200C or 0x200D or 0x200E or 0x200F or 0x061C or (>= 0xFE00 and <= 0xFE0F);

    private static string Name(int codePoint) => string.Create(CultureInfo.InvariantCulture, $"[U+{codePoint:X4}]");

    private bool IsDrawn(Rune rune)
    {
        if (rune.Value is ' ' || Steers(rune))
            return true;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        {
            return false;
        }

        if (rune.IsBmp && LabelFont.Of(LabelWeight.Regular).GlyphOf((char)rune.Value) != 0)
            return true;
        if (_missing.Contains(rune.Value) || _searches >= MostMissing)
            return false;
        if (_system.Find(rune.Value) != null)
            return true;
        _searches++;
        _missing.Add(rune.Value);
        return false;
    }
}
