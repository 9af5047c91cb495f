using Microsoft.Data.Sqlite;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>SQL of scans on SQLite. An instance holds what each scan needs, prepared once for the connection that writes.</summary>
internal sealed partial class SqliteScansStore : IDisposable
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

    private const string ListScans =
        $"""
        WITH RECURSIVE chain (sequence, previous) AS (
            SELECT sequence, previous FROM scan WHERE sequence = @LastSequence
            UNION ALL
            SELECT scan.sequence, scan.previous FROM scan JOIN chain ON scan.sequence = chain.previous
            LIMIT @Limit)
        SELECT
            {ScanRowStore.Columns}
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

    private const string PlaceSql =
        """
        UPDATE scan SET
            verdict = ?2,
            source = ?3,
            latitude = ?4,
            longitude = ?5,
            accuracy_meters = ?6
        WHERE sequence = ?1;
        """;

    private const string ListAfter =
        $"""
        SELECT
            sequence AS Sequence,
            {ScanRowStore.Columns}
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

    /// <summary>Scans in the order of their commits.</summary>
    public static Task<IReadOnlyList<AppendedScanRow>> ListAfterAsync(Session session, long sequence, int limit) =>
        session.ListAsync<AppendedScanRow>(ListAfter, new { After = sequence, Limit = limit });

    /// <summary>The same, but no more than it takes to tell how old they are.</summary>
    public static Task<IReadOnlyList<ScanTimeRow>> ListTimesAfterAsync(Session session, long sequence, int limit) =>
        session.ListAsync<ScanTimeRow>(ListTimes, new { After = sequence, Limit = limit });

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
