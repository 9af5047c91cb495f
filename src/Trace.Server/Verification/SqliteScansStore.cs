using Microsoft.Data.Sqlite;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>SQL of scans on SQLite. An instance holds what each scan needs, prepared once for the connection that writes.</summary>
internal sealed class SqliteScansStore : IDisposable
{
    private const string FindUnitSql =
        """
        SELECT brand_id, scan_count, first_scanned_at, last_scanned_at, last_sequence, state, evidence
        FROM unit
        WHERE unit_id = ?1;
        """;

    private const string AddScanSql =
        """
        INSERT INTO scan (
            sequence, previous, unit_id, scanned_at, scan_id, brand_id, ordinal, recheck, device_scans, verdict, signature, source,
            device_hash, device_before, network_hash, network_before, network_kind, latitude, longitude, accuracy_meters, country)
        VALUES (
            ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
            ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21);
        """;

    private const string PutUnitSql =
        """
        INSERT INTO unit (unit_id, brand_id, scan_count, first_scanned_at, last_scanned_at, last_sequence, state, evidence)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (unit_id) DO UPDATE SET
            scan_count = excluded.scan_count,
            first_scanned_at = excluded.first_scanned_at,
            last_scanned_at = excluded.last_scanned_at,
            last_sequence = excluded.last_sequence,
            state = excluded.state,
            evidence = excluded.evidence;
        """;

    private const string ListUnits =
        """
        SELECT
            unit_id AS UnitId,
            scan_count AS ScanCount
        FROM unit
        WHERE unit_id >= @From AND unit_id <= @To AND brand_id = @BrandId AND last_scanned_at >= @At
        ORDER BY unit_id
        LIMIT @Limit;
        """;

    private const string ListScans =
        """
        WITH RECURSIVE chain (sequence, previous) AS (
            SELECT sequence, previous FROM scan WHERE sequence = @LastSequence
            UNION ALL
            SELECT scan.sequence, scan.previous FROM scan JOIN chain ON scan.sequence = chain.previous
            LIMIT @Limit)
        SELECT
            scan.unit_id AS UnitId,
            scan.scanned_at AS ScannedAt,
            scan.scan_id AS ScanId,
            scan.brand_id AS BrandId,
            scan.ordinal AS Ordinal,
            scan.recheck AS Recheck,
            scan.device_scans AS DeviceScans,
            scan.verdict AS Verdict,
            scan.signature AS Signature,
            scan.source AS Source,
            scan.device_hash AS DeviceHash,
            scan.device_before AS DeviceBefore,
            scan.network_hash AS NetworkHash,
            scan.network_before AS NetworkBefore,
            scan.network_kind AS NetworkKind,
            scan.latitude AS Latitude,
            scan.longitude AS Longitude,
            scan.accuracy_meters AS AccuracyMeters,
            scan.country AS Country
        FROM chain
        JOIN scan ON scan.sequence = chain.sequence
        WHERE scan.unit_id = @UnitId
        ORDER BY scan.sequence DESC;
        """;

    private const string FindScanSql =
        """
        SELECT previous, unit_id, scan_id, ordinal, device_scans, verdict
        FROM scan
        WHERE sequence = ?1;
        """;

    private const string SetPreviousSql =
        """
        UPDATE scan SET previous = ?2
        WHERE sequence = ?1;
        """;

    private const string ListAfter =
        """
        SELECT
            sequence AS Sequence,
            unit_id AS UnitId,
            scanned_at AS ScannedAt,
            scan_id AS ScanId,
            brand_id AS BrandId,
            ordinal AS Ordinal,
            recheck AS Recheck,
            device_scans AS DeviceScans,
            verdict AS Verdict,
            signature AS Signature,
            source AS Source,
            device_hash AS DeviceHash,
            device_before AS DeviceBefore,
            network_hash AS NetworkHash,
            network_before AS NetworkBefore,
            network_kind AS NetworkKind,
            latitude AS Latitude,
            longitude AS Longitude,
            accuracy_meters AS AccuracyMeters,
            country AS Country
        FROM scan
        WHERE sequence > @After
        ORDER BY sequence
        LIMIT @Limit;
        """;

