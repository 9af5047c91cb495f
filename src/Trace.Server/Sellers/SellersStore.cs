using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Sellers;

/// <summary>Sellers and their shops; every statement but that of retention names the brand.</summary>
public static class SellersStore
{
    /// <summary>Whether a brand has authorized sellers is kept in memory, by its public id.</summary>
    public const string Changed = "seller";

    internal const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            seller_id AS SellerId,
            list AS List,
            reference_key AS ReferenceKey,
            sealed_words AS Words,
            gtins AS Gtins,
            territories AS Territories,
            valid_from AS ValidFrom,
            valid_until AS ValidUntil,
            proof_file AS ProofFile,
            created_at AS CreatedAt,
            changed_at AS ChangedAt
        FROM seller
        """;

    private const string Add =
        """
        INSERT INTO seller (brand_id, seller_id, list, reference_key, sealed_words, gtins, territories, valid_from, valid_until, proof_file, created_at, changed_at)
        VALUES (@BrandId, @SellerId, @List, @ReferenceKey, @Words, @Gtins, @Territories, @ValidFrom, @ValidUntil, @ProofFile, @CreatedAt, @ChangedAt)
        ON CONFLICT (brand_id, reference_key) DO NOTHING;
        """;

    private const string Update =
        """
        UPDATE seller
        SET
            list = @List,
            reference_key = @ReferenceKey,
            sealed_words = @Words,
            gtins = @Gtins,
            territories = @Territories,
            valid_from = @ValidFrom,
            valid_until = @ValidUntil,
            proof_file = @ProofFile,
            changed_at = @ChangedAt
        WHERE brand_id = @BrandId AND seller_id = @SellerId;
        """;

    private const string AddShop =
        """
        INSERT INTO seller_shop (brand_id, listed, shop_key, seller_id)
        VALUES (@BrandId, @Listed, @Key, @SellerId)
        ON CONFLICT (brand_id, listed, shop_key, seller_id) DO NOTHING;
        """;

    /// <summary>False when another seller has its reference.</summary>
    public static async Task<bool> AddAsync(Session session, SellerRow row, IReadOnlyList<byte[]> shops)
    {
        if (await session.ExecuteAsync(Add, row) == 0)
            return false;
        await AddShopsAsync(session, row, shops);
        return true;
    }

    public static async Task UpdateAsync(Session session, SellerRow row, IReadOnlyList<byte[]> shops)
    {
        await session.ExecuteAsync(Update, row);
        await RemoveShopsAsync(session, row);
        await AddShopsAsync(session, row, shops);
    }

    /// <summary>Nobody else changes the row until this transaction ends.</summary>
    public static Task<SellerRow?> FindToChangeAsync(Session session, long brandId, long sellerId) =>
        session.FindAsync<SellerRow>($"{Columns} WHERE brand_id = @BrandId AND seller_id = @SellerId{session.ForUpdate};", new { BrandId = brandId, SellerId = sellerId });

    public static Task<SellerRow?> FindAsync(Session session, long brandId, long sellerId) =>
        session.FindAsync<SellerRow>($"{Columns} WHERE brand_id = @BrandId AND seller_id = @SellerId;", new { BrandId = brandId, SellerId = sellerId });

    public static Task<SellerRow?> FindByReferenceAsync(Session session, long brandId, byte[] referenceKey) =>
        session.FindAsync<SellerRow>($"{Columns} WHERE brand_id = @BrandId AND reference_key = @Key{session.ForUpdate};", new { BrandId = brandId, Key = referenceKey });

    /// <summary>Newest first, before a place in the list.</summary>
    public static Task<IReadOnlyList<SellerRow>> ListAsync(Session session, long brandId, string? list, (long Time, long Id) before, int limit) => session.ListAsync<SellerRow>(
        $"""
        {Columns}
        WHERE brand_id = @BrandId
            AND (@List = '' OR list = @List)
            AND (created_at < @Time OR (created_at = @Time AND seller_id < @Id))
        ORDER BY created_at DESC, seller_id DESC
        LIMIT @Limit;
        """,
        new { BrandId = brandId, List = list ?? "", before.Time, before.Id, Limit = limit });

    /// <summary>Those with one of these shops that are in force on a day: of authorized sellers, or of the other lists.</summary>
    public static Task<IReadOnlyList<SellerRow>> FindByShopAsync(Session session, long brandId, bool listed, IReadOnlyList<byte[]> keys, DateOnly day) => session.ListAsync<SellerRow>(
        $"""
        {Columns}
        WHERE brand_id = @BrandId
            AND seller_id IN (
                SELECT seller_id
                FROM seller_shop
                WHERE brand_id = @BrandId AND listed = @Listed AND shop_key {session.AnyOf("@Keys")})
            AND (valid_from IS NULL OR valid_from <= @Day)
            AND (valid_until IS NULL OR valid_until >= @Day)
        ORDER BY created_at, seller_id;
        """,
        new { BrandId = brandId, Listed = listed ? 1 : 0, Keys = keys.ToArray(), Day = CalendarDay.Format(day) });

    /// <summary>When authorized sellers of a brand are in force, each span once.</summary>
    public static Task<IReadOnlyList<ListedSpan>> ListSpansAsync(Session session, long brandId) => session.ListAsync<ListedSpan>(
        """
        SELECT DISTINCT
            valid_from AS ValidFrom,
            valid_until AS ValidUntil
        FROM seller
        WHERE brand_id = @BrandId AND list = @List;
        """,
        new { BrandId = brandId, List = SellerLists.Authorized });

    /// <summary>All of a brand, one by one, the oldest first.</summary>
    public static IAsyncEnumerable<SellerRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<SellerRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY created_at, seller_id;", new { BrandId = brandId });

    public static async Task RemoveAsync(Session session, SellerRow row)
    {
        await RemoveShopsAsync(session, row);
        await session.ExecuteAsync("DELETE FROM seller WHERE brand_id = @BrandId AND seller_id = @SellerId;", row);
    }

    /// <summary>Some of all brands that ended before a day.</summary>
    public static Task<IReadOnlyList<SellerRow>> ListEndedAsync(Session session, DateOnly before, int limit) => session.ListAsync<SellerRow>(
        $"{Columns} WHERE valid_until < @Day ORDER BY valid_until LIMIT @Limit;", new { Day = CalendarDay.Format(before), Limit = limit });

    private static async Task AddShopsAsync(Session session, SellerRow row, IReadOnlyList<byte[]> shops)
    {
        session.Announce(Changed, PublicId.Format(row.BrandId));
        foreach (var key in shops)
            await session.ExecuteAsync(AddShop, new { row.BrandId, Listed = row.List == SellerLists.Authorized ? 1 : 0, Key = key, row.SellerId });
    }

    private static Task RemoveShopsAsync(Session session, SellerRow row)
    {
        session.Announce(Changed, PublicId.Format(row.BrandId));
        return session.ExecuteAsync("DELETE FROM seller_shop WHERE brand_id = @BrandId AND seller_id = @SellerId;", row);
    }
}

/// <summary>From when to when a seller is listed.</summary>
public sealed record ListedSpan(string? ValidFrom, string? ValidUntil);
