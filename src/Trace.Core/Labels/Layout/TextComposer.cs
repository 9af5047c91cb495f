namespace Trace.Core.Labels;

/// <summary>Sets the text of a label in its column: headline at the top, the lines that must be read at the bottom.</summary>
internal static class TextComposer
{
    /// <summary>The smallest text that people read without a glass.</summary>
    public const double SmallestPt = 4.5;

    private const double BlockGapEm = 0.75;

    /// <summary>Returns the face, or null where the text is larger than the column.</summary>
    public static LabelFace? TryCompose(LabelContent content, TextColumn column, TextStyle style, ScriptShaper shaper)
    {
        var em = style.SizePt * TextRun.MmPerPt;
        var lines = new HumanReadable(content, style);
        var height = lines.HeightEm * em;
        if (lines.WidthEm * em > column.WidthMm || height > column.HeightMm)
            return null;
        var headline = new Headline(content, column, style, shaper);
        var gap = headline.HeightMm > 0 ? BlockGapEm * em : 0;
        if (!headline.Fits || headline.HeightMm + gap + height > column.HeightMm)
            return null;

        List<Bar> bars = [];
        List<TextRun> texts = [];
        List<OutlineRun> outlines = [];
        var needed = headline.HeightMm + gap + height;
        var block = column.Centered || headline.HeightMm == 0 ? needed : Math.Max(needed, Math.Min(column.HeightMm, column.PreferredHeightMm));
        var inset = (column.HeightMm - block) / 2;
        headline.Place(column.YMm + inset, bars, texts, outlines);
        var x = column.Centered ? column.XMm + ((column.WidthMm - (lines.WidthEm * em)) / 2) : column.XMm;
        var (serial, cover) = lines.Place(x, column.YMm + column.HeightMm - height - inset, column.XMm + column.WidthMm - x, bars, texts);
        return new LabelFace(new LabelDrawing(bars, texts, outlines), serial, cover);
    }

    /// <summary>What the text takes at its smallest, in mm; for the sentence of a refusal.</summary>
    public static (double WidthMm, double HeightMm) Needs(LabelContent content, int serialLines)
    {
        var style = new TextStyle(SmallestPt, OptionalText.None, LotBesideExpiry: false, serialLines);
        var em = SmallestPt * TextRun.MmPerPt;
        var lines = new HumanReadable(content, style);
        var mark = content.Mark == LabelMark.None ? 0 : (1.5 + BlockGapEm) * em;
        return (lines.WidthEm * em, (lines.HeightEm * em) + mark);
    }
}
