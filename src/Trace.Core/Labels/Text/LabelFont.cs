using SkiaSharp;

namespace Trace.Core.Labels;

public enum LabelWeight
{
    Regular,
    Bold,
}

/// <summary>One of the two bundled fonts: its bytes, and glyph numbers and advances by character. Safe on any thread.</summary>
internal sealed class LabelFont
{
    /// <summary>Glyph space of both fonts.</summary>
    public const int UnitsPerEm = 1000;

    /// <summary>Height of capitals and digits, in em.</summary>
    public const double CapHeightEm = 0.714;

    /// <summary>Depth of letters such as g and Ç below the baseline, in em.</summary>
    public const double DescentEm = 0.24;

    private const int HighestCharacter = 0xFFFF;

    private static readonly Lazy<LabelFont> RegularFont = new(() => new LabelFont("NotoSans-Regular"));
    private static readonly Lazy<LabelFont> BoldFont = new(() => new LabelFont("NotoSans-Bold"));

    private readonly ushort[] _glyphs = new ushort[HighestCharacter + 1];

    private LabelFont(string name)
    {
        PostScriptName = name;
        Data = Read(name);
        Typeface = SKTypeface.FromData(SKData.CreateCopy(Data));
        using var font = new SKFont(Typeface, UnitsPerEm) { Hinting = SKFontHinting.None, LinearMetrics = true };
        Advances = new ushort[Typeface.GlyphCount];
        Characters = new char[Typeface.GlyphCount];
        Span<ushort> glyph = stackalloc ushort[1];
        for (var c = 0x20; c <= HighestCharacter; c++)
        {
            _glyphs[c] = char.IsSurrogate((char)c) ? (ushort)0 : font.GetGlyph(c);
            if (_glyphs[c] == 0 || Characters[_glyphs[c]] != 0)
                continue;
            Characters[_glyphs[c]] = (char)c;
            glyph[0] = _glyphs[c];
            Advances[_glyphs[c]] = (ushort)Math.Round(font.GetGlyphWidths(glyph)[0]);
        }
    }

    public string PostScriptName { get; }

    /// <summary>The TrueType file.</summary>
    public byte[] Data { get; }

    public SKTypeface Typeface { get; }

    /// <summary>Advance of each glyph, in thousandths of an em.</summary>
    public ushort[] Advances { get; }

    /// <summary>The first character of each glyph; 0 for glyphs without one.</summary>
    public char[] Characters { get; }

    public static LabelFont Of(LabelWeight weight) => weight == LabelWeight.Bold ? BoldFont.Value : RegularFont.Value;

    /// <summary>The glyph of a character; 0 where the font has none.</summary>
    public ushort GlyphOf(char c) => _glyphs[c];

    public bool Covers(string text)
    {
        foreach (var c in text)
        {
            if (_glyphs[c] == 0)
                return false;
        }

        return true;
    }

    /// <summary>The width of a text as it is drawn, in em.</summary>
    public double WidthEm(string text)
    {
        var units = 0;
        foreach (var c in text)
            units += Advances[_glyphs[c]];
        return units / (double)UnitsPerEm;
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(LabelFont).Assembly.GetManifestResourceStream($"Trace.Core.Labels.Fonts.{name}.subset.ttf")
            ?? throw new InvalidOperationException($"The font {name} is not in the assembly.");
        var data = new byte[stream.Length];
        stream.ReadExactly(data);
        return data;
    }
}
