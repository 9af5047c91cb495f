namespace Trace.Core.Detection;

/// <summary>Units of a batch that were seen in one city or country, or all of them, and the signs they showed. Never changes.</summary>
internal sealed record Pool
{
    private const double DayMilliseconds = 86_400_000;
    private static readonly double[] NoneFresh = new double[PoolSigns.Delays];
    private static readonly int[] NoSigns = new int[PoolSigns.Count];

    public required PoolKind Kind { get; init; }

    /// <summary>Two letters; 0 if not of a country.</summary>
    public ushort Country { get; init; }

    /// <summary>The middle of a city.</summary>
    public double Latitude { get; init; }

    public double Longitude { get; init; }

    public int Units { get; init; }

    /// <summary>Of these, those that cannot have shown a sign of a delay yet: sums over units of exp(-age / <see cref="PoolModel.DaysToSign"/>) at <see cref="FreshAt"/>.</summary>
    public double[] Fresh { get; init; } = NoneFresh;

    public long FreshAt { get; init; }

    /// <summary>How many units showed each sign.</summary>
    public int[] Signs { get; init; } = NoSigns;

    public int AllSigns => Signs.Sum();

    /// <summary>Of these, those clearly elsewhere.</summary>
    public int Elsewhere => Signs[(2 * PoolSigns.Delays)..].Sum();

    public long FirstSignAt { get; init; }

    public Tally ScanDays { get; init; } = Tally.None;

    public Tally FirstDays { get; init; } = Tally.None;

    public Tally Origins { get; init; } = Tally.None;

    public PoolCounts Counts(long at)
    {
        var counts = new PoolCounts();
        for (var delay = 0; delay < counts.Units.Length; delay++)
            counts.Units[delay] = Math.Max(0, Units - Fresh[delay] * Faded(Math.Max(at, FreshAt), delay));
        for (var sign = 0; sign < counts.Signs.Length; sign++)
            counts.Signs[sign] = Signs[sign];
        return counts;
    }

    public bool Reaches(in Disc place) => Kind == PoolKind.City && Disc.DistanceKm(Latitude, Longitude, place.Latitude, place.Longitude) <= PoolModel.SameCityKm;

    public double DistanceKm(in Disc place) => Disc.DistanceKm(Latitude, Longitude, place.Latitude, place.Longitude);

    public Pool WithUnit(long at)
    {
        var fresh = new double[PoolSigns.Delays];
        for (var delay = 0; delay < fresh.Length; delay++)
            fresh[delay] = at >= FreshAt ? 1 + Fresh[delay] * Faded(at, delay) : Fresh[delay] + 1 / Faded(at, delay);
        return this with { Units = Units + 1, Fresh = fresh, FreshAt = Math.Max(at, FreshAt) };
    }

    /// <summary>One more sign, unless its day or its origin has shown so many that they are one story.</summary>
    /// <param name="scan">The scan that shows it.</param>
    /// <param name="origin">The other place of it, if it is not near that.</param>
    public Pool WithSign(in PoolEvent scan, ushort origin)
    {
        var (scanDay, firstDay) = (Day(scan.At), Day(scan.FirstAt));
        var most = PoolModel.MostOfOneDay(Units);
        if (ScanDays.Of(scanDay) >= most || FirstDays.Of(firstDay) >= most)
            return this;
        if (scan.Sign != PoolSign.Near && Origins.Of(origin) >= PoolModel.MostOfOneOrigin(Units))
            return this;
        int[] signs = [.. Signs];
        signs[PoolSigns.Of(scan)]++;
        return this with
        {
            Signs = signs,
            FirstSignAt = AllSigns > 0 ? Math.Min(FirstSignAt, scan.At) : scan.At,
            ScanDays = ScanDays.With(scanDay),
            FirstDays = FirstDays.With(firstDay),
            Origins = scan.Sign != PoolSign.Near ? Origins.With(origin) : Origins,
        };
    }

    /// <summary>By a time, what is left of what was fresh.</summary>
    private double Faded(long at, int delay) => Math.Exp((FreshAt - at) / DayMilliseconds / PoolModel.DaysToSign[delay]);

    private static ushort Day(long at) => (ushort)(at / (long)DayMilliseconds);
}
