using Trace.Core.Detection;
using Trace.Simulator.Goods;

namespace Trace.Simulator.Detectors;

/// <summary>A rule that counts, with re-checks and devices told apart as the service does. A device that was there before is not warned.</summary>
internal abstract class Counter : ServiceDetector
{
    protected override Judgement Step(object? state, in Sighting seen, in UnitFacts facts)
    {
        var before = (Counted?)state ?? new Counted(UnitState.None, 0);
        var scans = before.Scans.With(seen.At, seen.Device, seen.DeviceBefore, out var effect);
        var isKnown = effect.IsRecheck || effect.EarlierScansOfDevice > 0;
        var after = new Counted(scans, isKnown ? before.Devices : before.Devices + 1);
        var score = Score(after);
        return new Judgement(after, score, isKnown ? 0 : score);
    }

    protected abstract double Score(Counted counted);

    protected sealed record Counted(UnitState Scans, int Devices);
}

internal sealed class AnyRepeat : Counter
{
    public override string Name => "any repeat scan";

    public override double? ShippedThreshold => 1;

    protected override double Score(Counted counted) => counted.Devices > 1 ? 1 : 0;
}

internal sealed class ManyScans : Counter
{
    public override string Name => "more than N scans";

    public override double? ShippedThreshold => 6;

    protected override double Score(Counted counted) => counted.Scans.ScanCount;
}

internal sealed class ManyDevices : Counter
{
    public override string Name => "more than N devices";

    public override double? ShippedThreshold => 4;

    protected override double Score(Counted counted) => counted.Devices;
}
