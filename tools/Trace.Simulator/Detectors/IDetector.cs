using Trace.Core.Detection;
using Trace.Simulator.Goods;

namespace Trace.Simulator.Detectors;

/// <summary>Judges the scans of a unit one after another. A state is null before the first scan.</summary>
internal interface IDetector
{
    string Name { get; }

    /// <summary>The threshold it is shipped with, if it has one.</summary>
    double? ShippedThreshold { get; }

    /// <summary>The one from which it is shipped to warn people, if that is another.</summary>
    double? CautionThreshold => null;

    /// <summary>Whether its threshold also has to leave every diverted unit alone.</summary>
    bool MustSpareDiverted => false;

    Judgement Step(object? state, in Scan scan, in UnitFacts facts);
}

/// <summary>Of a scan. Each detector is tried at several thresholds, so it gives scores and not verdicts.</summary>
/// <param name="Score">That the code was copied, by all scans so far. An alarm is a score at or over the threshold.</param>
/// <param name="PersonScore">The same for the one who scans now: at or over the threshold they are warned. 0 for one whom the first object explains.</param>
/// <param name="Kind">What it is called at the shipped threshold, if it has one.</param>
internal readonly record struct Judgement(object? State, double Score, double PersonScore, string? Kind = null);

/// <summary>A detector that has what the service has, and not the truth.</summary>
internal abstract class ServiceDetector : IDetector
{
    public abstract string Name { get; }

    public abstract double? ShippedThreshold { get; }

    public virtual double? CautionThreshold => null;

    public Judgement Step(object? state, in Scan scan, in UnitFacts facts) => Step(state, scan.Seen, facts);

    protected abstract Judgement Step(object? state, in Sighting seen, in UnitFacts facts);
}
