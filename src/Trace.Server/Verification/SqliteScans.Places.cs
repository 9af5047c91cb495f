namespace Trace.Server.Verification;

/// <summary>A scan gets the place its person shares.</summary>
public sealed partial class SqliteScans
{
    /// <remarks>
    /// The unit's row is written with the scan: what a start adds to rows are scans beyond the position, and this one may not be among them.
    /// </remarks>
    public override async Task<PlacedScan?> PlaceAsync(ScanToStore scan) => Count(await InTurnAsync(async () =>
    {
        SqliteUnit? changed = null;
        var isWritten = false;
        try
        {
            var placed = await database.WriteAsync(async session =>
            {
                var statements = Statements(session);
                if (await FindAsync(session, statements, scan.UnitId) is not { } unit)
                    return null;
                var rows = await SqliteScansStore.ListAsync(session, unit.UnitId, unit.LastSequence, ForEvidence);
                var writing = anomalies?.Begin(session);
                if (await PlaceAsync(unit.History, scan, rows, writing) is not var (history, placed))
                    return null;
                changed = unit with { History = history };
                statements.Place(unit.LastSequence, placed.After);
                statements.PutUnit(new SqliteUnitRow(changed));
                if (writing != null)
                    await writing.SaveAsync();
                return placed;
            });
            isWritten = true;
            return placed;
        }
        finally
        {
            // After a failure nobody knows what was committed: the next scan makes the evidence again from what is stored.
            if (changed != null)
                _units.Put(isWritten ? changed : changed with { History = changed.History with { Evidence = null } }, isWritten);
            _units.Trim();
        }
    }));
}
