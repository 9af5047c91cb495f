using System.Runtime.CompilerServices;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Anomalies;

/// <summary>An anomaly with the scans behind it, and those of its unit that are kept.</summary>
/// <param name="Scans">The newest first; of a batch or brand none.</param>
public sealed record AnomalyStory(AnomalyDetail Detail, IReadOnlyList<ScanRow> Scans);

/// <summary>The queue as its readers see it: within the caller's brand and limits. For the API and the console alike.</summary>
public sealed class AnomalyLists(Database database, Scans scans, BlockedUnits blocks, BatchCatalog batches, TimeProvider clock)
{
    /// <summary>Of a unit's newest scans, in which those behind the reasons are looked for.</summary>
    private const int LatestScans = 1000;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Newest first.</summary>
    public async Task<Outcome<Page<AnomalyResponse>>> ListAsync(Caller caller, AnomalyFilter filter, string? cursor, int? limit)
    {
        if (!Paging.ParseByTime<AnomalyId>(cursor, limit, AnomalyId.TryParse, default).TryGet(out var page, out var problem))
            return problem;
        var rows = await database.ReadAsync(session => AnomaliesStore.ListAsync(session, caller, filter, Now, page.Before, page.Size + 1));
        return Paging.Of(rows, page.Size, AnomaliesApi.ToResponse, CursorOf);
    }

    /// <summary>All of them, newest first, read as they are taken.</summary>
    public async IAsyncEnumerable<AnomalyResponse> StreamAsync(Caller caller, AnomalyFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = (long.MaxValue, default(AnomalyId));
        while (true)
        {
            var rows = await database.ReadAsync(session => AnomaliesStore.ListAsync(session, caller, filter, Now, before, Paging.MaxLimit), cancellationToken);
            foreach (var row in rows)
                yield return AnomaliesApi.ToResponse(row);
            if (rows.Count < Paging.MaxLimit)
                yield break;
            before = (rows[^1].DetectedAt, rows[^1].Id);
        }
    }

    /// <summary>By copier: anomalies of a kind and batch together.</summary>
    public async Task<Outcome<Page<AnomalyGroup>>> ListGroupsAsync(Caller caller, AnomalyFilter filter, GroupOrder order, string? cursor, int? limit)
    {
        if (!Paging.Parse(cursor, limit, GroupPlace.TryParse, GroupPlace.First).TryGet(out var page, out var problem))
            return problem;
        var rows = await database.ReadAsync(session => AnomalyGroupsStore.ListAsync(session, caller, filter, order, Now, page.Place, page.Size + 1));
        return Paging.Of(rows, page.Size, AnomalyGroupsApi.ToGroup, row => new GroupPlace(row.Place, row.BatchNumber ?? 0, row.Kind).ToString());
    }

    /// <summary>How many there are of each kind, open and snoozed told apart.</summary>
    public Task<IReadOnlyList<AnomalyCountRow>> CountAsync(Caller caller) => database.ReadAsync(session => AnomaliesStore.CountAsync(session, caller, Now));

    /// <summary>Null also for one that the caller may not see.</summary>
    public async Task<AnomalyStory?> FindAsync(Caller caller, AnomalyId id)
    {
        if (await database.ReadAsync(session => AnomaliesStore.FindAsync(session, caller, id)) is not { } row)
            return null;
        var reasons = AnomalyReasons.FromJson(row.Reasons);
        if (!AnomalyKinds.IsOfUnit(row.Slot))
            return new AnomalyStory(new AnomalyDetail(AnomaliesApi.ToResponse(row), Blocked: null, [.. reasons.Select(reason => ToEvidence(reason, []))]), []);
        var all = await scans.ListScansAsync(caller.BrandId, row.SubjectId, LatestScans);
        // Whoever imports scans names them, and may name two alike.
        var known = all.DistinctBy(scan => scan.ScanId).ToDictionary(scan => PublicId.Format(scan.ScanId), StringComparer.Ordinal);
        var block = await batches.FindAsync(id.Unit.BatchNumber) is { } batch ? await blocks.FindAsync(batch, id.Unit.Index) : null;
        return new AnomalyStory(new AnomalyDetail(AnomaliesApi.ToResponse(row), block?.Text, [.. reasons.Select(reason => ToEvidence(reason, known))]), all);
    }

    /// <summary>Those of one unit, as far as the caller may see them.</summary>
    public async Task<IReadOnlyList<AnomalyResponse>> OfUnitAsync(Caller caller, long unitId) =>
        [.. (await database.ReadAsync(session => AnomaliesStore.ListOfSubjectsAsync(session, [unitId])))
            .Where(row => AnomaliesStore.MaySee(caller, row) && AnomalyKinds.IsOfUnit(row.Slot)).Select(AnomaliesApi.ToResponse)];

    private static string CursorOf(AnomalyRow row) => Paging.CursorOf(row.DetectedAt, row.Id.ToString());

    private static AnomalyEvidence ToEvidence(StoredReason reason, Dictionary<string, ScanRow> scans) => new(
        reason.Code,
        reason.Text,
        reason.Weight,
        reason.Scans,
        scans.TryGetValue(reason.Scan ?? "", out var scan) ? UnitsApi.ToScan(scan) : null,
        scans.TryGetValue(reason.OtherScan ?? "", out var other) ? UnitsApi.ToScan(other) : null);
}
