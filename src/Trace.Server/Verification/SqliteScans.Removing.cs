namespace Trace.Server.Verification;

/// <summary>Scans that are older than their brand keeps them go.</summary>
public sealed partial class SqliteScans
{
    /// <remarks>It reads all scans in their order, a page at a time; there is no index by time, which would cost every scan.</remarks>
    public override async Task<long> RemoveOldAsync(IReadOnlyDictionary<long, long> oldest, CancellationToken cancellationToken)
    {
        // Scans that are not in their units' rows yet stay: they are what those rows are made of.
        var end = Volatile.Read(ref _lastSequence);
        await FlushAsync();
        var removed = 0L;
        for (var after = 0L; ; cancellationToken.ThrowIfCancellationRequested())
        {
            var from = after;
            var page = await database.ReadAsync(session => SqliteScansStore.ListTimesAfterAsync(session, from, PageScans), cancellationToken);
            // A brand that came while this ran has no old scans.
            var old = page.Where(scan => scan.Sequence <= end && oldest.TryGetValue(scan.BrandId, out var before) && scan.ScannedAt < before).ToList();
            if (old.Count > 0)
                removed += await InTurnAsync(() => RemoveAsync(old, oldest));
            if (page.Count < PageScans || page[^1].Sequence >= end)
                return removed;
            after = page[^1].Sequence;
        }
    }

    private async Task<int> RemoveAsync(List<ScanTimeRow> scans, IReadOnlyDictionary<long, long> oldest)
    {
        var changed = new List<(SqliteUnit Unit, long LastBefore)>();
        var isWritten = false;
        // Its number must not be given again, so a start has to know it without the scan.
        var isNewest = scans[^1].Sequence == _lastSequence;
        if (isNewest)
            await WriteAllAsync();
        try
        {
            var removed = await database.WriteAsync(async session =>
            {
                var statements = Statements(session);
                foreach (var going in scans.GroupBy(scan => scan.UnitId))
                {
                    if (await FindAsync(session, statements, going.Key) is not { } unit)
                        continue;
                    var left = unit with { History = WithoutBefore(unit.History, oldest[unit.BrandId]), LastSequence = statements.Unlink(unit.UnitId, unit.LastSequence, [.. going]) };
                    statements.PutUnit(new SqliteUnitRow(left));
                    changed.Add((left, unit.LastSequence));
                }

                if (isNewest)
                    await SqliteScansStore.SetPositionAsync(session, _lastSequence);
                return await SqliteScansStore.RemoveAsync(session, scans.Select(scan => scan.Sequence));
            });
            isWritten = true;
            return removed;
        }
        finally
        {
            // Those devices are too old whatever became of the transaction.
            foreach (var (unit, lastBefore) in changed)
                _units.Put(isWritten ? unit : unit with { LastSequence = lastBefore }, isWritten);
            _units.Trim();
        }
    }
}
