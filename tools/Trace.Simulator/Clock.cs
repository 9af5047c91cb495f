namespace Trace.Simulator;

/// <summary>Time of the simulation: days since its start, and the Unix milliseconds a detector sees.</summary>
internal static class Clock
{
    public const double Minute = 1 / 1440.0;
    public const double Hour = 1 / 24.0;
    public const double MillisecondsADay = 86_400_000;

    /// <summary>2022-01-01, so that all scans lie in the past and can be imported.</summary>
    public const long Start = 1_640_995_200_000;

    /// <summary>The last day anybody scans on: three years.</summary>
    public const double End = 1_095;

    public static long At(double day) => Start + (long)(day * MillisecondsADay);

    public static double DaysBetween(long from, long to) => (to - from) / MillisecondsADay;
}
