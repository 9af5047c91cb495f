using System.Text.Json.Serialization;
using Trace.Server.Verification;

namespace Trace.Server.Anomalies;

/// <summary>What people should look at: a unit, a batch or a brand of which scans or reports show something.</summary>
/// <param name="Kind">copied_code, shared_online, diverted, scanned_before_activation, scanned_after_retirement, stolen_labels, guessing or copied_batch.</param>
/// <param name="Score">How much speaks for it: for copies and diversion the natural logarithm of how much likelier they make the scans, else a weight that grows with the logarithm of the scans.</param>
/// <param name="DetectedAt">When it was opened, or opened again.</param>
/// <param name="Scans">How many scans are of it; growth of less than a quarter may not be in it yet.</param>
/// <param name="Status">open, confirmed or dismissed.</param>
/// <param name="LastScanAt">The newest scan that changed it.</param>
/// <param name="SnoozedUntil">Until then an open one is among the snoozed, not among the open; a time that has passed means nothing.</param>
public sealed record AnomalyResponse(
    string Id,
    string Kind,
    string? Gtin,
    string? Serial,
    string? BatchId,
    double Score,
    DateTimeOffset DetectedAt,
    long Scans,
    IReadOnlyList<AnomalyReason> Reasons,
    string Status,
    DateTimeOffset LastScanAt,
    string? Note,
    string? Assignee,
    DateTimeOffset? DecidedAt,
    string? DecidedBy,
    DateTimeOffset? SnoozedUntil);

/// <summary>A sign that counted, the weightiest first.</summary>
/// <param name="Weight">What it adds to the score; signs of one network count up to a limit, so the score may be less than their sum.</param>
public sealed record AnomalyReason(string Code, string Text, double Weight);

/// <summary>An anomaly with the scans behind it.</summary>
/// <param name="Blocked">What everybody who scans the code is told; left out if it is not blocked.</param>
/// <param name="Evidence">The reasons, with the scans behind each.</param>
public sealed record AnomalyDetail(AnomalyResponse Anomaly, string? Blocked, IReadOnlyList<AnomalyEvidence> Evidence);

/// <summary>A reason and the scans behind it, as far as they are still kept.</summary>
/// <param name="Scans">How many scans showed it.</param>
/// <param name="Scan">The last that did.</param>
/// <param name="OtherScan">The scan it disagrees with.</param>
public sealed record AnomalyEvidence(string Code, string Text, double Weight, long Scans, UnitScan? Scan, UnitScan? OtherScan);

/// <summary>What people decided.</summary>
/// <param name="Status">open, confirmed or dismissed. Dismissed: its scans are judged as if nothing were known, until much more speaks against it.</param>
/// <param name="Note">Why, 1 to 500 characters; the one before stays if left out.</param>
/// <param name="Block">With confirmed: every scan of the code gets caution from now on; false lifts that. Dismissing and opening lift it too.</param>
/// <param name="Text">What people who scan it are told, 1 to 300 characters; our own words if left out.</param>
public sealed record DecideAnomalyRequest(string? Status, string? Note = null, bool? Block = null, string? Text = null);

/// <summary>Whose work it is.</summary>
/// <param name="Account">An account of the brand; nobody's if left out.</param>
public sealed record AssignAnomalyRequest(string? Account = null);

/// <summary>When to look at it again.</summary>
/// <param name="Until">In the future, a year at most; left out: now.</param>
public sealed record SnoozeAnomalyRequest(DateTimeOffset? Until = null);

/// <summary>Anomalies of one kind in one batch: what one copier or one theft left.</summary>
/// <param name="Codes">How many.</param>
/// <param name="Scans">Of all of them.</param>
/// <param name="Score">The highest.</param>
/// <param name="FirstDetectedAt">When the first was opened.</param>
/// <param name="Open">Without those that are snoozed.</param>
/// <param name="AnomalyId">The anomaly, where the group is one alone.</param>
public sealed record AnomalyGroup(
    string Kind,
    string? BatchId,
    string? Gtin,
    long Codes,
    long Scans,
    double Score,
    DateTimeOffset FirstDetectedAt,
    DateTimeOffset LastScanAt,
    long Open,
    long Confirmed,
    long Dismissed,
    long Snoozed,
    string? AnomalyId);

/// <summary>Decides all open anomalies of one kind in one batch.</summary>
/// <param name="Batch">The batch's id.</param>
/// <param name="Status">confirmed or dismissed.</param>
/// <param name="Note">Why, 1 to 500 characters.</param>
public sealed record DecideGroupRequest(string? Batch, string? Kind, string? Status, string? Note = null);

/// <summary>How many were decided.</summary>
public sealed record DecideGroupResponse(long Decided);

/// <summary>How often anomalies of the brand were right, by what its people decided.</summary>
public sealed record AnomalyPrecision(IReadOnlyList<KindPrecision> Kinds);

/// <param name="Precision">Confirmed of all decided; left out while none is.</param>
public sealed record KindPrecision(string Kind, long Open, long Confirmed, long Dismissed, double? Precision);

/// <summary>From which scores on the brand's codes count as copied or diverted; what is left out is as the detector has it.</summary>
/// <param name="CopiedThreshold">5.5 to 20. A low one finds more copies, and opens more anomalies of honest goods.</param>
/// <param name="CautionThreshold">5.5 to 30, not below the former: from which score on people who scan are warned.</param>
/// <param name="DivertedThreshold">2 to 12.</param>
public sealed record DetectionRequest(double? CopiedThreshold = null, double? CautionThreshold = null, double? DivertedThreshold = null);

/// <param name="CopiedThreshold">The score from which a code counts as copied, for the brand.</param>
/// <param name="CautionThreshold">The score from which people who scan are warned.</param>
/// <param name="DivertedThreshold">The score of the market from which a unit counts as diverted.</param>
public sealed record DetectionResponse(double CopiedThreshold, double CautionThreshold, double DivertedThreshold);

/// <summary>How often a person gets a mail with what was opened since the last one.</summary>
/// <param name="Every">off, daily or weekly.</param>
/// <param name="LeastScore">Only what scores this much, 0 to 1,000; all if left out.</param>
public sealed record DigestRequest(string? Every, double? LeastScore = null);

/// <summary>How often the person gets a mail.</summary>
/// <param name="Every">off, daily or weekly.</param>
/// <param name="Mail">Whether this service sends mail; where it does not, the choice is kept and nothing comes.</param>
/// <param name="LeastScore">Only what scores this much; left out for all.</param>
public sealed record DigestResponse(string Every, bool Mail, double? LeastScore = null);

/// <summary>The data of <c>anomaly.opened</c> and <c>anomaly.changed</c>.</summary>
public sealed record AnomalyEvent(
    string Id,
    string Kind,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Gtin,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Serial,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? BatchId,
    double Score,
    long Scans,
    DateTimeOffset DetectedAt);
