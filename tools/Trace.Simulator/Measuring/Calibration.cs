using Trace.Simulator.Copiers;
using Trace.Simulator.Detectors;
using Trace.Simulator.Goods;
using Trace.Simulator.Worlds;

namespace Trace.Simulator.Measuring;

/// <summary>Thresholds of all detectors in a world: from one lot of genuine units, and what they do to another.</summary>
/// <param name="Measured">The other lot.</param>
/// <param name="Thresholds">Of each detector: at 1e-4, at 1e-5, and as shipped if it has one.</param>
internal sealed record Calibration(World World, IDetector[] Detectors, HonestRun Measured, double[][] Thresholds)
{
    public static readonly double[] Rates = [1e-4, 1e-5];

    /// <summary>Of units, beside the genuine ones: so many diverted ones are all to be spared.</summary>
    private const double Diverted = 0.02;

    private const ulong CalibrationSeed = 1;
    private const ulong MeasureSeed = 2;

    public static Calibration Of(World world, ulong seed, long units)
    {
        var detectors = AllDetectors.For(world);
        var run = HonestRun.Run(world, Rng.Mix(seed, CalibrationSeed), units);
        var thresholds = detectors.Select((_, i) => Rates.Select(rate => run.Scores[i].Threshold((long)(rate * units))).ToArray()).ToArray();
        if (detectors.Any(detector => detector.MustSpareDiverted))
            SpareDiverted(world, seed, (int)(Diverted * units * ScanPlan.Scanned(world)), detectors, thresholds);
        for (var i = 0; i < detectors.Length; i++)
        {
            if (detectors[i].ShippedThreshold is { } shipped)
                thresholds[i] = [.. thresholds[i], shipped];
            if (detectors[i].CautionThreshold is { } caution)
                thresholds[i] = [.. thresholds[i], caution];
        }

        return new Calibration(world, detectors, HonestRun.Run(world, Rng.Mix(seed, MeasureSeed), units), thresholds);
    }

    /// <summary>Raises thresholds over every diverted unit.</summary>
    private static void SpareDiverted(World world, ulong seed, int scanned, IDetector[] detectors, double[][] thresholds)
    {
        var histories = CopierRun.Histories(world, new Diversion(scanned), Rng.Mix(seed, CalibrationSeed), scanned).ToList();
        for (var i = 0; i < detectors.Length; i++)
        {
            if (!detectors[i].MustSpareDiverted)
                continue;
            var judging = new Judging(detectors[i]);
            var highest = 0.0;
            foreach (var history in histories)
            {
                judging.Judge(history);
                highest = Math.Max(highest, judging.Highest);
            }

            thresholds[i] = thresholds[i].Select(threshold => Math.Max(threshold, Math.BitIncrement(highest))).ToArray();
        }
    }
}
