using System.Collections.Concurrent;
using System.Data.Common;
using Trace.Server.Anomalies;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Scans in PostgreSQL, where several servers may write at once: the database arbitrates, so a unit's row is read and written with its scans.</summary>
/// <remarks>
/// Two round trips a group. A lock per unit, taken in the order of their ids, keeps two servers from missing each other's scan of one unit.
/// Scans are divided into months, so that years of them do not slow down what cleans up after the newest, and old ones go as a table.
/// </remarks>
public sealed class PostgresScans(Database database, TimeProvider clock, ILogger<PostgresScans> log, AnomalyRecorder? anomalies = null) : Scans
{
    private const int MonthsAhead = 3;
    private const int PageUnits = 1000;
    private const int PortionScans = 500;

    private readonly ConcurrentDictionary<(int Year, int Month), bool> _importedMonths = new();

    /// <summary>While one group waits for the disk the next is written. A unit in both is the first's until its commit, as with two servers.</summary>
    public override int Writers => 2;

    public override async Task<IReadOnlyList<StoredScan>> AppendAsync(IReadOnlyList<ScanToStore> scans)
    {
        await DivideForAsync(scans);
        var stored = await database.WriteAsync(session => AppendAsync(session, scans));
        Count(stored);
        return stored;
    }

    public override async Task<PlacedScan?> PlaceAsync(ScanToStore scan) => Count(await database.WriteAsync(async session =>
    {
        if ((await HistoriesAsync(session, await PostgresScansStore.LockUnitsAsync(session, [scan.UnitId]))).GetValueOrDefault(scan.UnitId) is not { } unit)
            return null;
        var rows = await PostgresScansStore.ListAsync(session, unit.BrandId, unit.UnitId, ForEvidence);
        var writing = anomalies?.Begin(session);
        if (await PlaceAsync(unit.History, scan, rows, writing) is not var (history, placed))
            return null;
        await PostgresScansStore.PlaceAsync(session, placed.After);
        await PostgresScansStore.PutAsync(session, unit with { History = history });
        if (writing != null)
            await writing.SaveAsync();
        return placed;
    }));

    public override async Task<UnitHistory?> FindUnitAsync(long unitId) =>
        (await database.ReadAsync(async session => await HistoriesAsync(session, await PostgresScansStore.FindUnitsAsync(session, [unitId])))).GetValueOrDefault(unitId)?.History;

    public override Task<IReadOnlyList<ScanRow>> ListScansAsync(long brandId, long unitId, int limit) =>
        database.ReadAsync(session => PostgresScansStore.ListAsync(session, brandId, unitId, limit));

    public override Task RecoverAsync() => PrepareAsync(CancellationToken.None);

