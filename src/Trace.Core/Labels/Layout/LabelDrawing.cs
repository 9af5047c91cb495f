namespace Trace.Core.Labels;

/// <summary>Text of a label, in mm from the label's top left corner.</summary>
/// <param name="SizePt">Points of 1/72 inch.</param>
/// <param name="XMm">Left end of the first glyph.</param>
internal sealed record TextRun(string Text, LabelWeight Weight, double SizePt, double XMm, double BaselineMm)
{
    public const double MmPerPt = 25.4 / 72;

    /// <summary>Space after each group of four, drawn but not part of the text.</summary>
    public const double GroupGapEm = 0.24;

    /// <summary>Extra space between letters, in em.</summary>
    public double TrackingEm { get; init; }

    /// <summary>Characters a group; 0 for text that is not grouped.</summary>
    public int GroupEvery { get; init; }

    /// <summary>Width of the glyphs and of all space between them, 1 being the font's own; less is condensed.</summary>
    public double Stretch { get; init; } = 1;

    /// <summary>What selecting the text copies, where that is not <see cref="Text"/>.</summary>
    public string? Copy { get; init; }

    /// <summary>The bar the text stands on, centred and in white; null for black text.</summary>
    public Bar? On { get; init; }

    public bool White => On is not null;

    public LabelFont Font => LabelFont.Of(Weight);

    public double WidthMm => WidthEm(Text, Weight, TrackingEm, GroupEvery) * Stretch * SizePt * MmPerPt;

    /// <summary>The same text, no wider than the room: set smaller, and condensed where it would be smaller than <paramref name="smallestPt"/>.</summary>
    public TextRun FitTo(double widthMm, double smallestPt)
    {
        const double rounding = 1e-9;
        if (WidthMm <= widthMm * (1 + rounding))
            return this;
        var fitting = SizePt * widthMm / WidthMm;
        return fitting >= smallestPt
            ? this with { SizePt = fitting }
            : this with { SizePt = smallestPt, Stretch = Stretch * fitting / smallestPt };
    }

    /// <summary>Space between the glyph at <paramref name="index"/> and the next one, beside the advance.</summary>
    public double GapAfterEm(int index) => GapAfterEm(index, Text.Length, TrackingEm, GroupEvery);

    public static double WidthEm(string text, LabelWeight weight, double trackingEm = 0, int groupEvery = 0)
    {
        var width = LabelFont.Of(weight).WidthEm(text);
        for (var i = 0; i < text.Length; i++)
            width += GapAfterEm(i, text.Length, trackingEm, groupEvery);
        return width;
    }

    private static double GapAfterEm(int index, int length, double trackingEm, int groupEvery)
    {
        if (index + 1 >= length)
            return 0;
        return groupEvery > 0 && (index + 1) % groupEvery == 0 ? trackingEm + GroupGapEm : trackingEm;
    }
}

/// <summary>A black rectangle, in mm from the label's top left corner.</summary>
internal sealed record Bar(double XMm, double YMm, double WidthMm, double HeightMm);

/// <summary>Text drawn as outlines, because no bundled font has its script.</summary>
internal sealed record OutlineRun(ScriptOutline Outline, string Text, double SizePt, double XMm, double BaselineMm);

/// <summary>Everything on a label that is not a symbol and not the serial number. Bars lie under the text.</summary>
internal sealed record LabelDrawing(IReadOnlyList<Bar> Bars, IReadOnlyList<TextRun> Texts, IReadOnlyList<OutlineRun> Outlines)
{
    public static LabelDrawing Empty { get; } = new([], [], []);
}
