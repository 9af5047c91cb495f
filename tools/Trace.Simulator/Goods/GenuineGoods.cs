using Trace.Simulator.Worlds;

namespace Trace.Simulator.Goods;

/// <summary>Blocks of genuine units in a world in which nobody copies.</summary>
internal sealed class GenuineGoods(World world, ulong seed)
{
    public const int BlockUnits = 20_000;

    /// <summary>The scanned ones among so many units, and those posted online.</summary>
    public IEnumerable<UnitHistory> Block(int block, int units = BlockUnits)
    {
        var rng = new Rng(seed, (ulong)block);
        var scanning = new Scanning(world, rng);
        var life = new ItemLife(scanning);
        var scanned = ScanPlan.Scanned(world);
        var posted = rng.Misses(world.Posted);
        for (var first = 0; first < units;)
        {
            var batch = Batch.Any(world, rng);
            var end = Math.Min(units, first + batch.Units);
            for (var unit = first + rng.Misses(scanned); unit < end; unit += 1 + rng.Misses(scanned))
            {
                var history = scanning.Begin(batch.Facts(rng));
                var plan = ScanPlan.AnyScanned(world, rng);
                life.Live(Scan.Genuine, batch.AnySale(world, plan, rng), plan);
                if (history.Scans.Count == 0)
                    continue;
                history.Sort();
                yield return history;
            }

            for (; posted < end; posted += 1 + rng.Misses(world.Posted))
            {
                var history = scanning.Begin(batch.Facts(rng));
                PostedOnline.Post(scanning, life, batch);
                history.Sort();
                yield return history;
            }

            first = end;
        }
    }
}
