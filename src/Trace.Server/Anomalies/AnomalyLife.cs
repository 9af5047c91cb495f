namespace Trace.Server.Anomalies;

/// <summary>What a finding made of an anomaly.</summary>
public enum AnomalyChange
{
    /// <summary>Too little to write.</summary>
    None,

    /// <summary>The same or more of what people dismissed as nothing.</summary>
    Muted,

    /// <summary>More of it.</summary>
    Grown,

    /// <summary>It looks like another kind now.</summary>
    OtherKind,

    /// <summary>New, or again although it was dismissed.</summary>
    Opened,
}

/// <summary>How an anomaly goes on: few writes, and what people decided holds until much more speaks against it.</summary>
public static class AnomalyLife
{
    /// <summary>So much the score must grow beyond that of a dismissal: fifty times as likely.</summary>
    public const double Relearn = 4;

    private const double ScoreStep = 0.5;
    private const double ScansStep = 1.25;

    /// <summary>A campaign on a later day is another one.</summary>
    private static readonly long CampaignMilliseconds = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    public static (AnomalyRow Row, AnomalyChange Change) Next(AnomalyId id, long brandId, AnomalyRow? known, Finding finding, long now)
    {
        if (known == null)
            return (Begin(id, brandId, finding, now), AnomalyChange.Opened);
        var scans = finding.IsMore ? known.Scans + finding.Counted : Math.Max(known.Scans, finding.Counted);
        // What is not written of these is forgotten: nobody counts them again.
        var isWritten = finding.IsMore && finding.Counted > 0;
        var score = finding.Score(scans);
        var isAnother = finding.Kind == AnomalyKind.Guessing && finding.At - known.LastAt > CampaignMilliseconds;
        var opens = known.Status != AnomalyRow.Open && isAnother;
        if (known.Status == AnomalyRow.Dismissed && !opens)
        {
            if (score < known.DismissedScore + Relearn)
                return (isWritten ? known with { Scans = scans } : known, AnomalyChange.Muted);
            opens = true;
        }

        var kind = finding.Kind.ToWord();
        var isOtherKind = kind != known.Kind;
        if (!opens && !isAnother && !isOtherKind && !isWritten && score < known.Score + ScoreStep && scans < known.Scans * ScansStep)
            return (known, AnomalyChange.None);
        var row = known with
        {
            Kind = kind,
            Score = score,
            Scans = isAnother ? finding.Counted : scans,
            Reasons = AnomalyReasons.ToJson(finding.Reasons(scans)),
            LastAt = Math.Max(known.LastAt, finding.At),
            Country = opens ? finding.Country : known.Country ?? finding.Country,
            Status = opens ? AnomalyRow.Open : known.Status,
            DetectedAt = opens ? now : known.DetectedAt,
        };
        return (row, opens ? AnomalyChange.Opened : isOtherKind ? AnomalyChange.OtherKind : AnomalyChange.Grown);
    }

    private static AnomalyRow Begin(AnomalyId id, long brandId, Finding finding, long now) => new(
        id.SubjectId,
        id.Slot,
        brandId,
        finding.Kind.ToWord(),
        BatchNumber: null,
        Gtin: null,
        Serial: null,
        Site: null,
        finding.Score(finding.Counted),
        finding.Counted,
        AnomalyReasons.ToJson(finding.Reasons(finding.Counted)),
        AnomalyRow.Open,
        Note: null,
        Assignee: null,
        now,
        finding.At,
        DecidedAt: null,
        DecidedBy: null,
        DismissedScore: null,
        Country: finding.Country);
}
