using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>A row of <c>scan</c>: appended, never changed. <c>device_scans</c> counts the scans of this unit by this device, with this one.</summary>
public sealed record ScanRow(
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

/// <summary>A row of <c>unit</c>: what is known of the scans of one unit without reading them.</summary>
public sealed record UnitRow(long UnitId, long BrandId, long ScanCount, long FirstScannedAt, long LastScannedAt);

/// <summary>A device's last scan of one unit, and how many there were with it.</summary>
public sealed record DeviceScansRow(long Scans, long LastScannedAt, long LastOrdinal);

/// <summary>The time of a unit's oldest scan that is still there.</summary>
public sealed record OldestScanRow(long UnitId, long BrandId, long OldestScanAt);

public static class ScansStore
{
    private const string FindUnits =
        """
        SELECT
            unit_id AS UnitId,
            brand_id AS BrandId,
            scan_count AS ScanCount,
            first_scanned_at AS FirstScannedAt,
            last_scanned_at AS LastScannedAt
        FROM unit
        WHERE unit_id
        """;

    private const string FindDeviceScans =
        """
        SELECT
            device_scans AS Scans,
            scanned_at AS LastScannedAt,
            ordinal AS LastOrdinal
        FROM scan
        WHERE unit_id = @UnitId AND device_hash = @DeviceHash
        ORDER BY device_scans DESC
        LIMIT 1;
        """;

    private const string AddScan =
        """
        INSERT INTO scan (
            unit_id, scanned_at, scan_id, brand_id, ordinal, recheck, device_scans, verdict, signature, source,
            device_hash, latitude, longitude, accuracy_meters)
        VALUES (
            @UnitId, @ScannedAt, @ScanId, @BrandId, @Ordinal, @Recheck, @DeviceScans, @Verdict, @Signature, @Source,
            @DeviceHash, @Latitude, @Longitude, @AccuracyMeters);
        """;

    private const string PutUnit =
        """
        INSERT INTO unit (unit_id, brand_id, scan_count, first_scanned_at, last_scanned_at)
        VALUES (@UnitId, @BrandId, @ScanCount, @FirstScannedAt, @LastScannedAt)
        ON CONFLICT (unit_id) DO UPDATE SET
            scan_count = excluded.scan_count,
            first_scanned_at = excluded.first_scanned_at,
            last_scanned_at = excluded.last_scanned_at;
        """;

    private const string ListScans =
        """
        SELECT
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
            latitude AS Latitude,
            longitude AS Longitude,
            accuracy_meters AS AccuracyMeters
        FROM scan
        WHERE unit_id = @UnitId AND brand_id = @BrandId
        ORDER BY scanned_at DESC, scan_id DESC
        LIMIT @Limit;
        """;

    private const string ListOldestScans =
        """
        SELECT
            scan.unit_id AS UnitId,
            scan.brand_id AS BrandId,
            scan.scanned_at AS OldestScanAt
        FROM unit
        JOIN scan ON scan.unit_id = unit.unit_id
            AND scan.scanned_at = (SELECT MIN(other.scanned_at) FROM scan other WHERE other.unit_id = unit.unit_id)
        WHERE unit.unit_id > @After
        ORDER BY unit.unit_id
        LIMIT @Limit;
        """;

    private const string RemoveScans =
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

    /// <summary>
    /// Two replicas never miss each other's scan of one unit: PostgreSQL takes a lock per unit, in unit order, for the transaction.
    /// SQLite has one writer.
    /// </summary>
    public static async Task LockUnitsAsync(Session session, IEnumerable<long> unitIds)
    {
        if (session.Dialect != Dialect.Postgres)
            return;
        foreach (var unitId in unitIds.Order())
            await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@UnitId);", new { UnitId = unitId });
    }

    public static Task<IReadOnlyList<UnitRow>> FindUnitsAsync(Session session, IReadOnlyCollection<long> unitIds) =>
        session.ListAsync<UnitRow>($"{FindUnits} {session.AnyOf("@UnitIds")};", new { UnitIds = unitIds.ToArray() });

    /// <summary>One row of an index, however often the device came; null when it never did.</summary>
    public static async Task<DeviceScansRow?> FindDeviceScansAsync(Session session, long unitId, DeviceHashes device) =>
        await session.FindAsync<DeviceScansRow>(FindDeviceScans, new { UnitId = unitId, DeviceHash = device.Current })
        ?? await session.FindAsync<DeviceScansRow>(FindDeviceScans, new { UnitId = unitId, DeviceHash = device.Previous });

    public static Task AddScanAsync(Session session, ScanRow row) => session.ExecuteAsync(AddScan, row);

    public static Task PutUnitAsync(Session session, UnitRow row) => session.ExecuteAsync(PutUnit, row);

    public static Task<IReadOnlyList<ScanRow>> ListScansAsync(Session session, long brandId, long unitId, int limit) =>
        session.ListAsync<ScanRow>(ListScans, new { BrandId = brandId, UnitId = unitId, Limit = limit });

    /// <summary>Units that have scans, in the order of their ids; once more for each scan of the very same oldest time.</summary>
    public static Task<IReadOnlyList<OldestScanRow>> ListOldestScansAsync(Session session, long afterUnitId, int limit) =>
        session.ListAsync<OldestScanRow>(ListOldestScans, new { After = afterUnitId, Limit = limit });

    /// <summary>The oldest first, up to a number of rows; the unit's summary stays.</summary>
    public static Task<int> RemoveScansAsync(Session session, long unitId, long before, int limit) =>
        session.ExecuteAsync(RemoveScans, new { UnitId = unitId, Before = before, Limit = limit });

    public static Task RemoveRefusedTriesAsync(Session session, long brandId, long beforeHour) => session.ExecuteAsync(
        "DELETE FROM refused_try WHERE brand_id = @BrandId AND hour < @BeforeHour;", new { BrandId = brandId, BeforeHour = beforeHour });
}
