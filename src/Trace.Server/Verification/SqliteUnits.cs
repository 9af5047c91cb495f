using System.Collections.Concurrent;

namespace Trace.Server.Verification;

/// <summary>The units the writer on SQLite has in memory, and which of their rows are behind.</summary>
/// <remarks>
/// Rows are written in cycles: a cycle takes all units that are behind, in the order of their ids, so that neighbours are written together, and writes
/// them in portions. When it ends, every scan up to the one it began at is in its unit's row. Only the writer changes anything; others read.
/// What is known of a unit is kept as the bytes of its row: as objects it would take three times the memory.
/// </remarks>
internal sealed class SqliteUnits
{
    /// <summary>Behind at most so many when a cycle begins, so that a start after a crash has little to do.</summary>
    public const int CycleUnits = 50_000;

    private const int Capacity = 80_000;

    private readonly ConcurrentDictionary<long, SqliteUnitRow> _known = new();
    private int _count;
    private HashSet<long> _behind = [];
    private long[] _cycle = [];
    private int _next;

    /// <summary>How many units have something that is not in their row, as far as no cycle has taken them.</summary>
    public int Behind => _behind.Count;

    public bool IsInCycle => _next < _cycle.Length;

    /// <summary>Whether a unit's row lacks something of a scan up to this one.</summary>
    public bool IsBehind(long sequence) => IsInCycle || (_behind.Count > 0 && CycleSequence < sequence);

    /// <summary>Up to which scan all rows are written once the cycle has ended.</summary>
    public long CycleSequence { get; private set; }

    public SqliteUnitRow? Find(long unitId) => _known.GetValueOrDefault(unitId);

    /// <summary>A unit after a commit, or as it was read.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="isWritten">Whether its row says the same.</param>
    public void Put(SqliteUnit unit, bool isWritten)
    {
        // First, so that no failure in between leaves a unit that no cycle would take.
        if (!isWritten)
            _behind.Add(unit.UnitId);
        if (!_known.ContainsKey(unit.UnitId))
            _count++;
        _known[unit.UnitId] = new SqliteUnitRow(unit) { IsWritten = isWritten };
        if (isWritten)
            _behind.Remove(unit.UnitId);
    }

    /// <summary>Begins a cycle with all that are behind.</summary>
    public void BeginCycle(long lastSequence)
    {
        _cycle = [.. _behind];
        Array.Sort(_cycle);
        (_behind, _next, CycleSequence) = ([], 0, lastSequence);
    }

    /// <summary>The next units of the cycle, as they are now, but for those that were written meanwhile.</summary>
    public IEnumerable<SqliteUnitRow> NextOfCycle(int count) => _cycle.Skip(_next).Take(count)
        .Select(id => _known.GetValueOrDefault(id)).OfType<SqliteUnitRow>().Where(unit => !unit.IsWritten);

    public bool EndsCycle(int count) => _next + count >= _cycle.Length;

    /// <summary>After the commit that wrote the next units.</summary>
    public void Written(int count)
    {
        for (var end = Math.Min(_next + count, _cycle.Length); _next < end; _next++)
        {
            _behind.Remove(_cycle[_next]);
            if (_known.TryGetValue(_cycle[_next], out var known))
                known.IsWritten = true;
        }

        if (!IsInCycle)
            _cycle = [];
    }

    /// <summary>Which go does not matter much: what is in use is read again. A tenth at once, so that this is rare.</summary>
    public void Trim()
    {
        if (_count <= Capacity)
            return;
        foreach (var (id, known) in _known)
        {
            if (known.IsWritten && _known.TryRemove(id, out _))
                _count--;
            if (_count <= Capacity - Capacity / 10)
                return;
        }
    }
}

/// <summary>The row of a unit, with its newest scan.</summary>
internal sealed class SqliteUnitRow
{
    public SqliteUnitRow(SqliteUnit unit)
    {
        (UnitId, BrandId, LastSequence) = (unit.UnitId, unit.BrandId, unit.LastSequence);
        (ScanCount, FirstScannedAt, LastScannedAt) = (unit.History.State.ScanCount, unit.History.State.FirstScannedAt, unit.History.State.LastScannedAt);
        (State, Evidence) = (unit.History.State.ToBytes(), unit.History.Evidence?.ToBytes());
    }

    public SqliteUnitRow(long unitId, long brandId, long scanCount, long firstScannedAt, long lastScannedAt, long lastSequence, byte[]? state, byte[]? evidence)
    {
        (UnitId, BrandId, LastSequence) = (unitId, brandId, lastSequence);
        (ScanCount, FirstScannedAt, LastScannedAt) = (scanCount, firstScannedAt, lastScannedAt);
        (State, Evidence) = (state, evidence);
    }

    public long UnitId { get; }

    public long BrandId { get; }

    public long ScanCount { get; }

    public long FirstScannedAt { get; }

    public long LastScannedAt { get; }

    public long LastSequence { get; }

    public byte[]? State { get; }

    public byte[]? Evidence { get; }

    /// <summary>Whether it is so in the database.</summary>
    public bool IsWritten { get; set; }

    public UnitRow Row => new(UnitId, BrandId, ScanCount, FirstScannedAt, LastScannedAt, State, Evidence);
}
