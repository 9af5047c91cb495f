using Trace.Simulator.Copiers;
using Trace.Simulator.Detectors;
using Trace.Simulator.Goods;
using Trace.Simulator.Worlds;

namespace Trace.Simulator.Measuring;

/// <summary>What detectors find of one copier, each at thresholds of its own.</summary>
internal static class CopierRun
{
    private const int BlockCodes = 50;

    /// <param name="thresholds">Of each detector the thresholds to try.</param>
    /// <returns>Of each detector a result for each threshold.</returns>
    public static CopierResult Run(World world, Copier copier, ulong seed, double[][] thresholds, int? codes = null)
    {
        var all = codes ?? copier.Codes;
        var blocks = (all + BlockCodes - 1) / BlockCodes;
        var parts = new CopierResult[blocks];
        Parallel.For(0, blocks, block => parts[block] = Block(world, copier, new Rng(seed, Hash(copier.Name), (ulong)block), Math.Min(BlockCodes, all - block * BlockCodes), thresholds));
        var result = new CopierResult(thresholds);
        foreach (var part in parts)
            result.Add(part);
        return result;
    }

    /// <summary>The histories alone, for those who want to see them.</summary>
    public static IEnumerable<UnitHistory> Histories(World world, Copier copier, ulong seed, int codes)
    {
        var scanning = new Scanning(world, new Rng(seed, Hash(copier.Name)));
        var life = new ItemLife(scanning);
        for (var code = 0; code < codes; code++)
        {
            var history = copier.Make(scanning, life);
            history.Sort();
            yield return history;
        }
    }

    private static CopierResult Block(World world, Copier copier, Rng rng, int codes, double[][] thresholds)
    {
        var scanning = new Scanning(world, rng);
        var life = new ItemLife(scanning);
        var judges = AllDetectors.For(world).Select(detector => new Judging(detector)).ToArray();
        var result = new CopierResult(thresholds);
        for (var code = 0; code < codes; code++)
        {
            var history = copier.Make(scanning, life);
            history.Sort();
            result.Codes++;
            result.Scanned += history.Scans.Count > 0 ? 1 : 0;
            result.TwoObjects += history.ScannedObjects() > 1 ? 1 : 0;
            for (var i = 0; i < judges.Length; i++)
            {
                judges[i].Judge(history);
                foreach (var at in result.Detectors[i])
                    at.Add(history, judges[i]);
            }
        }

        return result;
    }

    private static ulong Hash(string text) => text.Aggregate(0UL, (hash, character) => Rng.Mix(hash, character));
}
