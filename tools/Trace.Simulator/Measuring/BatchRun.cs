using Trace.Core.Detection;
using Trace.Simulator.Copiers;
using Trace.Simulator.Goods;
using Trace.Simulator.Worlds;

namespace Trace.Simulator.Measuring;

/// <summary>What is said of whole batches.</summary>
internal static class BatchRun
{
    /// <summary>Units of a batch at least: as many as a copier takes, or as batches of a world have.</summary>
    public const int LeastUnits = 500;

    private const double OneCity = 0.1;
    private const double Diverted = 0.1;

    /// <summary>What honest batches of the brand show, from some of them.</summary>
    public static (PoolBaseline Pools, double OtherDevices) Baseline(World world, ulong seed, int batches)
    {
        var judged = new (BatchEvidence Evidence, int Scanned, int Devices)[batches];
        var sensor = new Sensor(world);
        Parallel.For(0, batches, i =>
        {
            var batch = new WholeBatch(world, sensor, new Rng(seed, (ulong)i), Story(new Rng(seed, 1, (ulong)i)), LeastUnits);
            var pooled = new PooledBatch();
            foreach (var history in batch.Histories(null))
                pooled.Add(history);
            judged[i] = (pooled.Evidence(), pooled.Scanned, pooled.OtherDevices);
        });
        return (PoolBaseline.Of([.. judged.Select(batch => batch.Evidence)]), judged.Sum(batch => (double)batch.Devices) / judged.Sum(batch => (double)batch.Scanned));
    }

    /// <param name="copier">Makes a copier for each batch; null for honest batches.</param>
    public static BatchResult[] Run(World world, (PoolBaseline Pools, double OtherDevices) baseline, Func<BatchCopier>? copier, ulong seed, int batches)
    {
        var results = new BatchResult[batches];
        var sensor = new Sensor(world);
        Parallel.For(0, batches, i =>
        {
            var copying = copier?.Invoke();
            var story = copier == null ? Story(new Rng(seed, 1, (ulong)i)) : BatchStory.Copied;
            var batch = new WholeBatch(world, sensor, new Rng(seed, (ulong)i), story, copying?.Codes ?? LeastUnits);
            var pooled = new PooledBatch();
            foreach (var history in batch.Histories(copying))
                pooled.Add(history);
            results[i] = pooled.Judge(story, batch.Units, baseline, copying?.BeganAt ?? long.MaxValue);
        });
        return results;
    }

    private static BatchStory Story(Rng rng) => rng.Share() switch
    {
        < OneCity => BatchStory.OneCity,
        < OneCity + Diverted => BatchStory.Diverted,
        _ => BatchStory.Usual,
    };
}

/// <summary>Of one batch.</summary>
/// <param name="Years">From its first scan to the end of the simulation.</param>
/// <param name="Score">The highest it ever had.</param>
/// <param name="FlaggedCodes">Codes that count as copied by themselves.</param>
/// <param name="OtherDevices">How unlikely the number of second, third devices ever was: a bound for the logarithm of its probability, by Poisson.</param>
/// <param name="FoundAt">When it was flagged, Unix milliseconds; null if it was not.</param>
/// <param name="Days">From the first copy in a shop until then.</param>
/// <param name="CopiesScanned">Copies scanned until then.</param>
/// <param name="Top">The pool that said so, or nearly.</param>
/// <param name="Bytes">Of its state.</param>
internal sealed record BatchResult(
    BatchStory Story, int Units, int Scanned, double Years, double Score, int FlaggedCodes, double OtherDevices, double? FoundAt, double Days, int CopiesScanned, PoolFinding? Top, int Bytes);
