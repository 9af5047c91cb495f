using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>A row of <c>scan_day</c>.</summary>
public sealed record ScanDayRow(long BatchNumber, long Day, string Country, long BrandId, long Scans, long Cautions);

/// <summary>A row of <c>market_day</c>.</summary>
public sealed record MarketDayRow(long BrandId, string Gtin, string Site, long Day, string Country, long Scans, long Cautions);

/// <summary>SQL of the counts of scans.</summary>
public static class ScanDaysStore
{
    private const string AddDay =
        """
        INSERT INTO scan_day (batch_number, day, country, brand_id, scans, cautions)
        VALUES (@BatchNumber, @Day, @Country, @BrandId, @Scans, @Cautions)
        ON CONFLICT (batch_number, day, country) DO UPDATE SET
            scans = scan_day.scans + excluded.scans,
            cautions = scan_day.cautions + excluded.cautions;
        """;

    private const string AddMarket =
        """
        INSERT INTO market_day (brand_id, gtin, site, day, country, scans, cautions)
        VALUES (@BrandId, @Gtin, @Site, @Day, @Country, @Scans, @Cautions)
        ON CONFLICT (brand_id, gtin, site, day, country) DO UPDATE SET
            scans = market_day.scans + excluded.scans,
            cautions = market_day.cautions + excluded.cautions;
        """;

    private const string ListOfBatch =
        """
        SELECT
            batch_number AS BatchNumber,
            day AS Day,
            country AS Country,
            brand_id AS BrandId,
            scans AS Scans,
            cautions AS Cautions
        FROM scan_day
        WHERE batch_number = @Number AND brand_id = @BrandId
        ORDER BY day DESC, country
        LIMIT @Limit;
        """;

    public static Task AddAsync(Session session, IReadOnlyList<ScanDayRow> rows) => session.ExecuteAsync(AddDay, rows);

    public static Task AddAsync(Session session, IReadOnlyList<MarketDayRow> rows) => session.ExecuteAsync(AddMarket, rows);

    /// <summary>Of one batch, the newest days first.</summary>
    public static Task<IReadOnlyList<ScanDayRow>> ListOfBatchAsync(Session session, long brandId, uint number, int limit) =>
        session.ListAsync<ScanDayRow>(ListOfBatch, new { Number = (long)number, BrandId = brandId, Limit = limit });

    /// <summary>How many scans some batches have.</summary>
    public static async Task<IReadOnlyDictionary<long, long>> SumAsync(Session session, long brandId, long[] numbers) =>
        numbers.Length == 0
            ? new Dictionary<long, long>()
            : (await session.ListAsync<BatchSum>(
                $"""
                SELECT
                    batch_number AS BatchNumber,
                    CAST(SUM(scans) AS BIGINT) AS Scans
                FROM scan_day
                WHERE brand_id = @BrandId AND batch_number {session.AnyOf("@Numbers")}
                GROUP BY batch_number;
                """,
                new { BrandId = brandId, Numbers = numbers }))
            .ToDictionary(sum => sum.BatchNumber, sum => sum.Scans);

    /// <summary>By country, of what the caller may see.</summary>
    public static Task<IReadOnlyList<MarketSum>> SumMarketsAsync(Session session, Caller caller, string? gtin, long fromDay, long toDay) =>
        session.ListAsync<MarketSum>(
            $"""
            SELECT
                country AS Country,
                CAST(SUM(scans) AS BIGINT) AS Scans,
                CAST(SUM(cautions) AS BIGINT) AS Cautions,
                MAX(day) AS LastDay
            FROM market_day
            WHERE brand_id = @BrandId
                {(gtin == null ? "" : "AND gtin = @Gtin")}
                AND (@AnyGtin = 1 OR gtin {session.AnyOf("@Gtins")})
                AND (@AnySite = 1 OR site = '' OR site {session.AnyOf("@Sites")})
                AND day >= @FromDay
                AND day <= @ToDay
            GROUP BY country;
            """,
            new
            {
                caller.BrandId,
                Gtin = gtin,
                AnyGtin = caller.Gtins.Count == 0 ? 1 : 0,
                Gtins = caller.Gtins.ToArray(),
                AnySite = caller.Sites.Count == 0 ? 1 : 0,
                Sites = caller.Sites.ToArray(),
                FromDay = fromDay,
                ToDay = toDay,
            });

    private sealed class BatchSum
    {
        public long BatchNumber { get; init; }

        public long Scans { get; init; }
    }
}

/// <summary>Scans of a country.</summary>
/// <remarks>By name: an aggregate without rows has no type on SQLite, so no constructor would fit.</remarks>
public sealed class MarketSum
{
    public string Country { get; init; } = "";

    public long Scans { get; init; }

    /// <summary>A verdict that was changed on another server may be counted before the scan is.</summary>
    public long Cautions { get => Math.Clamp(field, 0, Math.Max(0, Scans)); init; }

    public long LastDay { get; init; }
}
