namespace Trace.Core.Detection;

/// <summary>
/// What the scans of a batch say on "many codes copied a few times each", which no single code can show: a fold over the <see cref="PoolEvent"/>s of its units,
/// nearly in the order of their times, of bounded size. Never changes; an event makes a new one.
/// </summary>
/// <remarks>
/// A copy is scanned by somebody else, weeks away from the scans of its original, and often in another city. Some honest goods are too: gifts, shelves, lost cookies. So what
/// counts is how many more units of a pool show this than the rest of the batch and other batches of the brand do. That is a likelihood ratio
/// with the honest rates integrated out; its chance of ever passing b while nobody copies is at most exp(-b) for each pool, whenever one looks.
/// </remarks>
public sealed partial class BatchEvidence
{
    private const int MaxCities = 64;
    private const int MaxCountries = 8;
    private const int OriginDegrees = 2;
    private const double HighestScore = 500;

    private readonly Pool[] _pools;

    private BatchEvidence(long lastAt, Pool[] pools) => (LastAt, _pools) = (lastAt, pools);

    /// <summary>A batch of which nothing was scanned.</summary>
    public static BatchEvidence None { get; } = new(long.MinValue, [new Pool { Kind = PoolKind.Batch }]);

    /// <summary>Time of the newest event.</summary>
    public long LastAt { get; }

    /// <summary>Units scanned by a device.</summary>
    public int Units => _pools[0].Units;

    /// <summary>Units that showed a sign.</summary>
    public int Signs => _pools[0].AllSigns;

    /// <summary>The state after one more event.</summary>
    public BatchEvidence With(in PoolEvent scan)
    {
        Pool[] pools = [.. _pools];
        if (scan.IsFirst)
            pools[0] = pools[0].WithUnit(scan.At);
        if (scan is { Place: { } place, PlaceIsNew: true })
            pools = WithUnit(pools, City(pools, place), new Pool { Kind = PoolKind.City, Latitude = place.Latitude, Longitude = place.Longitude }, MaxCities, scan.At);
        if (scan is { Country: { Length: 2 } country, CountryIsNew: true })
            pools = WithUnit(pools, InCountry(pools, country), new Pool { Kind = PoolKind.Country, Country = Letters(country) }, MaxCountries, scan.At);
        if (scan.Sign != PoolSign.None)
            AddSign(pools, scan);
        return new BatchEvidence(Math.Max(LastAt, scan.At), pools);
    }

    /// <summary>
    /// Natural logarithm of how much likelier copies make this than honest goods: that there are more signs than in other batches of the brand, and that one city or
    /// country has more than the rest of the batch, as likely as it has units.
    /// </summary>
    public double Score(PoolBaseline baseline)
    {
        var sums = new Sums(this);
        var whole = sums.Judge(_pools[0], baseline).Score;
        Span<double> parts = stackalloc double[3];
        Span<double> units = stackalloc double[3];
        parts.Clear();
        units.Clear();
        foreach (var pool in _pools)
        {
            units[(int)pool.Kind] += pool.Units;
            parts[(int)pool.Kind] += pool.Units * (pool.AllSigns < PoolModel.LeastSigns ? 1 : Math.Exp(Math.Min(HighestScore, sums.Judge(pool, baseline).Score)));
        }

        double Part(PoolKind kind, ReadOnlySpan<double> parts, ReadOnlySpan<double> units) => units[(int)kind] == 0 ? 1 : parts[(int)kind] / units[(int)kind];
        return Math.Log(0.5 + 0.5 * Math.Exp(Math.Min(HighestScore, whole)))
            + Math.Log(0.5 + 0.25 * Part(PoolKind.Country, parts, units) + 0.25 * Part(PoolKind.City, parts, units));
    }

    /// <summary>The pools that say so, the weightiest first.</summary>
    /// <param name="baseline">What honest batches of the brand show.</param>
    /// <param name="least">The score a pool needs.</param>
    public IReadOnlyList<PoolFinding> Findings(PoolBaseline baseline, double least)
    {
        var sums = new Sums(this);
        var findings = new List<PoolFinding>();
        foreach (var pool in _pools)
        {
            if (pool.AllSigns < PoolModel.LeastSigns)
                continue;
            var (score, signs, elsewhere) = sums.Judge(pool, baseline);
            if (score >= least)
                findings.Add(new PoolFinding(pool.Kind, Name(pool.Country), Place(pool), score, pool.Units, pool.AllSigns, pool.Elsewhere, signs, elsewhere, pool.FirstSignAt));
        }

        findings.Sort((one, other) => other.Score.CompareTo(one.Score));
        return findings;
    }

