using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Which of many units that lie apart were scanned: one query, not one for each.</summary>
public static class ScannedUnitsStore
{
    private const string List =
        """
        SELECT
            unit_id AS UnitId,
            scan_count AS ScanCount
        FROM unit
        WHERE brand_id = @BrandId AND last_scanned_at >= @At AND unit_id
        """;

    /// <summary>Those of a brand that were scanned at a time or later, as they are after <see cref="Scans.FlushAsync"/>.</summary>
    public static Task<IReadOnlyList<ScannedUnitRow>> ListAsync(Session session, long brandId, long[] unitIds, long scannedAt) =>
        session.ListAsync<ScannedUnitRow>($"{List} {session.AnyOf("@UnitIds")};", new { BrandId = brandId, UnitIds = unitIds, At = scannedAt });
}
