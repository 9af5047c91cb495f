namespace Trace.Core.Labels;

/// <summary>What all labels of one product, lot and expiry share, and the place left for the serial number.</summary>
internal sealed record LabelFace(LabelDrawing Drawing, SerialSlot Serial);

/// <summary>The content a face is made of. Two labels with equal keys share their face.</summary>
internal readonly record struct LabelFaceKey(string Gtin, string? Lot, string? Expiry, string? ProductName, string? BrandName, LabelMark Mark, int SerialLength)
{
    public static LabelFaceKey Of(LabelContent content) =>
        new(content.Gtin, content.Lot, content.Expiry, content.ProductName, content.BrandName, content.Mark, content.Serial.Length);
}

/// <summary>Where the serial number stands, in mm from the label's top left corner.</summary>
/// <param name="WidthMm">What a line may take; wider serial numbers are set smaller.</param>
/// <param name="CharactersPerLine">More than the serial number has, where it stands on one line.</param>
internal sealed record SerialSlot(double XMm, double BaselineMm, double WidthMm, double SizePt, int CharactersPerLine, double LinePitchMm)
{
    public const LabelWeight Weight = LabelWeight.Bold;

    /// <summary>A single wide serial number may go below the smallest size of a plan by this much.</summary>
    private const double SmallestPt = 4;

    /// <summary>Groups of four help to read and to type; other lengths are a brand's own numbers and stay whole.</summary>
    public static int GroupOf(int length) => length >= 8 && length % 4 == 0 ? 4 : 0;

    /// <exception cref="LabelContentException">The serial number is wider than the slot at the smallest size.</exception>
    public IEnumerable<TextRun> Runs(string serial)
    {
        var group = GroupOf(serial.Length);
        var baseline = BaselineMm;
        for (var start = 0; start < serial.Length; start += CharactersPerLine, baseline += LinePitchMm)
        {
            var line = serial.Substring(start, Math.Min(CharactersPerLine, serial.Length - start));
            var size = Math.Min(SizePt, WidthMm / (TextRun.WidthEm(line, Weight, 0, group) * TextRun.MmPerPt));
            if (size < SmallestPt)
                throw new LabelContentException(FormattableString.Invariant($"The serial number {serial} does not fit the {WidthMm:0.0} mm the plan has for it."));
            yield return new TextRun(line, Weight, size, XMm, baseline)
            {
                GroupEvery = group,
                Copy = start > 0 ? "" : group > 0 || line.Length < serial.Length ? serial : null,
            };
        }
    }
}
