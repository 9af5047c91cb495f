using Dapper;
using Npgsql;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>SQL of scans on PostgreSQL. Every statement on units and scans names <c>unit_id</c>, by which the tables are distributed over shards.</summary>
internal static class PostgresScansStore
{
    /// <remarks>
    /// As long as nothing was counted, PostgreSQL takes <c>unit</c> for so small that it plans to read all of it, and keeps that plan:
    /// the first minute of a new database, filled by an import, would cost more with every scan.
    /// </remarks>
    private const string Lock =
        """
        SET LOCAL enable_seqscan = off;
        SELECT COUNT(pg_advisory_xact_lock(locked.unit_id))
        FROM (SELECT UNNEST(@UnitIds) AS unit_id ORDER BY 1) AS locked;
        """;

    internal const string FindUnits =
        """
        SELECT
            unit_id AS UnitId,
            brand_id AS BrandId,
            scan_count AS ScanCount,
            first_scanned_at AS FirstScannedAt,
            last_scanned_at AS LastScannedAt,
            state AS State,
            evidence AS Evidence
        FROM unit
        WHERE unit_id = ANY(@UnitIds);
        """;

    internal const string AddScans =
        """
        INSERT INTO scan (
            unit_id, scanned_at, scan_id, brand_id, ordinal, recheck, device_scans, verdict, signature, source,
            device_hash, device_before, network_hash, network_before, network_kind, latitude, longitude, accuracy_meters, country)
        SELECT
            unit_id, scanned_at, scan_id, brand_id, ordinal, recheck, device_scans, verdict, signature, source,
            device_hash, device_before, network_hash, network_before, network_kind, latitude, longitude, accuracy_meters, country
        FROM UNNEST($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) AS added (
            unit_id, scanned_at, scan_id, brand_id, ordinal, recheck, device_scans, verdict, signature, source,
            device_hash, device_before, network_hash, network_before, network_kind, latitude, longitude, accuracy_meters, country);
        """;

    internal const string PutUnits =
        """
        INSERT INTO unit (unit_id, brand_id, scan_count, first_scanned_at, last_scanned_at, state, evidence)
        SELECT unit_id, brand_id, scan_count, first_scanned_at, last_scanned_at, state, evidence
        FROM UNNEST($1, $2, $3, $4, $5, $6, $7) AS put (unit_id, brand_id, scan_count, first_scanned_at, last_scanned_at, state, evidence)
        ON CONFLICT (unit_id) DO UPDATE SET
            scan_count = excluded.scan_count,
            first_scanned_at = excluded.first_scanned_at,
            last_scanned_at = excluded.last_scanned_at,
            state = excluded.state,
            evidence = excluded.evidence;
        """;

    internal const string ListScans =
        $"""
        SELECT
            {ScanRowStore.Columns}
        FROM scan
        WHERE unit_id = @UnitId AND brand_id = @BrandId
        ORDER BY scanned_at DESC, scan_id DESC
        LIMIT @Limit;
        """;

    /// <remarks>It reads the scans of each unit once, however many are sought.</remarks>
    internal const string ListStored =
        """
        SELECT
            scan.unit_id AS UnitId,
            scan.scan_id AS ScanId,
            scan.ordinal AS Ordinal,
            scan.device_scans AS DeviceScans,
            scan.verdict AS Verdict
        FROM scan
        WHERE scan.unit_id = ANY(@UnitIds) AND scan.scan_id IN (SELECT UNNEST(@ScanIds));
        """;

    internal const string PlaceScan =
        """
        UPDATE scan SET
            verdict = @Verdict,
            source = @Source,
            latitude = @Latitude,
            longitude = @Longitude,
            accuracy_meters = @AccuracyMeters
        WHERE unit_id = @UnitId AND scanned_at = @ScannedAt AND scan_id = @ScanId;
        """;

    internal const string ListOldestScans =
        """
        SELECT
            unit_id AS UnitId,
            brand_id AS BrandId,
            MIN(scanned_at) AS OldestScanAt
        FROM scan
        WHERE scanned_at < @Before AND unit_id > @After
        GROUP BY unit_id, brand_id
        ORDER BY unit_id
        LIMIT @Limit;
        """;

    internal const string RemoveScans =
        """
        DELETE FROM scan
        WHERE unit_id = @UnitId
            AND scanned_at < @Before
            AND scan_id IN (
                SELECT scan_id
                FROM scan
                WHERE unit_id = @UnitId AND scanned_at < @Before
                ORDER BY scanned_at, scan_id
                LIMIT @Limit);
        """;

