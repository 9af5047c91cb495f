using Dapper;
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
        FROM UNNEST(
            @UnitIds, @ScannedAts, @ScanIds, @BrandIds, @Ordinals, @Rechecks, @DeviceScans, @Verdicts, @Signatures, @Sources,
            @DeviceHashes, @DevicesBefore, @Networks, @NetworksBefore, @NetworkKinds, @Latitudes, @Longitudes, @Accuracies, @Countries) AS added (
            unit_id, scanned_at, scan_id, brand_id, ordinal, recheck, device_scans, verdict, signature, source,
            device_hash, device_before, network_hash, network_before, network_kind, latitude, longitude, accuracy_meters, country);
        """;

    internal const string PutUnits =
        """
        INSERT INTO unit (unit_id, brand_id, scan_count, first_scanned_at, last_scanned_at, state, evidence)
        SELECT unit_id, brand_id, scan_count, first_scanned_at, last_scanned_at, state, evidence
        FROM UNNEST(@PutIds, @PutBrandIds, @Counts, @Firsts, @Lasts, @States, @Evidence)
            AS put (unit_id, brand_id, scan_count, first_scanned_at, last_scanned_at, state, evidence)
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

    /// <summary>Units that have scans from before a time, in the order of their ids, each with the time of its oldest. Later months are not looked at.</summary>
    public static Task<IReadOnlyList<OldestScanRow>> ListOldestScansAsync(Session session, long before, long afterUnitId, int limit) =>
        session.ListAsync<OldestScanRow>(ListOldestScans, new { Before = before, After = afterUnitId, Limit = limit });

    /// <summary>The oldest first, up to a number of rows.</summary>
    public static Task<int> RemoveAsync(Session session, long unitId, long before, int limit) =>
        session.ExecuteAsync(RemoveScans, new { UnitId = unitId, Before = before, Limit = limit });

    /// <summary>Adds scans, writes what is known of their units and commits, in one round trip.</summary>
    public static Task AddAndCommitAsync(Session session, ScanRow[] scans, KnownUnit[] units) => session.ExecuteAndCommitAsync(AddScans + PutUnits, new
    {
        UnitIds = Array.ConvertAll(scans, row => row.UnitId),
        ScannedAts = Array.ConvertAll(scans, row => row.ScannedAt),
        ScanIds = Array.ConvertAll(scans, row => row.ScanId),
        BrandIds = Array.ConvertAll(scans, row => row.BrandId),
        Ordinals = Array.ConvertAll(scans, row => row.Ordinal),
        Rechecks = Array.ConvertAll(scans, row => row.Recheck),
        DeviceScans = Array.ConvertAll(scans, row => row.DeviceScans),
        Verdicts = Array.ConvertAll(scans, row => row.Verdict),
        Signatures = Array.ConvertAll(scans, row => row.Signature),
        Sources = Array.ConvertAll(scans, row => row.Source),
        DeviceHashes = Array.ConvertAll(scans, row => row.DeviceHash),
        DevicesBefore = Array.ConvertAll(scans, row => row.DeviceBefore),
        Networks = Array.ConvertAll(scans, row => row.NetworkHash),
        NetworksBefore = Array.ConvertAll(scans, row => row.NetworkBefore),
        NetworkKinds = Array.ConvertAll(scans, row => row.NetworkKind),
        Latitudes = Array.ConvertAll(scans, row => row.Latitude),
        Longitudes = Array.ConvertAll(scans, row => row.Longitude),
        Accuracies = Array.ConvertAll(scans, row => row.AccuracyMeters),
        Countries = Array.ConvertAll(scans, row => row.Country),
        PutIds = Array.ConvertAll(units, unit => unit.UnitId),
        PutBrandIds = Array.ConvertAll(units, unit => unit.BrandId),
        Counts = Array.ConvertAll(units, unit => unit.History.State.ScanCount),
        Firsts = Array.ConvertAll(units, unit => unit.History.State.FirstScannedAt),
        Lasts = Array.ConvertAll(units, unit => unit.History.State.LastScannedAt),
        States = Array.ConvertAll(units, unit => unit.History.State.ToBytes()),
        Evidence = Array.ConvertAll(units, unit => unit.History.Evidence?.ToBytes()),
    });

    public static Task PutAsync(Session session, KnownUnit unit) => session.ExecuteAsync(PutUnits, new
    {
        PutIds = new[] { unit.UnitId },
        PutBrandIds = new[] { unit.BrandId },
        Counts = new[] { unit.History.State.ScanCount },
        Firsts = new[] { unit.History.State.FirstScannedAt },
        Lasts = new[] { unit.History.State.LastScannedAt },
        States = new[] { unit.History.State.ToBytes() },
        Evidence = new[] { unit.History.Evidence?.ToBytes() },
    });
}

/// <summary>The time of a unit's oldest scan.</summary>
internal sealed record OldestScanRow(long UnitId, long BrandId, long OldestScanAt);
