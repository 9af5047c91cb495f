namespace Trace.Core.Detection;

/// <summary>What is believed of pools: how much honest batches and cities differ, and what copies would add.</summary>
/// <remarks>
/// The count of a sign in a pool is negative binomial: Poisson, with a mean that is not known well, because batches differ from each other and the cities of a batch
/// do too. So a city in which more people scan in shops than elsewhere is less of a surprise than chance alone would make it.
/// </remarks>
internal static class PoolModel
{
    /// <summary>A place with a radius up to this is known to a city; a larger one belongs to a country's pool only.</summary>
    public const double CityRadiusKm = 50;

    /// <summary>A city's pool reaches so far from its middle.</summary>
    public const double SameCityKm = 60;

    /// <summary>Fewer units than this are never called copies of a batch.</summary>
    public const int LeastSigns = 5;

    /// <summary>So many standard deviations beyond a city's reach a scan is perhaps, or clearly, elsewhere.</summary>
    public const double ApartSigmas = 1;
    public const double ElsewhereSigmas = 2.5;

    public static readonly double CityVariance = PlaceModel.Variance(CityRadiusKm, NetworkKind.Fixed, country: null);

    /// <summary>Of units that will show a sign with each delay, those that have by an age: 1 - exp(-age / this).</summary>
    public static readonly double[] DaysToSign = [30, 60, 120, 300];

    /// <summary>How alike batches of a brand are in how often they show signs near, apart and elsewhere: 1 / the squared variation of their rates.</summary>
    private static readonly double[] Batches = [3, 4, 5];

    /// <summary>And how alike the cities or countries of a batch are.</summary>
    private static readonly double[] Cities = [6, 6, 6];

    /// <summary>How many signs what is known of the brand is worth where a city is held against the rest of its batch.</summary>
    private const double Brand = 2;

    /// <summary>How many signs of one distance their delays are worth at most. Batches that are sold for longer, or in other shops, show other delays too.</summary>
    private const double Delays = 20;

    /// <summary>What copies may add: of units seen, the share that shows a sign because of them; which parts of these near, apart and elsewhere; and after how long.</summary>
    private static readonly double[] Added = [0.02, 0.05, 0.1, 0.2, 0.4];
    private static readonly double[][] AddedAt = [[0.8, 0.13, 0.07], [0.62, 0.18, 0.2], [0.4, 0.22, 0.38]];
    private static readonly double[] AddedWithDelay = [0.25, 0.3, 0.3, 0.15];

    /// <summary>What one day, and one day of first scans, may add to a pool at most: a stock-taking is many scans and says nothing.</summary>
    public static int MostOfOneDay(int units) => 3 + units / 50;

    /// <summary>What may come from one other place at most: a shipment that moved on is many units and one journey.</summary>
    public static int MostOfOneOrigin(int units) => 3 + units / 200;

    /// <param name="pool">What the pool has.</param>
    /// <param name="rest">What the other pools of its kind have.</param>
    /// <param name="rates">Of honest batches.</param>
    /// <param name="isBatch">Whether there are no others.</param>
    public static Judged Judge(PoolCounts pool, PoolCounts rest, PoolRates rates, bool isBatch)
    {
        Span<double> honest = stackalloc double[PoolSigns.Count];
        Span<double> expected = stackalloc double[PoolSigns.Distances];
        Span<double> seen = stackalloc double[PoolSigns.Distances];
        Span<double> expectedOfRest = stackalloc double[PoolSigns.Distances];
        Span<double> seenOfRest = stackalloc double[PoolSigns.Distances];
        expected.Clear();
        seen.Clear();
        expectedOfRest.Clear();
        seenOfRest.Clear();
        for (var sign = 0; sign < honest.Length; sign++)
        {
            var (delay, group) = (PoolSigns.Delay(sign), PoolSigns.Distance(sign));
            expectedOfRest[group] += rest.Units[delay] * rates[sign];
            seenOfRest[group] += rest.Signs[sign];
        }

        for (var sign = 0; sign < honest.Length; sign++)
        {
            var group = PoolSigns.Distance(sign);
            honest[sign] = pool.Units[PoolSigns.Delay(sign)] * rates[sign] * (Brand + seenOfRest[group]) / (Brand + expectedOfRest[group]);
            expected[group] += honest[sign];
            seen[group] += pool.Signs[sign];
        }

        Span<double> copied = stackalloc double[PoolSigns.Delays];
        var sum = 0.0;
        foreach (var added in Added)
        {
            foreach (var at in AddedAt)
            {
                var log = 0.0;
                for (var distance = 0; distance < PoolSigns.Distances; distance++)
                {
                    var more = 0.0;
                    for (var delay = 0; delay < PoolSigns.Delays; delay++)
                        more += copied[delay] = pool.Units[delay] * added * at[distance] * AddedWithDelay[delay];
                    var (few, many) = (expected[distance], expected[distance] + more);
                    if (more <= 0 || few <= 0)
                        continue;
                    var shape = Shape(distance, seenOfRest[distance], isBatch);
                    log += shape * Math.Log((shape + few) / (shape + many)) + seen[distance] * Math.Log(many / (shape + many) * (shape + few) / few);
                    for (var delay = 0; delay < PoolSigns.Delays; delay++)
                    {
                        var sign = distance * PoolSigns.Delays + delay;
                        if (pool.Signs[sign] > 0 && honest[sign] > 0)
                            log += Delays / (Delays + seen[distance]) * pool.Signs[sign] * Math.Log((honest[sign] + copied[delay]) / many * few / honest[sign]);
                    }
                }

                sum += Math.Exp(log);
            }
        }

        return new Judged(Math.Log(sum / (Added.Length * AddedAt.Length)), expected[0] + expected[1] + expected[2], expected[2]);
    }

    private static double Shape(int distance, double restSigns, bool isBatch) => isBatch ? Batches[distance] : 1 / (1 / (Brand + restSigns) + 1 / Cities[distance]);

    /// <param name="Score">Natural logarithm of how much likelier copies make it than honest goods.</param>
    /// <param name="Signs">How many signs honest goods would show.</param>
    /// <param name="Elsewhere">And of these, clearly elsewhere.</param>
    internal readonly record struct Judged(double Score, double Signs, double Elsewhere);
}