    /// <summary>Makes the tables of this month and the next, and removes those of past months that have no scan any more.</summary>
    /// <remarks>What fails is tried again in a day: without its table a month's scans are in <c>scan_default</c>, and nothing is lost.</remarks>
    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await DivideAsync(cancellationToken);
        }
        catch (DbException exception)
        {
            ScanLog.NotDivided(log, exception);
        }
    }

    /// <summary>Makes the tables of the months imported scans are of. Which exist is asked once a month and day.</summary>
    private async Task DivideForAsync(IReadOnlyList<ScanToStore> scans)
    {
        foreach (var scan in scans)
        {
            if (scan.Source != ImportSource || _importedMonths.ContainsKey((scan.ScannedAt.Year, scan.ScannedAt.Month)))
                continue;
            var month = new DateTimeOffset(scan.ScannedAt.Year, scan.ScannedAt.Month, 1, 0, 0, 0, TimeSpan.Zero);
            // What fails here fails the import: once the month's scans are in scan_default, it can have no table.
            if (!(await database.ReadAsync(ScanPartitionsStore.ListAsync)).Contains(month) && !await database.WriteAsync(session => ScanPartitionsStore.AddAsync(session, month)))
                ScanLog.MonthNotDivided(log, month);
            _importedMonths.TryAdd((month.Year, month.Month), true);
        }
    }

    private async Task DivideAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var current = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var months = await database.ReadAsync(ScanPartitionsStore.ListAsync, cancellationToken);
        foreach (var month in Enumerable.Range(0, MonthsAhead + 1).Select(current.AddMonths).Except(months))
        {
            // A failed statement ends its transaction, so each month has its own.
            if (!await database.WriteAsync(session => ScanPartitionsStore.AddAsync(session, month), cancellationToken))
                ScanLog.MonthNotDivided(log, month);
        }

        // Last month's scans may still come from who was offline.
        foreach (var month in months.Where(month => month < current.AddMonths(-1)))
        {
            // This look is cheap and keeps nobody waiting; only the one under the lock counts.
            if (await database.ReadAsync(session => ScanPartitionsStore.MayBeEmptyAsync(session, month), cancellationToken))
                await database.WriteAsync(session => ScanPartitionsStore.RemoveEmptyAsync(session, month), cancellationToken);
        }

        // Those that are gone now, or that another server removed.
        _importedMonths.Clear();
    }

    /// <remarks>
    /// It walks the months that may hold old scans in the order of units, so that scans need no index by time, which would cost every scan.
    /// </remarks>
    public override async Task<long> RemoveOldAsync(IReadOnlyDictionary<long, long> oldest, CancellationToken cancellationToken)
    {
        var removed = 0L;
        if (oldest.Count == 0)
            return removed;
        var latest = oldest.Values.Max();
        for (var after = -1L; ;)
        {
            var from = after;
            var units = await database.ReadAsync(session => PostgresScansStore.ListOldestScansAsync(session, latest, from, PageUnits), cancellationToken);
            foreach (var unit in units)
            {
                // A brand that came while this ran has no old scans.
                if (oldest.TryGetValue(unit.BrandId, out var before) && unit.OldestScanAt < before)
                    removed += await RemoveAsync(unit.UnitId, before, cancellationToken);
            }

            if (units.Count < PageUnits)
                return removed;
            after = units[^1].UnitId;
        }
    }

    private async Task<long> RemoveAsync(long unitId, long before, CancellationToken cancellationToken)
    {
        var removed = 0L;
        while (true)
        {
            var count = await database.WriteAsync(
                async session =>
                {
                    if ((await HistoriesAsync(session, await PostgresScansStore.LockUnitsAsync(session, [unitId]))).GetValueOrDefault(unitId) is { } unit)
                        await PostgresScansStore.PutAsync(session, unit with { History = WithoutBefore(unit.History, before) });
                    return await PostgresScansStore.RemoveAsync(session, unitId, before, PortionScans);
                },
                cancellationToken);
            removed += count;
            if (count < PortionScans)
                return removed;
        }
    }

    private async Task<IReadOnlyList<StoredScan>> AppendAsync(Session session, IReadOnlyList<ScanToStore> scans)
    {
        var units = await HistoriesAsync(session, await PostgresScansStore.LockUnitsAsync(session, scans.Select(scan => scan.UnitId).Distinct().ToArray()));
        var before = await StoredBeforeAsync(session, units, scans);
        var (rows, stored) = (new List<ScanRow>(scans.Count), new StoredScan[scans.Count]);
        // The table does not have those of this group yet.
        var kept = new KeptScans(async unitId =>
            [.. await PostgresScansStore.ListAsync(session, units[unitId].BrandId, unitId, ForEvidence), .. rows.Where(row => row.UnitId == unitId)]);
        var writing = anomalies?.Begin(session);
        if (writing != null)
            await writing.ReadAsync(scans.Where(scan => AnomalyWriting.Concerns(scan, units.GetValueOrDefault(scan.UnitId)?.History.Evidence)).Select(scan => scan.UnitId));
        for (var i = 0; i < scans.Count; i++)
        {
            var scan = scans[i];
            var unit = units.GetValueOrDefault(scan.UnitId) ?? new KnownUnit(scan.UnitId, scan.BrandId, UnitHistory.None);
            if (before.Find(scan) is { } known)
            {
                stored[i] = await AgainAsync(unit.History, scan, known, kept);
                continue;
            }

            var (history, row, answer) = await AddAsync(unit.History, scan, kept, writing);
            stored[i] = answer;
            units[scan.UnitId] = unit with { History = history };
            rows.Add(row);
            before.Add(scan, row);
        }

        if (writing != null)
        {
            await TakeWholeAsync(writing, scans, kept, unitId => units.GetValueOrDefault(unitId)?.History);
            await writing.SaveAsync();
        }

        if (rows.Count > 0)
            await PostgresScansStore.AddAndCommitAsync(session, [.. rows], [.. units.Values.Select(unit => unit.With(kept)).OrderBy(unit => unit.UnitId)]);
        return stored;
    }

    private static async Task<StoredIds> StoredBeforeAsync(Session session, Dictionary<long, KnownUnit> units, IReadOnlyList<ScanToStore> scans)
    {
        var before = new StoredIds();
        var sought = scans.Where(scan => units.TryGetValue(scan.UnitId, out var unit) && MayBeStored(unit.History, scan)).ToList();
        if (sought.Count == 0)
            return before;
        foreach (var row in await PostgresScansStore.ListStoredAsync(session, [.. sought.Select(scan => scan.UnitId)], [.. sought.Select(scan => scan.ScanId!.Value)]))
            before.Add(row);
        return before;
    }

    private static async ValueTask<Dictionary<long, KnownUnit>> HistoriesAsync(Session session, IReadOnlyCollection<UnitRow> rows)
    {
        var units = new Dictionary<long, KnownUnit>(rows.Count);
        foreach (var row in rows)
        {
            var history = await HistoryOfAsync(row, limit => PostgresScansStore.ListAsync(session, row.BrandId, row.UnitId, limit));
            units[row.UnitId] = new KnownUnit(row.UnitId, row.BrandId, history);
        }

        return units;
    }
}

/// <summary>A unit and what is known of it.</summary>
internal sealed record KnownUnit(long UnitId, long BrandId, UnitHistory History)
{
    /// <summary>With the evidence that was made again.</summary>
    public KnownUnit With(KeptScans kept) => kept.FindNow(UnitId) is { } evidence ? this with { History = History with { Evidence = evidence } } : this;
}
