namespace Trace.Core.Labels;

/// <summary>The lines a label must carry in words: GTIN, serial number, lot and expiry, and the frame of the covered code below them.</summary>
/// <remarks>All sizes are in em of the text size until <see cref="Place"/> turns them into mm.</remarks>
internal sealed class HumanReadable
{
    public const double LinePitchEm = 1.34;

    private const double CaptionScale = 0.74;
    private const double CaptionTrackingEm = 0.05;
    private const double AfterCaptionEm = 0.5;
    private const double BesideGapEm = 1.1;
    private const string CoverCaption = "CODE";

    private readonly List<Line> _lines = [];
    private readonly LabelContent _content;
    private readonly TextStyle _style;

    public HumanReadable(LabelContent content, TextStyle style)
    {
        _content = content;
        _style = style;
        Collect();
        CaptionEm = _lines.Max(line => CaptionWidthEm(line.Caption)) + AfterCaptionEm;
        WidthEm = _lines.Max(LineWidthEm);
        HeightEm = ((_lines.Count - 1) * LinePitchEm) + LabelFont.CapHeightEm;
        if (content.Cover == null)
            return;
        CaptionEm = Math.Max(CaptionEm, CaptionWidthEm(CoverCaption) + AfterCaptionEm);
        WidthEm = Math.Max(_lines.Max(LineWidthEm), CaptionEm + CoverSlot.FrameEm);
        HeightEm += CoverSlot.GapEm + CoverSlot.HeightEm;
    }

    /// <summary>Where values start.</summary>
    public double CaptionEm { get; }

    public double WidthEm { get; }

    /// <summary>From the top of the first capitals to the last baseline, or the bottom of the frame.</summary>
    public double HeightEm { get; }

    private double SerialWidthEm => SerialSlot.RoomEm(Math.Min(CharactersPerLine(_content.Serial.Length), _content.Serial.Length));

    /// <summary>Adds the lines to a drawing, the first capitals' top at <paramref name="yMm"/>, and returns the places of the serial number and the covered code.</summary>
    public (SerialSlot Serial, CoverSlot? Cover) Place(double xMm, double yMm, double widthMm, List<Bar> bars, List<TextRun> texts)
    {
        var em = _style.SizePt * TextRun.MmPerPt;
        var baseline = yMm + (LabelFont.CapHeightEm * em);
        SerialSlot? serial = null;
        foreach (var line in _lines)
        {
            if (line.Caption.Length > 0)
                texts.Add(Caption(line.Caption, xMm, baseline));
            var value = xMm + (CaptionEm * em);
            if (line.IsSerial)
                serial ??= new SerialSlot(value, baseline, widthMm - (CaptionEm * em), _style.SizePt, CharactersPerLine(_content.Serial.Length), LinePitchEm * em);
            else
                texts.Add(new TextRun(line.Value, LabelWeight.Regular, _style.SizePt, value, baseline));
            if (line.Beside is { } beside)
            {
                var x = value + ((LabelFont.Of(LabelWeight.Regular).WidthEm(line.Value) + BesideGapEm) * em);
                texts.Add(Caption(beside.Caption, x, baseline));
                texts.Add(new TextRun(beside.Value, LabelWeight.Regular, _style.SizePt, x + ((CaptionWidthEm(beside.Caption) + AfterCaptionEm) * em), baseline));
            }

            baseline += LinePitchEm * em;
        }

        var cover = _content.Cover == null ? null : PlaceCover(xMm, baseline - (LinePitchEm * em), bars, texts);
        return (serial ?? throw new InvalidOperationException("There is always a serial number."), cover);
    }

    private CoverSlot PlaceCover(double xMm, double lastBaselineMm, List<Bar> bars, List<TextRun> texts)
    {
        var em = _style.SizePt * TextRun.MmPerPt;
        var slot = CoverSlot.Place(xMm + (CaptionEm * em), lastBaselineMm + (CoverSlot.GapEm * em), _style.SizePt, bars);
        texts.Add(Caption(CoverCaption, xMm, slot.BaselineMm));
        return slot;
    }

    private void Collect()
    {
        _lines.Add(new Line("GTIN", _content.Gtin));
        _lines.Add(new Line("SN", "") { IsSerial = true });
        if (_style.SerialLines == 2)
            _lines.Add(new Line("", "") { IsSerial = true });
        var expiry = _content.Expiry is { } date ? new Line("EXP", date) : null;
        if (_content.Lot is { } lot)
            _lines.Add(new Line("LOT", lot) { Beside = _style.LotBesideExpiry ? expiry : null });
        if (expiry is not null && !(_style.LotBesideExpiry && _content.Lot is not null))
            _lines.Add(expiry);
    }

    private double LineWidthEm(Line line)
    {
        var value = line.IsSerial ? SerialWidthEm : LabelFont.Of(LabelWeight.Regular).WidthEm(line.Value);
        var beside = line.Beside is { } other
            ? BesideGapEm + CaptionWidthEm(other.Caption) + AfterCaptionEm + LabelFont.Of(LabelWeight.Regular).WidthEm(other.Value)
            : 0;
        return CaptionEm + value + beside;
    }

    private int CharactersPerLine(int length) => _style.SerialLines == 1 ? int.MaxValue / 2 : (((length + 1) / 2) + 3) / 4 * 4;

    private static double CaptionWidthEm(string caption) =>
        CaptionScale * TextRun.WidthEm(caption, LabelWeight.Bold, CaptionTrackingEm);

    private TextRun Caption(string caption, double x, double baseline) =>
        new(caption, LabelWeight.Bold, _style.SizePt * CaptionScale, x, baseline) { TrackingEm = CaptionTrackingEm };

    private sealed record Line(string Caption, string Value)
    {
        public bool IsSerial { get; init; }

        public Line? Beside { get; init; }
    }
}
