namespace Trace.Core.Labels;

/// <summary>The grid of printer dots. Print heads named 203 dpi have 8 dots a mm; the others keep their name's promise.</summary>
public sealed record DotGrid
{
    private const double MmPerInch = 25.4;

    private DotGrid(int dpi, double dotsPerMm)
    {
        Dpi = dpi;
        DotsPerMm = dotsPerMm;
    }

    /// <summary>The resolutions there are print heads for.</summary>
    public static IReadOnlyList<int> KnownDpi { get; } = [203, 300, 600, 1200];

    public int Dpi { get; }

    public double DotsPerMm { get; }

    public double DotMm => 1 / DotsPerMm;

    /// <summary>PDF units a dot.</summary>
    public double DotPt => 72 / MmPerInch / DotsPerMm;

    public static DotGrid? TryOf(int dpi) => dpi switch
    {
        203 => new DotGrid(203, 8),
        300 or 600 or 1200 => new DotGrid(dpi, dpi / MmPerInch),
        _ => null,
    };

    /// <summary>The nearest whole dot.</summary>
    public int Dots(double mm) => (int)Math.Round(mm * DotsPerMm, MidpointRounding.AwayFromZero);
}
