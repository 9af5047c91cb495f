namespace Trace.Server.Anomalies;

/// <summary>A row of <c>anomaly</c>. Kinds, statuses and reasons are words; none of it is of a person who scanned.</summary>
/// <param name="Site">The site of the batch: who is limited to another does not see it.</param>
/// <param name="Scans">How many scans are of it when the row was written last; small growth is not written where it can be counted again.</param>
/// <param name="DetectedAt">When it was opened, or opened again.</param>
/// <param name="LastAt">The newest scan that changed it.</param>
/// <param name="Country">Where the network was of the scan that opened it; null where that is not known.</param>
/// <param name="SnoozedUntil">Until when it is left out of the open ones, although it is one.</param>
/// <param name="DismissedScore">What it had when it was dismissed; kept, so that the next one is not dismissed for nothing.</param>
public sealed record AnomalyRow(
    long SubjectId,
    long Slot,
    long BrandId,
    string Kind,
    long? BatchNumber,
    string? Gtin,
    string? Serial,
    string? Site,
    double Score,
    long Scans,
    string Reasons,
    string Status,
    string? Note,
    long? Assignee,
    long DetectedAt,
    long LastAt,
    long? DecidedAt,
    long? DecidedBy,
    double? DismissedScore,
    long? SnoozedUntil = null,
    string? Country = null)
{
    public const string Open = "open";
    public const string Confirmed = "confirmed";
    public const string Dismissed = "dismissed";

    /// <summary>Of those that are open, what a person put off until a time; it is open again by itself.</summary>
    public const string Snoozed = "snoozed";

    public static readonly IReadOnlyList<string> Statuses = [Open, Confirmed, Dismissed];

    /// <summary>What lists can be asked for.</summary>
    public static readonly IReadOnlyList<string> Filters = [Open, Snoozed, Confirmed, Dismissed];

    public AnomalyId Id => new(SubjectId, Slot);

    public string? BatchId => BatchNumber is { } number ? Codes.BatchId.Format((uint)number) : null;

    public AnomalyEvent ToEvent() => new(
        Id.ToString(), Kind, Status, Gtin, Serial, BatchId, Math.Round(Score, 2), Scans, DateTimeOffset.FromUnixTimeMilliseconds(DetectedAt));
}
