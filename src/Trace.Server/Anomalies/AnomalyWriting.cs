using Trace.Core.Detection;
using Trace.Server.Storage;
using Trace.Server.Verification;
using Trace.Server.Webhooks;

namespace Trace.Server.Anomalies;

/// <summary>The anomalies of one transaction: read once, changed in memory by each of its scans, written once.</summary>
public sealed class AnomalyWriting(AnomalyRecorder recorder, Session session, long now)
{
    private readonly Dictionary<AnomalyId, AnomalyRow> _rows = [];
    private readonly Dictionary<AnomalyId, AnomalyChange> _changes = [];
    private readonly HashSet<long> _read = [];

    /// <summary>Whether a scan has to do with anomalies at all; most have not, and cost nothing more.</summary>
    public static bool Concerns(ScanToStore scan, UnitEvidence? evidence) =>
        StateSign.Of(scan.Facts) != null || (evidence != null && evidence.Kind(scan.Thresholds) != EvidenceKind.None);

    /// <summary>What is known of subjects, in one query; those that were asked for before are not asked for again.</summary>
    public async Task ReadAsync(IEnumerable<long> subjectIds)
    {
        var unknown = subjectIds.Where(_read.Add).ToArray();
        if (unknown.Length == 0)
            return;
        foreach (var row in await AnomaliesStore.ListOfSubjectsAsync(session, unknown))
            _rows[row.Id] = row;
    }

    /// <summary>Takes a scan that concerns anomalies, and says what its unit's history counts as, people's decisions included.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="evidence">The unit's history with it.</param>
    /// <param name="unitScans">How many scans the unit has with it.</param>
    /// <param name="isRecheck">Whether it adds to that.</param>
    /// <param name="scanId">Its id.</param>
    public async Task<EvidenceKind> TakeAsync(ScanToStore scan, UnitEvidence evidence, long unitScans, bool isRecheck, long scanId)
    {
        await ReadAsync([scan.UnitId]);
        var at = scan.ScannedAt.ToUnixTimeMilliseconds();
        if (StateSign.Of(scan.Facts) is { } sign)
        {
            var id = AnomalyId.OfUnit(scan.UnitId, sign.Kind);
            // All scans of a unit that was never activated are of this kind.
            var counted = sign.Kind == AnomalyKind.ScannedBeforeActivation && !_rows.ContainsKey(id) ? unitScans : isRecheck ? 0 : 1;
            // Who looks again at what was in order a moment ago, before it was retired at the till, shows nothing.
            if (counted > 0)
                Take(id, scan.BrandId, new StateFinding(sign, at, counted, scanId) { IsMore = true, Country = scan.Country });
        }

        return TakeHistory(scan, evidence, unitScans, scanId);
    }

    /// <summary>Takes the history of a unit of which late scans came, or the place of one: it may show what it did not show at the time of any of them.</summary>
    /// <returns>What it counts as, people's decisions included.</returns>
    public async Task<EvidenceKind> TakeWholeAsync(ScanToStore scan, UnitEvidence evidence, long unitScans)
    {
        if (evidence.Kind(scan.Thresholds) == EvidenceKind.None)
            return EvidenceKind.None;
        await ReadAsync([scan.UnitId]);
        return TakeHistory(scan, evidence, unitScans, scan.ScanId ?? 0);
    }

    private EvidenceKind TakeHistory(ScanToStore scan, UnitEvidence evidence, long unitScans, long scanId)
    {
        var kind = evidence.Kind(scan.Thresholds);
        if (kind is EvidenceKind.CopiedCode or EvidenceKind.SharedOnline)
        {
            var finding = new HistoryFinding(kind == EvidenceKind.CopiedCode ? AnomalyKind.CopiedCode : AnomalyKind.SharedOnline, evidence, unitScans) { Country = scan.Country };
            if (Take(AnomalyId.OfUnit(scan.UnitId, finding.Kind), scan.BrandId, finding) == AnomalyChange.Muted)
                kind = evidence.MarketScore >= scan.Thresholds.Diverted ? EvidenceKind.Diverted : EvidenceKind.None;
        }

        if (kind == EvidenceKind.Diverted)
            Take(AnomalyId.OfUnit(scan.UnitId, AnomalyKind.Diverted), scan.BrandId, new MarketFinding(evidence.MarketScore, scan.ScannedAt.ToUnixTimeMilliseconds(), unitScans, scanId) { Country = scan.Country });
        return kind;
    }

    /// <summary>Takes what was seen of a subject that was read.</summary>
    public AnomalyChange Take(AnomalyId id, long brandId, Finding finding)
    {
        var known = _rows.GetValueOrDefault(id);
        var (row, change) = AnomalyLife.Next(id, brandId, known, finding, now);
        if (ReferenceEquals(row, known))
            return change;
        _rows[id] = row;
        // What was opened in this transaction is told as it is at its end.
        _changes[id] = (AnomalyChange)Math.Max((int)change, (int)_changes.GetValueOrDefault(id));
        return change;
    }

    /// <summary>Writes what changed, and leaves the brand's webhooks word of what is new.</summary>
    public async Task SaveAsync()
    {
        if (_changes.Count == 0)
            return;
        var written = new List<(AnomalyRow Row, AnomalyChange Change)>();
        foreach (var (id, change) in _changes.OrderBy(change => change.Key.SubjectId).ThenBy(change => change.Key.Slot))
        {
            var row = _rows[id];
            if ((row.BatchNumber == null ? await recorder.DescribeAsync(session, row) : row) is { } described)
                written.Add((described, change));
        }

        await AnomaliesStore.PutAsync(session, written.Select(change => change.Row));
        foreach (var told in written.Where(change => change.Change >= AnomalyChange.OtherKind).GroupBy(change => (change.Row.BrandId, change.Change)))
        {
            var eventType = told.Key.Change == AnomalyChange.Opened ? WebhookEvents.AnomalyOpened : WebhookEvents.AnomalyChanged;
            await recorder.TellAsync(session, told.Key.BrandId, eventType, [.. told.Select(change => change.Row)]);
        }
    }
}
