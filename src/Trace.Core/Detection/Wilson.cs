namespace Trace.Core.Detection;

/// <summary>The 95 % interval of a share by Wilson's score.</summary>
public static class Wilson
{
    private const double Z = 1.959964;

    public static (double Low, double High) Interval(long hits, long tries)
    {
        if (tries == 0)
            return (0, 1);
        var share = (double)hits / tries;
        var square = Z * Z / tries;
        var middle = (share + square / 2) / (1 + square);
        var half = Z / (1 + square) * Math.Sqrt(share * (1 - share) / tries + square / (4 * tries));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
