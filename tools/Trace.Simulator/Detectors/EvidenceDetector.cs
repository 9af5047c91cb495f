using Trace.Core.Detection;
using Trace.Simulator.Goods;

namespace Trace.Simulator.Detectors;

/// <summary>The detector of the service, with what the service knows of activation.</summary>
internal sealed class EvidenceDetector : ServiceDetector
{
    /// <summary>Tells whether a history looks shared, however small its score.</summary>
    private static readonly EvidenceSettings AnyScore = new(Copied: double.NegativeInfinity);

    public override string Name => "unit evidence";

    public override double? ShippedThreshold => EvidenceSettings.Default.Copied;

    public override double? CautionThreshold => EvidenceSettings.Default.Caution;

    protected override Judgement Step(object? state, in Sighting seen, in UnitFacts facts)
    {
        var before = (State?)state ?? new State(UnitEvidence.None, false);
        var evidence = before.Evidence.With(seen, facts.Market);
        var wasEarly = !facts.IsActiveAt(seen.At);
        var after = new State(evidence, before.WasEarly || wasEarly);
        if (wasEarly)
            return new Judgement(after, InformedTest.Certain, InformedTest.Certain, Kinds.Early);
        var score = evidence.Kind(AnyScore) == EvidenceKind.SharedOnline ? 0 : evidence.Score;
        return new Judgement(after, after.WasEarly ? InformedTest.Certain : score, evidence.LastIsFirstObject ? 0 : evidence.Score, KindName(evidence.Kind(EvidenceSettings.Default)));
    }

    private static string? KindName(EvidenceKind kind) => kind switch
    {
        EvidenceKind.CopiedCode => Kinds.Copied,
        EvidenceKind.SharedOnline => Kinds.Shared,
        EvidenceKind.Diverted => Kinds.Diverted,
        _ => null,
    };

    private sealed record State(UnitEvidence Evidence, bool WasEarly);
}
