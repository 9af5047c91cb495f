using Microsoft.Data.Sqlite;
using Trace.Server.Anomalies;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Scans in SQLite, where this process alone writes: the scans are appended and are the truth, the rows of units follow behind.</summary>
/// <remarks>
/// A commit appends to one table, so a scan costs the same however many there are. What is known of units is in memory; its rows are written in
/// sorted portions (<see cref="SqliteUnits"/>), and after a crash the scans beyond <c>scan_position</c> are added to them once more.
/// </remarks>
/// <param name="database">The database.</param>
/// <param name="markets">Where the batch of a unit was sent: scans that are added once more after a crash are judged by it.</param>
/// <param name="anomalies">Null where none are kept.</param>
public sealed partial class SqliteScans(SqliteDatabase database, Func<long, ValueTask<IReadOnlyList<string>>> markets, AnomalyRecorder? anomalies = null) : Scans, IDisposable
{
    /// <summary>So few that scans which wait for it hardly notice: each may be a page of its own.</summary>
    private const int PortionUnits = 100;

    /// <summary>When no scan waits.</summary>
    private const int LargePortionUnits = 5000;

    private const int PageScans = 1000;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SqliteUnits _units = new();
    private SqliteScansStore? _statements;

    /// <summary>The newest scan that is known to be stored.</summary>
    private long _lastSequence = -1;

    /// <summary>After a failure nobody knows what was committed.</summary>
    private bool _isUnsure = true;

    public override async Task<IReadOnlyList<StoredScan>> AppendAsync(IReadOnlyList<ScanToStore> scans)
    {
        var before = await LookBeforeAsync(scans);
        return await InTurnAsync(() => AppendAsync(scans, before));
    }

    private async Task<IReadOnlyList<StoredScan>> AppendAsync(IReadOnlyList<ScanToStore> scans, LookedFor before)
    {
        // Rows that cannot keep up are given the time: more of them than these scans add.
        if (_units.Behind > SqliteUnits.CycleUnits)
            await WritePortionAsync(Math.Max(PortionUnits, 2 * scans.Count));
        _isUnsure = true;
        var (changed, stored) = await database.WriteAsync(session => AppendAsync(session, scans, before));
        foreach (var unit in changed.Values)
            _units.Put(unit, isWritten: false);
        _lastSequence = changed.Values.Select(unit => unit.LastSequence).Append(_lastSequence).Max();
        _isUnsure = false;
        _units.Trim();
        Count(stored);
        return stored;
    }

    public override async Task<UnitHistory?> FindUnitAsync(long unitId) => (await FindAsync(unitId))?.History;

    public override async Task<IReadOnlyList<ScanRow>> ListScansAsync(long brandId, long unitId, int limit) =>
        await FindAsync(unitId) is { } unit && unit.BrandId == brandId
            ? await database.ReadAsync(session => SqliteScansStore.ListAsync(session, unitId, unit.LastSequence, limit))
            : [];

    public override Task RecoverAsync() => InTurnAsync(async () =>
    {
        await WriteAllAsync();
        return 0;
    });

    /// <summary>Up to the scans there are when it begins.</summary>
    public override async Task FlushAsync()
    {
        var end = Volatile.Read(ref _lastSequence);
        while (await InTurnAsync(() => WriteSomeAsync(end, PortionUnits)))
        {
            // Scans that wait have their turn in between.
        }

        await database.CheckpointAsync();
    }

    public void Dispose()
    {
        _statements?.Dispose();
        _turn.Dispose();
    }

