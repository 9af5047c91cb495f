using Trace.Core.Detection;
using Trace.Simulator.Detectors;
using Trace.Simulator.Goods;
using Trace.Simulator.Worlds;

namespace Trace.Simulator.Measuring;

/// <summary>Scores of all detectors in a world in which nobody copies.</summary>
internal sealed class HonestRun
{
    private HonestRun(long units, Part[] parts)
    {
        Units = units;
        Checks = parts.Sum(part => part.Checks);
        (ScannedFixed, ScannedMobile) = (parts.Sum(part => part.ScannedFixed), parts.Sum(part => part.ScannedMobile));
        Scanned = parts.Sum(part => (long)part.Units[0].Count);
        Scores = Enumerable.Range(0, parts[0].Units.Length).Select(detector => new HonestScores(
            parts.SelectMany(part => part.Units[detector]).ToArray(), Sorted(parts.SelectMany(part => part.Persons[detector])))).ToArray();
    }

    /// <summary>Genuine units, scanned or not.</summary>
    public long Units { get; }

    public long Scanned { get; }

    /// <summary>Scans by people with the genuine item.</summary>
    public long Checks { get; }

    public long ScannedFixed { get; }

    public long ScannedMobile { get; }

    /// <summary>One for each detector.</summary>
    public HonestScores[] Scores { get; }

    public static HonestRun Run(World world, ulong seed, long units)
    {
        var blocks = (int)((units + GenuineGoods.BlockUnits - 1) / GenuineGoods.BlockUnits);
        var parts = new Part[blocks];
        var goods = new GenuineGoods(world, seed);
        Parallel.For(0, blocks, block => parts[block] =
            Judge(world, goods.Block(block, (int)Math.Min(GenuineGoods.BlockUnits, units - (long)block * GenuineGoods.BlockUnits))));
        return new HonestRun(units, parts);
    }

    private static Part Judge(World world, IEnumerable<UnitHistory> histories)
    {
        var judges = AllDetectors.For(world).Select(detector => new Judging(detector)).ToArray();
        var part = new Part(judges.Length);
        foreach (var history in histories)
        {
            var kind = history.Scans[0].Seen.Kind;
            part.ScannedFixed += kind == NetworkKind.Fixed ? 1 : 0;
            part.ScannedMobile += kind == NetworkKind.Mobile ? 1 : 0;
            part.Checks += history.Scans.Count(scan => scan.IsHonestCheck);
            for (var i = 0; i < judges.Length; i++)
            {
                judges[i].Judge(history);
                part.Units[i].Add(new UnitScore((float)judges[i].Highest, kind, history.IsPosted));
                for (var scan = 0; scan < history.Scans.Count; scan++)
                {
                    if (judges[i].Judgements[scan].PersonScore > 0 && history.Scans[scan].IsHonestCheck)
                        part.Persons[i].Add((float)judges[i].Judgements[scan].PersonScore);
                }
            }
        }

        return part;
    }

    private static float[] Sorted(IEnumerable<float> scores)
    {
        var sorted = scores.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    private sealed class Part(int detectors)
    {
        public List<UnitScore>[] Units { get; } = Enumerable.Range(0, detectors).Select(_ => new List<UnitScore>()).ToArray();

        public List<float>[] Persons { get; } = Enumerable.Range(0, detectors).Select(_ => new List<float>()).ToArray();

        public long Checks { get; set; }

        public long ScannedFixed { get; set; }

        public long ScannedMobile { get; set; }
    }
}

/// <param name="Kind">Of the network of the first scan.</param>
/// <param name="IsPosted">A picture of its code was posted online.</param>
internal readonly record struct UnitScore(float Score, NetworkKind Kind, bool IsPosted);
