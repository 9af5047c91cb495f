namespace Trace.Simulator.Detectors;

internal static class Logarithm
{
    /// <summary>The logarithm of the sum of two numbers given by theirs.</summary>
    public static double Add(double one, double other)
    {
        var more = Math.Max(one, other);
        return double.IsNegativeInfinity(more) ? more : more + Math.Log(1 + Math.Exp(Math.Min(one, other) - more));
    }
}
