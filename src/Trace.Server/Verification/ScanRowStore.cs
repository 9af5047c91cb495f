using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>How a row of <c>scan</c> is read, on both engines.</summary>
internal static class ScanRowStore
{
    /// <summary>The columns of <see cref="ScanRow"/>.</summary>
    public const string Columns =
        """
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
        """;

    /// <summary>All of a brand, one by one, in whatever order the engine finds them.</summary>
    public static IAsyncEnumerable<ScanRow> StreamAsync(Session session, long brandId) => session.StreamAsync<ScanRow>(
        $"""
        SELECT
            {Columns}
        FROM scan
        WHERE brand_id = @BrandId;
        """,
        new { BrandId = brandId });

    /// <summary>All brands' from one time to before another, brand by brand, in the order of time and id. Reads the whole table on SQLite, on PostgreSQL its months.</summary>
    public static IAsyncEnumerable<ScanRow> StreamBetweenAsync(Session session, long from, long to) => session.StreamAsync<ScanRow>(
        $"""
        SELECT
            {Columns}
        FROM scan
        WHERE scanned_at >= @From AND scanned_at < @To
        ORDER BY brand_id, scanned_at, scan_id;
        """,
        new { From = from, To = to });
}
