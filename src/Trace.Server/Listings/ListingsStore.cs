using Trace.Server.Storage;

namespace Trace.Server.Listings;

/// <summary>Listings; every statement but that of retention names the brand.</summary>
public static class ListingsStore
{
    internal const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            listing_id AS ListingId,
            created_at AS CreatedAt,
            created_by AS CreatedBy,
            used_at AS UsedAt,
            holds AS Holds,
            platform AS Platform,
            seller_hash AS SellerHash,
            url_hash AS UrlHash,
            country AS Country,
            gtin AS Gtin,
            report_id AS ReportId,
            sealed_words AS SealedWords
        FROM listing
        """;

    private const string Add =
        """
        INSERT INTO listing (
            brand_id, listing_id, created_at, created_by, used_at, holds, platform, seller_hash, url_hash, country, gtin, report_id, sealed_words)
        VALUES (
            @BrandId, @ListingId, @CreatedAt, @CreatedBy, @UsedAt, @Holds, @Platform, @SellerHash, @UrlHash, @Country, @Gtin, @ReportId, @SealedWords)
        ON CONFLICT (brand_id, report_id) DO NOTHING;
        """;

    private const string Update =
        """
        UPDATE listing
        SET
            used_at = @UsedAt,
            platform = @Platform,
            seller_hash = @SellerHash,
            url_hash = @UrlHash,
            country = @Country,
            gtin = @Gtin,
            sealed_words = @SealedWords
        WHERE brand_id = @BrandId AND listing_id = @ListingId;
        """;

    /// <summary>False when there is one of the same report.</summary>
    public static async Task<bool> AddAsync(Session session, ListingRow row) => await session.ExecuteAsync(Add, row) > 0;

    public static Task UpdateAsync(Session session, ListingRow row) => session.ExecuteAsync(Update, row);

    public static Task<ListingRow?> FindAsync(Session session, long brandId, long listingId) =>
        session.FindAsync<ListingRow>($"{Columns} WHERE brand_id = @BrandId AND listing_id = @ListingId;", new { BrandId = brandId, ListingId = listingId });

    /// <summary>The same, and nobody else changes it before the transaction ends.</summary>
    public static Task<ListingRow?> FindToChangeAsync(Session session, long brandId, long listingId) =>
        session.FindAsync<ListingRow>($"{Columns} WHERE brand_id = @BrandId AND listing_id = @ListingId{session.ForUpdate};", new { BrandId = brandId, ListingId = listingId });

    public static Task<ListingRow?> FindOfReportAsync(Session session, long brandId, long reportId) =>
        session.FindAsync<ListingRow>($"{Columns} WHERE brand_id = @BrandId AND report_id = @ReportId;", new { BrandId = brandId, ReportId = reportId });

    /// <summary>Newest first, before a place in the list.</summary>
    public static Task<IReadOnlyList<ListingRow>> ListAsync(Session session, long brandId, ListingQuery query, (long Time, long Id) before, int limit) => session.ListAsync<ListingRow>(
        $"""
        {Columns}
        WHERE brand_id = @BrandId
            AND (@Platform = '' OR platform = @Platform)
            AND (@Country = '' OR country = @Country)
            AND (@Gtin = '' OR gtin = @Gtin)
            AND (@AnySeller = 1 OR seller_hash = @SellerHash)
            AND (@AnyUrl = 1 OR url_hash = @UrlHash)
            AND (created_at < @BeforeTime OR (created_at = @BeforeTime AND listing_id < @BeforeId))
        ORDER BY created_at DESC, listing_id DESC
        LIMIT @Limit;
        """,
        new
        {
            BrandId = brandId,
            Platform = query.Platform ?? "",
            Country = query.Country ?? "",
            Gtin = query.Gtin ?? "",
            AnySeller = query.SellerHash == null ? 1 : 0,
            SellerHash = query.SellerHash ?? [],
            AnyUrl = query.UrlHash == null ? 1 : 0,
            UrlHash = query.UrlHash ?? [],
            BeforeTime = before.Time,
            BeforeId = before.Id,
            Limit = limit,
        });

    /// <summary>All of a brand, one by one, the oldest first.</summary>
    public static IAsyncEnumerable<ListingRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<ListingRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY created_at, listing_id;", new { BrandId = brandId });

    public static Task<IReadOnlyList<ListingRow>> ListOfSellerAsync(Session session, long brandId, byte[] sellerHash) =>
        session.ListAsync<ListingRow>($"{Columns} WHERE brand_id = @BrandId AND seller_hash = @SellerHash{session.ForUpdate};", new { BrandId = brandId, SellerHash = sellerHash });

    /// <summary>Somebody did something with it.</summary>
    public static Task UseAsync(Session session, long brandId, long listingId, long now) => session.ExecuteAsync(
        "UPDATE listing SET used_at = @Now WHERE brand_id = @BrandId AND listing_id = @ListingId;", new { BrandId = brandId, ListingId = listingId, Now = now });

    /// <summary>One case more or less needs it. False when it is not there.</summary>
    public static async Task<bool> HoldAsync(Session session, long brandId, long listingId, int cases, long now) => await session.ExecuteAsync(
        "UPDATE listing SET holds = holds + @Cases, used_at = @Now WHERE brand_id = @BrandId AND listing_id = @ListingId AND holds + @Cases >= 0;",
        new { BrandId = brandId, ListingId = listingId, Cases = cases, Now = now }) > 0;

    public static Task RemoveAsync(Session session, ListingRow row) =>
        session.ExecuteAsync("DELETE FROM listing WHERE brand_id = @BrandId AND listing_id = @ListingId;", row);

    /// <summary>Some of all brands that nobody used since then and no case needs.</summary>
    public static Task<IReadOnlyList<ListingRow>> ListUnusedAsync(Session session, long time, int limit) =>
        session.ListAsync<ListingRow>($"{Columns} WHERE used_at < @Time AND holds = 0 ORDER BY used_at LIMIT @Limit;", new { Time = time, Limit = limit });
}

/// <summary>Which listings a list is of; null for any.</summary>
public sealed record ListingQuery(string? Platform, string? Country, string? Gtin, byte[]? SellerHash, byte[]? UrlHash);
