using Microsoft.Data.Sqlite;
using Trace.Core.Detection;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>SQL of scans on SQLite. An instance holds what each scan needs, prepared once for the connection that writes.</summary>
internal sealed class SqliteScansStore : IDisposable
{
    private const string FindUnitSql =
        """
        SELECT brand_id, scan_count, first_scanned_at, last_scanned_at, last_sequence, state
        FROM unit
        WHERE unit_id = @UnitId;
        """;

    private const string AddScanSql =
        """
        INSERT INTO scan (
            sequence, previous, unit_id, scanned_at, scan_id, brand_id, ordinal, recheck, device_scans, verdict, signature, source,
            device_hash, latitude, longitude, accuracy_meters)
        VALUES (
            @Sequence, @Previous, @UnitId, @ScannedAt, @ScanId, @BrandId, @Ordinal, @Recheck, @DeviceScans, @Verdict, @Signature, @Source,
            @DeviceHash, @Latitude, @Longitude, @AccuracyMeters);
        """;

    private const string PutUnitSql =
        """
        INSERT INTO unit (unit_id, brand_id, scan_count, first_scanned_at, last_scanned_at, last_sequence, state)
        VALUES (@UnitId, @BrandId, @ScanCount, @FirstScannedAt, @LastScannedAt, @LastSequence, @State)
        ON CONFLICT (unit_id) DO UPDATE SET
            scan_count = excluded.scan_count,
            first_scanned_at = excluded.first_scanned_at,
            last_scanned_at = excluded.last_scanned_at,
            last_sequence = excluded.last_sequence,
            state = excluded.state;
        """;

    private const string ScanColumns =
        """
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
            scan.latitude AS Latitude,
            scan.longitude AS Longitude,
            scan.accuracy_meters AS AccuracyMeters
        """;

    private const string ListScans =
        $"""
        WITH RECURSIVE chain (sequence, previous) AS (
            SELECT sequence, previous FROM scan WHERE sequence = @LastSequence
            UNION ALL
            SELECT scan.sequence, scan.previous FROM scan JOIN chain ON scan.sequence = chain.previous
            LIMIT @Limit)
        SELECT
        {ScanColumns}
        FROM chain
        JOIN scan ON scan.sequence = chain.sequence
        WHERE scan.unit_id = @UnitId
        ORDER BY scan.sequence DESC;
        """;

    private const string ListAfter =
        $"""
        SELECT
            scan.sequence AS Sequence,
        {ScanColumns}
        FROM scan
        WHERE sequence > @After
        ORDER BY sequence
        LIMIT @Limit;
        """;

    private const string ListTimes =
        """
        SELECT
            sequence AS Sequence,
            unit_id AS UnitId,
            brand_id AS BrandId,
            scanned_at AS ScannedAt
        FROM scan
        WHERE sequence > @After
        ORDER BY sequence
        LIMIT @Limit;
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _findUnit;
    private readonly SqliteCommand _addScan;
    private readonly SqliteCommand _putUnit;

    public SqliteScansStore(SqliteConnection connection)
    {
        _connection = connection;
        _findUnit = Prepare(FindUnitSql, "@UnitId");
        _addScan = Prepare(
            AddScanSql, "@Sequence", "@Previous", "@UnitId", "@ScannedAt", "@ScanId", "@BrandId", "@Ordinal", "@Recheck", "@DeviceScans", "@Verdict", "@Signature", "@Source", "@DeviceHash", "@Latitude", "@Longitude", "@AccuracyMeters");
        _putUnit = Prepare(PutUnitSql, "@UnitId", "@BrandId", "@ScanCount", "@FirstScannedAt", "@LastScannedAt", "@LastSequence", "@State");
    }

    public bool AreFor(Session session) => ReferenceEquals(session.Connection, _connection);

    /// <summary>Every transaction anew.</summary>
    public void Use(Session session) =>
        _findUnit.Transaction = _addScan.Transaction = _putUnit.Transaction = (SqliteTransaction?)session.Transaction;

    /// <summary>Null for a unit that has no row. The state is null if it is of an older version.</summary>
    public SqliteUnit? FindUnit(long unitId, out StoredSums sums)
    {
        _findUnit.Parameters[0].Value = unitId;
        using var reader = _findUnit.ExecuteReader();
        sums = default;
        if (!reader.Read())
            return null;
        sums = new StoredSums(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
        var state = reader.IsDBNull(5) ? null : UnitState.FromBytes(sums.ScanCount, sums.FirstScannedAt, sums.LastScannedAt, reader.GetFieldValue<byte[]>(5));
        return new SqliteUnit(unitId, sums.BrandId, state!, reader.GetInt64(4));
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
        var parameters = _addScan.Parameters;
        parameters[0].Value = sequence;
        parameters[1].Value = previous;
        parameters[2].Value = row.UnitId;
        parameters[3].Value = row.ScannedAt;
        parameters[4].Value = row.ScanId;
        parameters[5].Value = row.BrandId;
        parameters[6].Value = row.Ordinal;
        parameters[7].Value = row.Recheck;
        parameters[8].Value = row.DeviceScans;
        parameters[9].Value = row.Verdict;
        parameters[10].Value = row.Signature;
        parameters[11].Value = row.Source;
        parameters[12].Value = row.DeviceHash ?? (object)DBNull.Value;
        parameters[13].Value = row.Latitude ?? (object)DBNull.Value;
        parameters[14].Value = row.Longitude ?? (object)DBNull.Value;
        parameters[15].Value = row.AccuracyMeters ?? (object)DBNull.Value;
        _addScan.ExecuteNonQuery();
    }

    public void PutUnit(SqliteUnit unit)
    {
        var parameters = _putUnit.Parameters;
        parameters[0].Value = unit.UnitId;
        parameters[1].Value = unit.BrandId;
        parameters[2].Value = unit.State.ScanCount;
        parameters[3].Value = unit.State.FirstScannedAt;
        parameters[4].Value = unit.State.LastScannedAt;
        parameters[5].Value = unit.LastSequence;
        parameters[6].Value = unit.State.ToBytes();
        _putUnit.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _findUnit.Dispose();
        _addScan.Dispose();
        _putUnit.Dispose();
    }

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The statements above.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter(name, value: null));
        return command;
    }
}

/// <summary>A unit as the writer on SQLite knows it.</summary>
/// <param name="UnitId">The unit.</param>
/// <param name="BrandId">Its brand.</param>
/// <param name="State">What is known of it.</param>
/// <param name="LastSequence">Its newest scan, with which the state agrees; 0 for none.</param>
internal sealed record SqliteUnit(long UnitId, long BrandId, UnitState State, long LastSequence);

/// <summary>The columns of a unit's row that hold whatever version its state has.</summary>
internal readonly record struct StoredSums(long BrandId, long ScanCount, long FirstScannedAt, long LastScannedAt);

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
    double? Latitude,
    double? Longitude,
    double? AccuracyMeters);

/// <summary>When a scan was.</summary>
internal sealed record ScanTimeRow(long Sequence, long UnitId, long BrandId, long ScannedAt);
