namespace Trace.Core.Detection;

/// <summary>What honest batches of a brand show: of units a pool has seen, how many show a sign in the end.</summary>
/// <param name="Batch">For a batch as a whole.</param>
/// <param name="Country">For what is seen of it in a country.</param>
/// <param name="City">For what is seen of it in a city, by scans whose place is known so well.</param>
public sealed record PoolBaseline(PoolRates Batch, PoolRates Country, PoolRates City)
{
    /// <summary>Units of the brand's batches that are worth as much as what is believed of all brands.</summary>
    private const double Believed = 500;

    /// <summary>For a brand of which nothing is known: rather many signs, so rather late alarms.</summary>
    public static PoolBaseline Any { get; } = new(
        new PoolRates([0.06, 0.03, 0.02, 0.012], [0.01, 0.005, 0.005, 0.005], [0.002, 0.002, 0.003, 0.007]),
        new PoolRates([0.06, 0.03, 0.02, 0.012], [0.01, 0.005, 0.005, 0.005], [0.003, 0.003, 0.004, 0.010]),
        new PoolRates([0.08, 0.04, 0.025, 0.015], [0.01, 0.005, 0.005, 0.005], [0.004, 0.004, 0.006, 0.015]));

    /// <summary>Of a brand's batches, without those that were found to be copied and without the one that is judged.</summary>
    public static PoolBaseline Of(IReadOnlyCollection<BatchEvidence> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return new PoolBaseline(Rates(Any.Batch, batches, PoolKind.Batch), Rates(Any.Country, batches, PoolKind.Country), Rates(Any.City, batches, PoolKind.City));
    }

    internal PoolRates For(PoolKind kind) => kind switch
    {
        PoolKind.Batch => Batch,
        PoolKind.Country => Country,
        _ => City,
    };

    private static PoolRates Rates(PoolRates any, IReadOnlyCollection<BatchEvidence> batches, PoolKind kind)
    {
        var sum = new PoolCounts();
        foreach (var batch in batches)
            sum.Add(batch.Sum(kind));
        var rates = new double[PoolSigns.Count];
        for (var sign = 0; sign < rates.Length; sign++)
            rates[sign] = (Believed * any[sign] + sum.Signs[sign]) / (Believed + sum.Units[PoolSigns.Delay(sign)]);
        return new PoolRates(rates);
    }
}

/// <summary>Of units a pool has seen, the share that shows each sign in the end.</summary>
public sealed class PoolRates
{
    private readonly double[] _rates;

    /// <summary>By how long after the first scan, see <see cref="PoolSigns"/>.</summary>
    public PoolRates(ReadOnlySpan<double> near, ReadOnlySpan<double> apart, ReadOnlySpan<double> elsewhere)
        : this([.. near, .. apart, .. elsewhere])
    {
    }

    internal PoolRates(double[] rates) => _rates = rates.Length == PoolSigns.Count ? rates : throw new ArgumentException("A rate for each sign.", nameof(rates));

    public double this[int sign] => _rates[sign];
}
