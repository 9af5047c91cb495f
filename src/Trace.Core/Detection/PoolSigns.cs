namespace Trace.Core.Detection;

/// <summary>
/// Signs by number: another device so many days after the first, first those of <see cref="PoolSign.Near"/>, then <see cref="PoolSign.Apart"/>, then <see cref="PoolSign.Elsewhere"/>.
/// Honest goods show them early (shelves, households) or very late (gifts); copies in between, and elsewhere.
/// </summary>
public static class PoolSigns
{
    /// <summary>Of delays: up to 45, 90, 180 days and longer.</summary>
    public const int Delays = 4;

    public const int Count = Distances * Delays;

    internal const int Distances = 3;

    private const double DayMilliseconds = 86_400_000;

    internal static int Delay(int sign) => sign % Delays;

    /// <summary>0 for near, 1 for apart, 2 for elsewhere. Signs of one distance are many or few together.</summary>
    internal static int Distance(int sign) => sign / Delays;

    internal static int Of(in PoolEvent scan)
    {
        var delay = ((scan.At - scan.FirstAt) / DayMilliseconds) switch
        {
            < 45 => 0,
            < 90 => 1,
            < 180 => 2,
            _ => 3,
        };
        return ((int)scan.Sign - (int)PoolSign.Near) * Delays + delay;
    }
}

/// <summary>Units and signs of pools.</summary>
internal sealed class PoolCounts
{
    /// <summary>Of each delay: units seen, each counted as far as its age lets it show a sign so late.</summary>
    public double[] Units { get; } = new double[PoolSigns.Delays];

    /// <summary>Of each sign: units that showed it.</summary>
    public double[] Signs { get; } = new double[PoolSigns.Count];

    public void Add(PoolCounts other, double times = 1)
    {
        for (var delay = 0; delay < Units.Length; delay++)
            Units[delay] = Math.Max(0, Units[delay] + times * other.Units[delay]);
        for (var sign = 0; sign < Signs.Length; sign++)
            Signs[sign] += times * other.Signs[sign];
    }
}