    /// <summary>One at a time, each on what is certainly stored.</summary>
    private async Task<T> InTurnAsync<T>(Func<Task<T>> work)
    {
        await _turn.WaitAsync();
        try
        {
            if (_isUnsure)
                await CatchUpAsync();
            return await work();
        }
        catch
        {
            // Their connection may be no more.
            _statements?.Dispose();
            _statements = null;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<(Dictionary<long, SqliteUnit> Changed, StoredScan[] Stored)> AppendAsync(Session session, IReadOnlyList<ScanToStore> scans, LookedFor before)
    {
        var statements = Statements(session);
        var changed = new Dictionary<long, SqliteUnit>(scans.Count);
        var (stored, looked, sequence) = (new StoredScan[scans.Count], new HashSet<long>(), _lastSequence);
        // Those of this group are in the chain already.
        var kept = new KeptScans(async unitId => (changed.GetValueOrDefault(unitId) ?? await FindAsync(session, statements, unitId)) is { } unit
            ? await SqliteScansStore.ListAsync(session, unitId, unit.LastSequence, ForEvidence)
            : []);
        var writing = anomalies?.Begin(session);
        for (var i = 0; i < scans.Count; i++)
        {
            var scan = scans[i];
            var unit = changed.GetValueOrDefault(scan.UnitId) ?? await FindOrBeginAsync(session, statements, scan.UnitId, scan.BrandId);
            if (MayBeStored(unit.History, scan) && looked.Add(scan.UnitId))
                LookFor(statements, unit.UnitId, unit.LastSequence, scans, before);
            if (before.Found.Find(scan) is { } known)
            {
                stored[i] = await AgainAsync(unit.History, scan, known, kept);
                continue;
            }

            var (history, row, answer) = await AddAsync(unit.History, scan, kept, writing);
            stored[i] = answer;
            statements.AddScan(++sequence, unit.LastSequence, row);
            changed[scan.UnitId] = unit with { History = history, LastSequence = sequence };
            before.Found.Add(scan, row);
        }

        foreach (var unit in changed.Values.Where(unit => unit.History.Evidence == null).ToList())
            changed[unit.UnitId] = unit with { History = unit.History with { Evidence = kept.FindNow(unit.UnitId) } };
        if (writing != null)
        {
            await TakeWholeAsync(writing, scans, kept, unitId => changed.GetValueOrDefault(unitId)?.History);
            await writing.SaveAsync();
        }

        return (changed, stored);
    }

    /// <summary>Finds which scans of a group are stored already, before its turn: a unit may have many, and scans that wait for the turn need not wait for that.</summary>
    private async Task<LookedFor> LookBeforeAsync(IReadOnlyList<ScanToStore> scans)
    {
        var looked = new LookedFor();
        // What is in memory is stored, so it is asked for before the database is.
        var units = scans.Where(scan => scan.ScanId != null).GroupBy(scan => scan.UnitId).Select(unit => (Scans: unit.ToList(), Known: _units.Find(unit.Key))).ToList();
        if (units.Count == 0)
            return looked;
        return await database.ReadAsync(session =>
        {
            using var statements = new SqliteScansStore((SqliteConnection)session.Connection);
            foreach (var (sought, known) in units)
            {
                if ((known ?? statements.FindUnit(sought[0].UnitId)) is { } unit && sought.Any(scan => scan.ScannedAt.ToUnixTimeMilliseconds() <= unit.LastScannedAt))
                    LookFor(statements, unit.UnitId, unit.LastSequence, sought, looked);
            }

            return Task.FromResult(looked);
        });
    }

    /// <summary>Finds which scans of one unit in a group are stored already, as far as nobody looked.</summary>
    private static void LookFor(SqliteScansStore statements, long unitId, long lastSequence, IEnumerable<ScanToStore> scans, LookedFor looked)
    {
        var ids = scans.Where(scan => scan.UnitId == unitId).Select(scan => scan.ScanId).OfType<long>().ToHashSet();
        foreach (var row in statements.ListStored(unitId, lastSequence, looked.UpTo.GetValueOrDefault(unitId), ids))
            looked.Found.Add(row);
        looked.UpTo[unitId] = lastSequence;
    }

    private async ValueTask<SqliteUnit> FindOrBeginAsync(Session session, SqliteScansStore statements, long unitId, long brandId) =>
        await FindAsync(session, statements, unitId) ?? new SqliteUnit(unitId, brandId, UnitHistory.None, LastSequence: 0);

    /// <summary>What is in memory, or else the row.</summary>
    private async ValueTask<SqliteUnit?> FindAsync(Session session, SqliteScansStore statements, long unitId) =>
        (_units.Find(unitId) ?? statements.FindUnit(unitId)) is { } known
            ? new SqliteUnit(unitId, known.BrandId, await HistoryOfAsync(known.Row, limit => SqliteScansStore.ListAsync(session, unitId, known.LastSequence, limit)), known.LastSequence)
            : null;

    /// <summary>The same for others than the writer.</summary>
    private Task<SqliteUnit?> FindAsync(long unitId) => database.ReadAsync(async session =>
    {
        using var statements = new SqliteScansStore((SqliteConnection)session.Connection);
        return await FindAsync(session, statements, unitId);
    });

    private SqliteScansStore Statements(Session session)
    {
        if (_statements?.AreFor(session) != true)
        {
            _statements?.Dispose();
            _statements = new SqliteScansStore((SqliteConnection)session.Connection);
        }

        return _statements;
    }

    /// <summary>Adds the scans that are stored and not known here: at the start those beyond the position, later those of a commit that seemed to fail.</summary>
    private async Task CatchUpAsync()
    {
        if (_lastSequence < 0)
            _lastSequence = await database.ReadAsync(SqliteScansStore.FindPositionAsync);
        int scans;
        do
        {
            scans = await database.ReadAsync(ReplayPageAsync);
            if (_units.Behind > SqliteUnits.CycleUnits)
                await WriteAllAsync();
            _units.Trim();
        }
        while (scans == PageScans);
        _isUnsure = false;
    }

    private async Task<int> ReplayPageAsync(Session session)
    {
        using var statements = new SqliteScansStore((SqliteConnection)session.Connection);
        var scans = await SqliteScansStore.ListAfterAsync(session, _lastSequence, PageScans);
        foreach (var scan in scans)
        {
            var unit = await FindOrBeginAsync(session, statements, scan.UnitId, scan.BrandId);
            if (unit.LastSequence < scan.Sequence)
            {
                var history = WithStored(unit.History, scan, await markets(scan.UnitId));
                _units.Put(unit with { History = history, LastSequence = scan.Sequence }, isWritten: false);
            }

            _lastSequence = scan.Sequence;
        }

        return scans.Count;
    }

    private async Task WriteAllAsync()
    {
        while (await WriteSomeAsync(_lastSequence, LargePortionUnits))
        {
            // In one turn.
        }
    }

    /// <summary>Writes a portion if any row lacks something of a scan up to this one, and says whether one still does.</summary>
    private async Task<bool> WriteSomeAsync(long end, int count)
    {
        if (_units.IsBehind(end))
            await WritePortionAsync(count);
        return _units.IsBehind(end);
    }

    private async Task WritePortionAsync(int count)
    {
        if (!_units.IsInCycle)
            _units.BeginCycle(_lastSequence);
        await database.WriteAsync(async session =>
        {
            var statements = Statements(session);
            foreach (var unit in _units.NextOfCycle(count))
                statements.PutUnit(unit);
            if (_units.EndsCycle(count))
                await SqliteScansStore.SetPositionAsync(session, _units.CycleSequence);
        });
        _units.Written(count);
    }

    /// <summary>Which scans of a group were found stored, and up to which of its scans each unit was looked through.</summary>
    private sealed class LookedFor
    {
        public StoredIds Found { get; } = new();

        public Dictionary<long, long> UpTo { get; } = [];
    }
}
