using Trace.Core.Codes;
using Trace.Core.Detection;
using Trace.Core.Verification;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>What was just seen of a subject.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="At">Time of the scan that shows it, Unix milliseconds.</param>
/// <param name="Counted">How many scans of the subject are of this kind, without re-checks.</param>
public abstract record Finding(AnomalyKind Kind, long At, long Counted)
{
    /// <summary>Whether these come on top of those that are stored; if not, those are among them.</summary>
    public bool IsMore { get; init; }

    /// <summary>Where the network of that scan is, ISO 3166-1 alpha-2; null where that is not known.</summary>
    public string? Country { get; init; }

    /// <param name="scans">How many scans are of this kind.</param>
    public abstract double Score(long scans);

    public abstract IReadOnlyList<StoredReason> Reasons(long scans);
}

/// <summary>The history of a unit looks like copies, or a picture that went around.</summary>
public sealed record HistoryFinding(AnomalyKind Kind, UnitEvidence Evidence, long Counted)
    : Finding(Kind, Evidence.LastAt, Counted)
{
    public override double Score(long scans) => Evidence.Score;

    public override IReadOnlyList<StoredReason> Reasons(long scans) => [.. Evidence.Parts.Select(AnomalyReasons.Of)];
}

/// <summary>A unit is scanned where its batch was not sent.</summary>
public sealed record MarketFinding(double MarketScore, long At, long Counted, long ScanId)
    : Finding(AnomalyKind.Diverted, At, Counted)
{
    public override double Score(long scans) => MarketScore;

    public override IReadOnlyList<StoredReason> Reasons(long scans) =>
        [new("foreign_market", Math.Round(MarketScore, 2), scans, PublicId.Format(ScanId))];
}

/// <summary>A unit is scanned that, by its status, nobody should have in hands. Its score is a weight of the status that grows with the logarithm of the scans.</summary>
public sealed record StateFinding(StateSign Sign, long At, long Counted, long ScanId)
    : Finding(Sign.Kind, At, Counted)
{
    public override double Score(long scans) => Sign.Weight + Math.Log(Math.Max(1, scans));

    public override IReadOnlyList<StoredReason> Reasons(long scans) =>
        [new(Sign.Code, Math.Round(Score(scans), 2), scans, PublicId.Format(ScanId))];
}

/// <summary>Guesses at the codes of a brand, which are counted elsewhere.</summary>
public sealed record GuessingFinding(double Weight, long At, long Counted)
    : Finding(AnomalyKind.Guessing, At, Counted)
{
    public override double Score(long scans) => Weight;

    public override IReadOnlyList<StoredReason> Reasons(long scans) => [new("guessing", Math.Round(Weight, 2), scans)];
}

/// <summary>What it means that a unit of a status is scanned.</summary>
/// <param name="Kind">The kind of anomaly.</param>
/// <param name="Code">The word of the reason.</param>
/// <param name="Weight">What one scan weighs.</param>
public sealed record StateSign(AnomalyKind Kind, string Code, double Weight)
{
    private static readonly StateSign NotActivated = new(AnomalyKind.ScannedBeforeActivation, "not_activated", 5);
    private static readonly StateSign Retired = new(AnomalyKind.ScannedAfterRetirement, "retired", 5);
    private static readonly StateSign Stolen = new(AnomalyKind.StolenLabels, "reported_stolen", 6);
    private static readonly StateSign Lost = new(AnomalyKind.StolenLabels, "reported_lost", 6);
    private static readonly StateSign Spoiled = new(AnomalyKind.StolenLabels, "reported_spoiled", 6);
    private static readonly StateSign Unused = new(AnomalyKind.StolenLabels, "reported_unused", 6);

    /// <summary>Null where a scan is nothing special: recalled goods are checked on purpose.</summary>
    public static StateSign? Of(UnitStatus status) => status switch
    {
        UnitStatus.Created => NotActivated,
        UnitStatus.Retired => Retired,
        UnitStatus.Stolen => Stolen,
        UnitStatus.Lost => Lost,
        UnitStatus.Spoiled => Spoiled,
        UnitStatus.Unused => Unused,
        _ => null,
    };

    /// <summary>Specimens are for showing around.</summary>
    public static StateSign? Of(in UnitFacts facts) => facts.Specimen ? null : Of(facts.Status);
}
