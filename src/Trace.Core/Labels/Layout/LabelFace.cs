namespace Trace.Core.Labels;

/// <summary>What all labels of one product, lot and expiry share, and the places left for the serial number and the covered code.</summary>
internal sealed record LabelFace(LabelDrawing Drawing, SerialSlot Serial, CoverSlot? Cover)
{
    /// <summary>What is a label's own.</summary>
    public IEnumerable<TextRun> Runs(LabelContent content)
    {
        foreach (var run in Serial.Runs(content.Serial))
            yield return run;
        if (content.Cover is { } cover && Cover is { } slot)
            yield return slot.Run(cover);
    }
}

/// <summary>The content a face is made of. Two labels with equal keys share their face.</summary>
internal readonly record struct LabelFaceKey(string Gtin, string? Lot, string? Expiry, string? ProductName, string? BrandName, LabelMark Mark, int SerialLength, bool HasCover)
{
    public static LabelFaceKey Of(LabelContent content) =>
        new(content.Gtin, content.Lot, content.Expiry, content.ProductName, content.BrandName, content.Mark, content.Serial.Length, content.Cover != null);
}

/// <summary>Where the serial number stands, in mm from the label's top left corner.</summary>
/// <param name="WidthMm">What a line may take; wider serial numbers are set smaller, then condensed.</param>
/// <param name="CharactersPerLine">More than the serial number has, where it stands on one line.</param>
internal sealed record SerialSlot(double XMm, double BaselineMm, double WidthMm, double SizePt, int CharactersPerLine, double LinePitchMm)
{
    public const LabelWeight Weight = LabelWeight.Bold;

    private const int GroupLength = 4;

    /// <summary>Room for one character: a wide one of the alphabet of 32. W, the widest of set 82 but m, has 0.97.</summary>
    private const double CharacterEm = 0.69;

    /// <summary>A single wide serial number may go below the smallest size of a plan by this much.</summary>
    private const double SmallestPt = 4;

    /// <summary>The room that a line of a serial number gets, in em. It grows with the length and depends on nothing else, so a plan
    /// with room for the longest serial number has room for all: a row of W stands at 4 pt and four fifths of its width.</summary>
    public static double RoomEm(int length) => (length * CharacterEm) + ((length - 1) / GroupLength * TextRun.GroupGapEm);

    /// <summary>Groups of four help to read and to type; other lengths are a brand's own numbers and stay whole.</summary>
    public static int GroupOf(int length) => length >= 2 * GroupLength && length % GroupLength == 0 ? GroupLength : 0;

    public IEnumerable<TextRun> Runs(string serial)
    {
        var group = GroupOf(serial.Length);
        var baseline = BaselineMm;
        for (var start = 0; start < serial.Length; start += CharactersPerLine, baseline += LinePitchMm)
        {
            var line = serial.Substring(start, Math.Min(CharactersPerLine, serial.Length - start));
            var run = new TextRun(line, Weight, SizePt, XMm, baseline)
            {
                GroupEvery = group,
                Copy = start > 0 ? "" : group > 0 || line.Length < serial.Length ? serial : null,
            };
            yield return run.FitTo(WidthMm, SmallestPt);
        }
    }
}