    private const string ListTimes =
        """
        SELECT
            sequence AS Sequence,
            previous AS Previous,
            unit_id AS UnitId,
            brand_id AS BrandId,
            scanned_at AS ScannedAt
        FROM scan
        WHERE sequence > @After
        ORDER BY sequence
        LIMIT @Limit;
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _findUnit;
    private readonly SqliteStatement _findScan;
    private readonly SqliteStatement _addScan;
    private readonly SqliteStatement _putUnit;
    private readonly SqliteStatement _setPrevious;

    public SqliteScansStore(SqliteConnection connection)
    {
        _connection = connection;
        _findUnit = new SqliteStatement(connection, FindUnitSql);
        _findScan = new SqliteStatement(connection, FindScanSql);
        _addScan = new SqliteStatement(connection, AddScanSql);
        _putUnit = new SqliteStatement(connection, PutUnitSql);
        _setPrevious = new SqliteStatement(connection, SetPreviousSql);
    }

    public bool AreFor(Session session) => ReferenceEquals(session.Connection, _connection);

    /// <summary>Null for a unit that has no row.</summary>
    public SqliteUnitRow? FindUnit(long unitId)
    {
        _findUnit.Bind(1, unitId);
        try
        {
            if (!_findUnit.Step())
                return null;
            return new SqliteUnitRow(
                unitId, _findUnit.Int64(0), _findUnit.Int64(1), _findUnit.Int64(2), _findUnit.Int64(3), _findUnit.Int64(4), _findUnit.Blob(5).ToArray(), _findUnit.Blob(6).ToArray());
        }
        finally
        {
            _findUnit.Reset();
        }
    }

    /// <summary>A unit's scans, the newest first: each names the one before it.</summary>
    public static Task<IReadOnlyList<ScanRow>> ListAsync(Session session, long unitId, long lastSequence, int limit) =>
        session.ListAsync<ScanRow>(ListScans, new { UnitId = unitId, LastSequence = lastSequence, Limit = limit });

    /// <summary>Of some scans of a unit those that are stored, however many it has: its scans one after another, from the newest down to the last that is sought.</summary>
    /// <param name="unitId">The unit.</param>
    /// <param name="lastSequence">Its newest scan.</param>
    /// <param name="after">Where to end: this one and those before it were looked at.</param>
    /// <param name="sought">Their ids; those that are found leave it.</param>
    public List<StoredId> ListStored(long unitId, long lastSequence, long after, HashSet<long> sought)
    {
        var found = new List<StoredId>();
        for (var sequence = lastSequence; sequence > after && sought.Count > 0;)
        {
            _findScan.Bind(1, sequence);
            try
            {
                // Older ones are gone.
                if (!_findScan.Step() || _findScan.Int64(1) != unitId)
                    break;
                sequence = _findScan.Int64(0);
                if (sought.Remove(_findScan.Int64(2)))
                    found.Add(new StoredId(unitId, _findScan.Int64(2), _findScan.Int64(3), _findScan.Int64(4), _findScan.Text(5)));
            }
            finally
            {
                _findScan.Reset();
            }
        }

        return found;
    }

    /// <summary>Units in a range of ids that were scanned at a time or later, as far as their rows say.</summary>
    public static Task<IReadOnlyList<ScannedUnitRow>> ListUnitsAsync(Session session, long brandId, (long From, long To) unitIds, long scannedAt, int limit) =>
        session.ListAsync<ScannedUnitRow>(ListUnits, new { BrandId = brandId, unitIds.From, unitIds.To, At = scannedAt, Limit = limit });

    /// <summary>Scans in the order of their commits.</summary>
    public static Task<IReadOnlyList<AppendedScanRow>> ListAfterAsync(Session session, long sequence, int limit) =>
        session.ListAsync<AppendedScanRow>(ListAfter, new { After = sequence, Limit = limit });

    /// <summary>The same, but no more than it takes to tell how old they are.</summary>
    public static Task<IReadOnlyList<ScanTimeRow>> ListTimesAfterAsync(Session session, long sequence, int limit) =>
        session.ListAsync<ScanTimeRow>(ListTimes, new { After = sequence, Limit = limit });

    /// <summary>Takes scans that go out of their unit's chain. That is in the order of commits, and imported scans come in any order of time: they may be anywhere in it.</summary>
    /// <returns>The unit's newest scan then; 0 for none.</returns>
    public long Unlink(long unitId, long lastSequence, IReadOnlyCollection<ScanTimeRow> scans)
    {
        var going = scans.Select(scan => scan.Sequence).ToHashSet();
        // Where nothing is left before them the chain just ends earlier; so it is unless scans came late, however many the unit has.
        if (scans.All(scan => going.Contains(scan.Previous) || FindPrevious(unitId, scan.Previous) == null))
            return going.Contains(lastSequence) ? 0 : lastSequence;
        var (newest, after, isApart) = (lastSequence, 0L, false);
        for (var sequence = lastSequence; going.Count > 0 || isApart;)
        {
            var previous = FindPrevious(unitId, sequence);
            if (previous != null && going.Remove(sequence))
            {
                (isApart, sequence) = (true, previous.Value);
                continue;
            }

            var left = previous == null ? 0 : sequence;
            if (isApart && after == 0)
                newest = left;
            else if (isApart)
                SetPrevious(after, left);
            if (previous == null)
                break;
            (after, isApart, sequence) = (sequence, false, previous.Value);
        }

        return newest;
    }

    private long? FindPrevious(long unitId, long sequence)
    {
        _findScan.Bind(1, sequence);
        try
        {
            return _findScan.Step() && _findScan.Int64(1) == unitId ? _findScan.Int64(0) : null;
        }
        finally
        {
            _findScan.Reset();
        }
    }

    private void SetPrevious(long sequence, long previous)
    {
        _setPrevious.Bind(1, sequence);
        _setPrevious.Bind(2, previous);
        _setPrevious.Run();
    }

    public static Task<int> RemoveAsync(Session session, IEnumerable<long> sequences) =>
        session.ExecuteAsync("DELETE FROM scan WHERE sequence IN @Sequences;", new { Sequences = sequences });

    /// <summary>Up to which scan the rows of all units are written.</summary>
    public static Task<long> FindPositionAsync(Session session) => session.FindAsync<long>("SELECT flushed_sequence FROM scan_position;");

    public static Task SetPositionAsync(Session session, long sequence) =>
        session.ExecuteAsync("UPDATE scan_position SET flushed_sequence = @Sequence;", new { Sequence = sequence });

    public void AddScan(long sequence, long previous, ScanRow row)
    {
        _addScan.Bind(1, sequence);
        _addScan.Bind(2, previous);
        _addScan.Bind(3, row.UnitId);
        _addScan.Bind(4, row.ScannedAt);
        _addScan.Bind(5, row.ScanId);
        _addScan.Bind(6, row.BrandId);
        _addScan.Bind(7, row.Ordinal);
        _addScan.Bind(8, row.Recheck);
        _addScan.Bind(9, row.DeviceScans);
        _addScan.Bind(10, row.Verdict);
        _addScan.Bind(11, row.Signature);
        _addScan.Bind(12, row.Source);
        _addScan.Bind(13, row.DeviceHash);
        _addScan.Bind(14, row.DeviceBefore);
        _addScan.Bind(15, row.NetworkHash);
        _addScan.Bind(16, row.NetworkBefore);
        _addScan.Bind(17, row.NetworkKind);
        _addScan.Bind(18, row.Latitude);
        _addScan.Bind(19, row.Longitude);
        _addScan.Bind(20, row.AccuracyMeters);
        _addScan.Bind(21, row.Country);
        _addScan.Run();
    }

    public void PutUnit(SqliteUnitRow unit)
    {
        _putUnit.Bind(1, unit.UnitId);
        _putUnit.Bind(2, unit.BrandId);
        _putUnit.Bind(3, unit.ScanCount);
        _putUnit.Bind(4, unit.FirstScannedAt);
        _putUnit.Bind(5, unit.LastScannedAt);
        _putUnit.Bind(6, unit.LastSequence);
        _putUnit.Bind(7, unit.State);
        _putUnit.Bind(8, unit.Evidence);
        _putUnit.Run();
    }

    public void Dispose()
    {
        _findUnit.Dispose();
        _findScan.Dispose();
        _addScan.Dispose();
        _putUnit.Dispose();
        _setPrevious.Dispose();
    }
}

/// <summary>A unit as the writer on SQLite knows it.</summary>
/// <param name="UnitId">The unit.</param>
/// <param name="BrandId">Its brand.</param>
/// <param name="History">What is known of it.</param>
/// <param name="LastSequence">Its newest scan, with which the history agrees; 0 for none.</param>
internal sealed record SqliteUnit(long UnitId, long BrandId, UnitHistory History, long LastSequence);

/// <summary>A scan with its place in the order of commits.</summary>
internal sealed record AppendedScanRow(
    long Sequence,
    long UnitId,
    long ScannedAt,
    long ScanId,
    long BrandId,
    long Ordinal,
    long Recheck,
    long DeviceScans,
    string Verdict,
    string Signature,
    string Source,
    byte[]? DeviceHash,
    byte[]? DeviceBefore,
    long? NetworkHash,
    long? NetworkBefore,
    long NetworkKind,
    double? Latitude,
    double? Longitude,
    double? AccuracyMeters,
    string? Country)
    : ScanRow(
        UnitId, ScannedAt, ScanId, BrandId, Ordinal, Recheck, DeviceScans, Verdict, Signature, Source,
        DeviceHash, DeviceBefore, NetworkHash, NetworkBefore, NetworkKind, Latitude, Longitude, AccuracyMeters, Country);

/// <summary>When a scan was.</summary>
internal sealed record ScanTimeRow(long Sequence, long Previous, long UnitId, long BrandId, long ScannedAt);
