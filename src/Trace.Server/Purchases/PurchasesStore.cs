using Trace.Server.Storage;

namespace Trace.Server.Purchases;

/// <summary>Test purchases; every statement but that of retention names the brand.</summary>
public static class PurchasesStore
{
    internal const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            purchase_id AS PurchaseId,
            listing_id AS ListingId,
            created_at AS CreatedAt,
            created_by AS CreatedBy,
            used_at AS UsedAt,
            holds AS Holds,
            platform AS Platform,
            seller_hash AS SellerHash,
            country AS Country,
            gtin AS Gtin,
            ordered_on AS OrderedOn,
            received_on AS ReceivedOn,
            sealed_words AS SealedWords,
            sealed_payment AS SealedPayment
        FROM test_purchase
        """;

    private const string Add =
        """
        INSERT INTO test_purchase (
            brand_id, purchase_id, listing_id, created_at, created_by, used_at, holds, platform, seller_hash, country, gtin, ordered_on, received_on, sealed_words, sealed_payment)
        VALUES (
            @BrandId, @PurchaseId, @ListingId, @CreatedAt, @CreatedBy, @UsedAt, @Holds, @Platform, @SellerHash, @Country, @Gtin, @OrderedOn, @ReceivedOn, @SealedWords, @SealedPayment);
        """;

    private const string Update =
        """
        UPDATE test_purchase
        SET
            listing_id = @ListingId,
            used_at = @UsedAt,
            platform = @Platform,
            seller_hash = @SellerHash,
            country = @Country,
            gtin = @Gtin,
            ordered_on = @OrderedOn,
            received_on = @ReceivedOn,
            sealed_words = @SealedWords,
            sealed_payment = @SealedPayment
        WHERE brand_id = @BrandId AND purchase_id = @PurchaseId;
        """;

    public static Task AddAsync(Session session, PurchaseRow row) => session.ExecuteAsync(Add, row);

    public static Task UpdateAsync(Session session, PurchaseRow row) => session.ExecuteAsync(Update, row);

    public static Task<PurchaseRow?> FindAsync(Session session, long brandId, long purchaseId) =>
        session.FindAsync<PurchaseRow>($"{Columns} WHERE brand_id = @BrandId AND purchase_id = @PurchaseId;", new { BrandId = brandId, PurchaseId = purchaseId });

    /// <summary>The same, and nobody else changes it or adds to it before the transaction ends.</summary>
    public static Task<PurchaseRow?> FindToChangeAsync(Session session, long brandId, long purchaseId) =>
        session.FindAsync<PurchaseRow>($"{Columns} WHERE brand_id = @BrandId AND purchase_id = @PurchaseId{session.ForUpdate};", new { BrandId = brandId, PurchaseId = purchaseId });

    /// <summary>Newest first, before a place in the list.</summary>
    public static Task<IReadOnlyList<PurchaseRow>> ListAsync(Session session, long brandId, long? listingId, (long Time, long Id) before, int limit) => session.ListAsync<PurchaseRow>(
        $"""
        {Columns}
        WHERE brand_id = @BrandId
            AND (@AnyListing = 1 OR listing_id = @ListingId)
            AND (created_at < @BeforeTime OR (created_at = @BeforeTime AND purchase_id < @BeforeId))
        ORDER BY created_at DESC, purchase_id DESC
        LIMIT @Limit;
        """,
        new { BrandId = brandId, AnyListing = listingId == null ? 1 : 0, ListingId = listingId ?? 0, BeforeTime = before.Time, BeforeId = before.Id, Limit = limit });

    public static Task<IReadOnlyList<PurchaseRow>> ListOfSellerAsync(Session session, long brandId, byte[] sellerHash) =>
        session.ListAsync<PurchaseRow>($"{Columns} WHERE brand_id = @BrandId AND seller_hash = @SellerHash{session.ForUpdate};", new { BrandId = brandId, SellerHash = sellerHash });

    /// <summary>All of a brand, one by one, the oldest first.</summary>
    public static IAsyncEnumerable<PurchaseRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<PurchaseRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY created_at, purchase_id;", new { BrandId = brandId });

    /// <summary>Somebody did something with it.</summary>
    public static Task UseAsync(Session session, PurchaseRow row, long now) => session.ExecuteAsync(
        "UPDATE test_purchase SET used_at = @Now WHERE brand_id = @BrandId AND purchase_id = @PurchaseId;", new { row.BrandId, row.PurchaseId, Now = now });

    /// <summary>One case more or less needs it. False when it is not there.</summary>
    public static async Task<bool> HoldAsync(Session session, long brandId, long purchaseId, int cases, long now) => await session.ExecuteAsync(
        "UPDATE test_purchase SET holds = holds + @Cases, used_at = @Now WHERE brand_id = @BrandId AND purchase_id = @PurchaseId AND holds + @Cases >= 0;",
        new { BrandId = brandId, PurchaseId = purchaseId, Cases = cases, Now = now }) > 0;

    public static Task RemoveAsync(Session session, PurchaseRow row) =>
        session.ExecuteAsync("DELETE FROM test_purchase WHERE brand_id = @BrandId AND purchase_id = @PurchaseId;", row);

    /// <summary>Some of all brands that nobody used since then and no case needs.</summary>
    public static Task<IReadOnlyList<PurchaseRow>> ListUnusedAsync(Session session, long time, int limit) =>
        session.ListAsync<PurchaseRow>($"{Columns} WHERE used_at < @Time AND holds = 0 ORDER BY used_at LIMIT @Limit;", new { Time = time, Limit = limit });
}
