using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Which units were scanned, as they are after <see cref="Scans.FlushAsync"/>.</summary>
public static class ScannedUnitsStore
{
    private const string List =
        """
        SELECT
            unit_id AS UnitId,
            scan_count AS ScanCount
        FROM unit
        WHERE brand_id = @BrandId AND last_scanned_at >= @At
        """;

    internal const string ListRange = $"{List} AND unit_id >= @From AND unit_id <= @To ORDER BY unit_id LIMIT @Limit;";

    internal const string ListAfter =
        """
        SELECT
            unit_id AS UnitId,
            scan_count AS ScanCount
        FROM unit
        WHERE unit_id > @After
        ORDER BY unit_id
        LIMIT @Limit;
        """;

    /// <summary>All of them of all brands, in the order of their ids.</summary>
    public static Task<IReadOnlyList<ScannedUnitRow>> ListAfterAsync(Session session, long unitId, int limit) =>
        session.ListAsync<ScannedUnitRow>(ListAfter, new { After = unitId, Limit = limit });

    /// <summary>Of a range of ids, in their order.</summary>
    public static Task<IReadOnlyList<ScannedUnitRow>> ListRangeAsync(Session session, long brandId, (long From, long To) unitIds, long scannedAt, int limit) =>
        session.ListAsync<ScannedUnitRow>(ListRange, new { BrandId = brandId, unitIds.From, unitIds.To, At = scannedAt, Limit = limit });

    /// <summary>Of many units that lie apart: one query, not one for each.</summary>
    public static Task<IReadOnlyList<ScannedUnitRow>> ListAsync(Session session, long brandId, long[] unitIds, long scannedAt) =>
        session.ListAsync<ScannedUnitRow>($"{List} AND unit_id {session.AnyOf("@UnitIds")};", new { BrandId = brandId, UnitIds = unitIds, At = scannedAt });
}