    public static Task<IReadOnlyList<UnitRow>> FindUnitsAsync(Session session, long[] unitIds) =>
        session.ListAsync<UnitRow>(FindUnits, new { UnitIds = unitIds });

    /// <summary>The same, and keeps others from changing these units until the transaction ends, also those that have no row yet.</summary>
    public static async Task<IReadOnlyList<UnitRow>> LockUnitsAsync(Session session, long[] unitIds)
    {
        await using var results = await session.Connection.QueryMultipleAsync(Lock + FindUnits, new { UnitIds = unitIds }, session.Transaction);
        await results.ReadAsync<long>();
        return [.. await results.ReadAsync<UnitRow>()];
    }

    public static Task<IReadOnlyList<ScanRow>> ListAsync(Session session, long brandId, long unitId, int limit) =>
        session.ListAsync<ScanRow>(ListScans, new { BrandId = brandId, UnitId = unitId, Limit = limit });

    /// <summary>Of some scans, named by unit and id, those that are stored, and maybe others of these units.</summary>
    public static Task<IReadOnlyList<StoredId>> ListStoredAsync(Session session, long[] unitIds, long[] scanIds) =>
        session.ListAsync<StoredId>(ListStored, new { UnitIds = unitIds, ScanIds = scanIds });

    /// <summary>Writes the place of a scan, and what it makes of it.</summary>
    public static Task PlaceAsync(Session session, ScanRow row) => session.ExecuteAsync(PlaceScan, row);

    /// <summary>Units that have scans from before a time, in the order of their ids, each with the time of its oldest. Later months are not looked at.</summary>
    public static Task<IReadOnlyList<OldestScanRow>> ListOldestScansAsync(Session session, long before, long afterUnitId, int limit) =>
        session.ListAsync<OldestScanRow>(ListOldestScans, new { Before = before, After = afterUnitId, Limit = limit });

    /// <summary>The oldest first, up to a number of rows.</summary>
    public static Task<int> RemoveAsync(Session session, long unitId, long before, int limit) =>
        session.ExecuteAsync(RemoveScans, new { UnitId = unitId, Before = before, Limit = limit });

    /// <summary>Adds scans, writes what is known of their units and commits, in one round trip.</summary>
    public static Task AddAndCommitAsync(Session session, ScanRow[] scans, KnownUnit[] units) => session.ExecuteAndCommitAsync(Adding(scans), Putting(units));

    public static async Task PutAsync(Session session, KnownUnit unit)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)session.Connection) { BatchCommands = { Putting([unit]) } };
        await batch.ExecuteNonQueryAsync();
    }

    /// <remarks>Parameters by number: of those with names Npgsql rewrites the statement each time.</remarks>
    private static NpgsqlBatchCommand Adding(ScanRow[] scans) => new(AddScans)
    {
        Parameters =
        {
            Of(scans, row => row.UnitId),
            Of(scans, row => row.ScannedAt),
            Of(scans, row => row.ScanId),
            Of(scans, row => row.BrandId),
            Of(scans, row => row.Ordinal),
            Of(scans, row => row.Recheck),
            Of(scans, row => row.DeviceScans),
            Of(scans, row => row.Verdict),
            Of(scans, row => row.Signature),
            Of(scans, row => row.Source),
            Of(scans, row => row.DeviceHash),
            Of(scans, row => row.DeviceBefore),
            Of(scans, row => row.NetworkHash),
            Of(scans, row => row.NetworkBefore),
            Of(scans, row => row.NetworkKind),
            Of(scans, row => row.Latitude),
            Of(scans, row => row.Longitude),
            Of(scans, row => row.AccuracyMeters),
            Of(scans, row => row.Country),
        },
    };

    private static NpgsqlBatchCommand Putting(KnownUnit[] units) => new(PutUnits)
    {
        Parameters =
        {
            Of(units, unit => unit.UnitId),
            Of(units, unit => unit.BrandId),
            Of(units, unit => unit.History.State.ScanCount),
            Of(units, unit => unit.History.State.FirstScannedAt),
            Of(units, unit => unit.History.State.LastScannedAt),
            Of(units, unit => unit.History.State.ToBytes()),
            Of(units, unit => unit.History.Evidence?.ToBytes()),
        },
    };

    private static NpgsqlParameter<TValue[]> Of<T, TValue>(T[] rows, Converter<T, TValue> value) => new() { TypedValue = Array.ConvertAll(rows, value) };
}

/// <summary>The time of a unit's oldest scan.</summary>
internal sealed record OldestScanRow(long UnitId, long BrandId, long OldestScanAt);
