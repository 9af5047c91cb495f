using Trace.Core.Codes;

namespace Trace.Core.Labels;

/// <summary>Where the covered code stands: the inside of its frame, in mm from the label's top left corner.</summary>
internal sealed record CoverSlot(double XMm, double BaselineMm, double WidthMm, double SizePt)
{
    /// <summary>From the text above to the frame.</summary>
    public const double GapEm = 0.6;

    /// <summary>Of the frame: a cover that was laid on by a machine a little askew still hides the code.</summary>
    public const double HeightEm = 1.9;

    private const double MarginEm = 0.55;
    private const double FrameMm = 0.13;
    private const double SmallestPt = 4;

    /// <summary>Of the frame, whatever the code's characters.</summary>
    public static double FrameEm => SerialSlot.RoomEm(CoverCode.Length) + (2 * MarginEm);

    /// <summary>Draws the frame and returns the place in it.</summary>
    public static CoverSlot Place(double xMm, double yMm, double sizePt, List<Bar> bars)
    {
        var em = sizePt * TextRun.MmPerPt;
        var (width, height) = (FrameEm * em, HeightEm * em);
        bars.Add(new Bar(xMm, yMm, width, FrameMm));
        bars.Add(new Bar(xMm, yMm + height - FrameMm, width, FrameMm));
        bars.Add(new Bar(xMm, yMm, FrameMm, height));
        bars.Add(new Bar(xMm + width - FrameMm, yMm, FrameMm, height));
        return new CoverSlot(xMm + (MarginEm * em), yMm + ((HeightEm + LabelFont.CapHeightEm) / 2 * em), width - (2 * MarginEm * em), sizePt);
    }

    public TextRun Run(string cover)
    {
        var run = new TextRun(CoverCode.Group(cover), SerialSlot.Weight, SizePt, XMm, BaselineMm).FitTo(WidthMm, SmallestPt);
        return run with { XMm = XMm + ((WidthMm - run.WidthMm) / 2) };
    }
}