    /// <summary>Of all pools of a kind.</summary>
    internal PoolCounts Sum(PoolKind kind)
    {
        var sum = new PoolCounts();
        foreach (var pool in _pools)
        {
            if (pool.Kind == kind)
                sum.Add(pool.Counts(LastAt));
        }

        return sum;
    }

    private static void AddSign(Pool[] pools, in PoolEvent scan)
    {
        var (here, there) = (Origin(scan.Place), Origin(scan.FirstPlace));
        pools[0] = pools[0].WithSign(scan, there);
        var city = scan.Place is { } place ? City(pools, place) : -1;
        var other = scan.Other is { } before ? City(pools, before) : -1;
        Add(pools, city, scan, there);
        if (other != city)
            Add(pools, other, scan, here);
        var country = InCountry(pools, scan.Country);
        var otherCountry = InCountry(pools, scan.OtherCountry);
        Add(pools, country, scan, there);
        if (otherCountry != country)
            Add(pools, otherCountry, scan, here);
    }

    private static void Add(Pool[] pools, int pool, in PoolEvent scan, ushort origin)
    {
        if (pool >= 0)
            pools[pool] = pools[pool].WithSign(scan, origin);
    }

    /// <summary>One more unit of a pool, which may be a new one in place of that with the fewest units.</summary>
    private static Pool[] WithUnit(Pool[] pools, int index, Pool fresh, int most, long at)
    {
        if (index < 0)
        {
            var (count, fewest) = (0, -1);
            for (var i = 1; i < pools.Length; i++)
            {
                if (pools[i].Kind != fresh.Kind)
                    continue;
                count++;
                if (fewest < 0 || pools[i].Units < pools[fewest].Units)
                    fewest = i;
            }

            if (count < most)
                pools = [.. pools, fresh];
            index = count < most ? pools.Length - 1 : fewest;
            pools[index] = fresh;
        }

        pools[index] = pools[index].WithUnit(at);
        return pools;
    }

    private static int City(Pool[] pools, in Disc place)
    {
        var nearest = -1;
        for (var i = 1; i < pools.Length; i++)
        {
            if (pools[i].Reaches(place) && (nearest < 0 || pools[i].DistanceKm(place) < pools[nearest].DistanceKm(place)))
                nearest = i;
        }

        return nearest;
    }

    private static int InCountry(Pool[] pools, string? country)
    {
        if (country is not { Length: 2 })
            return -1;
        var letters = Letters(country);
        return Array.FindIndex(pools, pool => pool.Kind == PoolKind.Country && pool.Country == letters);
    }

    /// <summary>A square of some degrees; 0 if not known.</summary>
    private static ushort Origin(Disc? place) => place is { } at
        ? (ushort)(1 + (int)((at.Latitude + 90) / OriginDegrees) * (360 / OriginDegrees) + (int)((at.Longitude + 180) / OriginDegrees))
        : (ushort)0;

    private static ushort Letters(string country) => (ushort)((country[0] << 8) | (country[1] & 0xff));

    private static string? Name(ushort letters) => letters == 0 ? null : string.Create(2, letters, static (name, pair) => (name[0], name[1]) = ((char)(pair >> 8), (char)(pair & 0xff)));

    private static Disc? Place(Pool pool) => pool.Kind == PoolKind.City ? new Disc(pool.Latitude, pool.Longitude, PoolModel.SameCityKm) : null;

    /// <summary>The sums of each kind, so that a pool can be held against the others of its kind.</summary>
    private readonly struct Sums(BatchEvidence batch)
    {
        private readonly PoolCounts _countries = batch.Sum(PoolKind.Country);
        private readonly PoolCounts _cities = batch.Sum(PoolKind.City);

        public PoolModel.Judged Judge(Pool pool, PoolBaseline baseline)
        {
            var (own, rest) = (pool.Counts(batch.LastAt), new PoolCounts());
            if (pool.Kind != PoolKind.Batch)
            {
                rest.Add(pool.Kind == PoolKind.Country ? _countries : _cities);
                rest.Add(own, -1);
            }

            return PoolModel.Judge(own, rest, baseline.For(pool.Kind), isBatch: pool.Kind == PoolKind.Batch);
        }
    }
}
