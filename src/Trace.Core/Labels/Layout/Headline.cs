namespace Trace.Core.Labels;

/// <summary>The upper text of a label: its mark (specimen, sample), brand and product name.</summary>
/// <remarks>The mark always stands; brand and name shrink, break, lose their end or go, as the column asks.</remarks>
internal sealed class Headline
{
    private const double MarkHeightEm = 1.5;
    private const double MarkTrackingEm = 0.16;
    private const double BrandScale = 0.78;
    private const double BrandTrackingEm = 0.12;
    private const double GapEm = 0.55;
    private const double NamePitchEm = 1.16;
    private const double SmallestPt = 4.5;

    private static readonly double[] NameScales = [1.35, 1.2, 1.05];

    private readonly TextColumn _column;
    private readonly double _em;
    private readonly double _sizePt;
    private readonly ScriptShaper _shaper;
    private readonly List<Item> _items = [];

    public Headline(LabelContent content, TextColumn column, TextStyle style, ScriptShaper shaper)
    {
        _column = column;
        _sizePt = style.SizePt;
        _em = style.SizePt * TextRun.MmPerPt;
        _shaper = shaper;
        AddMark(content.Mark);
        if (style.Optional is OptionalText.BrandAndTwoLines or OptionalText.BrandAndOneLine)
            AddBrand(content.BrandName);
        if (style.Optional != OptionalText.None)
            AddName(content.ProductName, style.Optional is OptionalText.BrandAndTwoLines or OptionalText.TwoLines ? 2 : 1);
        HeightMm = _items.Sum(item => item.HeightMm) + (Math.Max(0, _items.Count - 1) * GapEm * _em);
    }

    /// <summary>0 where there is nothing.</summary>
    public double HeightMm { get; }

    /// <summary>False where the mark, which must stand, is wider than the column.</summary>
    public bool Fits { get; private set; } = true;

    public void Place(double yMm, List<Bar> bars, List<TextRun> texts, List<OutlineRun> outlines)
    {
        var y = yMm;
        foreach (var item in _items)
        {
            item.Place(y, bars, texts, outlines);
            y += item.HeightMm + (GapEm * _em);
        }
    }

    private void AddMark(LabelMark mark)
    {
        if (mark == LabelMark.None)
            return;
        var text = mark == LabelMark.Specimen ? "SPECIMEN" : "SAMPLE";
        var height = MarkHeightEm * _em;
        var width = TextRun.WidthEm(text, LabelWeight.Bold, MarkTrackingEm) * _em;
        Fits = width + _em <= _column.WidthMm;
        _items.Add(new Item(height, (y, bars, texts, _) =>
        {
            var bar = new Bar(_column.XMm, y, _column.WidthMm, height);
            bars.Add(bar);
            var baseline = y + ((height + (LabelFont.CapHeightEm * _em)) / 2);
            texts.Add(new TextRun(text, LabelWeight.Bold, _sizePt, _column.XMm + ((_column.WidthMm - width) / 2), baseline) { TrackingEm = MarkTrackingEm, On = bar });
        }));
    }

    private void AddBrand(string? brand)
    {
        if (string.IsNullOrWhiteSpace(brand))
            return;
        var size = Math.Max(SmallestPt, BrandScale * _sizePt);
        if (!LabelFont.Of(LabelWeight.Bold).Covers(brand))
        {
            AddOutline(brand, size);
            return;
        }

        var text = brand.ToUpperInvariant();
        AddText(LabelFont.Of(LabelWeight.Bold).Covers(text) ? text : brand, size, BrandTrackingEm);
    }

    private void AddName(string? name, int lines)
    {
        if (string.IsNullOrWhiteSpace(name))
            return;
        if (!LabelFont.Of(LabelWeight.Bold).Covers(name))
        {
            AddOutline(name, NameScales[0] * _sizePt);
            return;
        }

        foreach (var scale in NameScales)
        {
            var room = WidthEm(scale * _sizePt);
            var broken = TextBreak.Lines(name, LabelWeight.Bold, room, lines);
            if (broken is not null)
            {
                AddName(broken, scale * _sizePt);
                return;
            }
        }

        var smallest = NameScales[^1] * _sizePt;
        AddName(TextBreak.Shortened(name, LabelWeight.Bold, WidthEm(smallest), lines), smallest);
    }

    private void AddName(IReadOnlyList<string> lines, double size)
    {
        var em = size * TextRun.MmPerPt;
        var height = ((lines.Count - 1) * NamePitchEm * em) + (LabelFont.CapHeightEm * em) + (LabelFont.DescentEm * em * 0.5);
        _items.Add(new Item(height, (y, _, texts, _) =>
        {
            for (var i = 0; i < lines.Count; i++)
                texts.Add(Run(lines[i], size, 0, y + (LabelFont.CapHeightEm * em) + (i * NamePitchEm * em)));
        }));
    }

    private void AddText(string text, double size, double trackingEm)
    {
        var shown = TextBreak.Shortened(text, LabelWeight.Bold, WidthEm(size), 1, trackingEm)[0];
        var em = size * TextRun.MmPerPt;
        _items.Add(new Item(LabelFont.CapHeightEm * em, (y, _, texts, _) => texts.Add(Run(shown, size, trackingEm, y + (LabelFont.CapHeightEm * em)))));
    }

    /// <summary>Shaped text stands on one line: it shrinks, and at the smallest size loses its end.</summary>
    private void AddOutline(string text, double size)
    {
        var shown = TextBreak.Shortened(text, shorter => _shaper.Shape(shorter).WidthEm <= WidthEm(SmallestPt));
        var outline = _shaper.Shape(shown);
        var fitting = Math.Min(size, WidthEm(1) / outline.WidthEm);
        if (fitting < SmallestPt)
            return;
        var em = fitting * TextRun.MmPerPt;
        _items.Add(new Item(1.25 * em, (y, _, _, outlines) =>
            outlines.Add(new OutlineRun(outline, shown, fitting, Left(outline.WidthEm * em), y + (0.92 * em)))));
    }

    private TextRun Run(string text, double size, double trackingEm, double baseline)
    {
        var width = TextRun.WidthEm(text, LabelWeight.Bold, trackingEm) * size * TextRun.MmPerPt;
        return new TextRun(text, LabelWeight.Bold, size, Left(width), baseline) { TrackingEm = trackingEm };
    }

    private double Left(double width) => _column.Centered ? _column.XMm + ((_column.WidthMm - width) / 2) : _column.XMm;

    private double WidthEm(double size) => _column.WidthMm / (size * TextRun.MmPerPt);

    private sealed record Item(double HeightMm, Action<double, List<Bar>, List<TextRun>, List<OutlineRun>> Place);
}
