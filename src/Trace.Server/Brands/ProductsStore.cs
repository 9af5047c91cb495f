using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>A row of <c>product</c>. The seal binds the GTIN to its brand, see <see cref="ProductSeal"/>.</summary>
/// <param name="Picture">The name of the picture on its page.</param>
public sealed record ProductRow(
    string Gtin, long BrandId, string Name, string? Description, string? ImageUrl, byte[] Seal, long CreatedAt, string? Picture = null);

public static class ProductsStore
{
    /// <summary>Products are kept in memory by GTIN.</summary>
    public const string Changed = "product";

    internal const string Columns =
        """
        SELECT
            gtin AS Gtin,
            brand_id AS BrandId,
            name AS Name,
            description AS Description,
            image_url AS ImageUrl,
            seal AS Seal,
            created_at AS CreatedAt,
            picture AS Picture
        FROM product
        """;

    private const string Add =
        """
        INSERT INTO product (gtin, brand_id, name, description, image_url, seal, created_at, picture)
        VALUES (@Gtin, @BrandId, @Name, @Description, @ImageUrl, @Seal, @CreatedAt, @Picture)
        ON CONFLICT (gtin) DO NOTHING;
        """;

    private const string Update =
        """
        UPDATE product
        SET
            name = @Name,
            description = @Description,
            image_url = @ImageUrl,
            picture = @Picture
        WHERE gtin = @Gtin AND brand_id = @BrandId;
        """;

    private static string List(Session session) =>
        $"""
        {Columns}
        WHERE brand_id = @BrandId
            AND (@AnyGtin = 1 OR gtin {session.AnyOf("@Gtins")})
            AND gtin > @After
        ORDER BY gtin
        LIMIT @Limit;
        """;

    public static Task<ProductRow?> FindAsync(Session session, long brandId, string gtin) =>
        session.FindAsync<ProductRow>(
            $"{Columns} WHERE gtin = @Gtin AND brand_id = @BrandId;", new { Gtin = gtin, BrandId = brandId });

    /// <summary>The same, and nobody else changes the row until this transaction ends. SQLite has one writer anyway.</summary>
    public static Task<ProductRow?> FindToChangeAsync(Session session, long brandId, string gtin) =>
        FindAndLockAsync(session, brandId, gtin, "FOR UPDATE");

    /// <summary>The same, and the row keeps its GTIN and brand until this transaction ends.</summary>
    public static Task<ProductRow?> FindToIssueAsync(Session session, long brandId, string gtin) =>
        FindAndLockAsync(session, brandId, gtin, "FOR KEY SHARE");

    /// <summary>Whoever's it is: for a scan, which knows the GTIN only.</summary>
    public static Task<ProductRow?> FindForScanAsync(Session session, string gtin) =>
        session.FindAsync<ProductRow>($"{Columns} WHERE gtin = @Gtin;", new { Gtin = gtin });

    /// <summary>False when the GTIN is taken.</summary>
    public static async Task<bool> AddAsync(Session session, ProductRow row)
    {
        session.Announce(Changed, row.Gtin);
        return await session.ExecuteAsync(Add, row) == 1;
    }

    public static Task UpdateAsync(Session session, ProductRow row)
    {
        session.Announce(Changed, row.Gtin);
        return session.ExecuteAsync(Update, row);
    }

    public static Task RemoveAsync(Session session, long brandId, string gtin)
    {
        session.Announce(Changed, gtin);
        return session.ExecuteAsync("DELETE FROM product WHERE gtin = @Gtin AND brand_id = @BrandId;", new { Gtin = gtin, BrandId = brandId });
    }

    /// <summary>In order of their GTINs. An empty set of GTINs means all.</summary>
    public static Task<IReadOnlyList<ProductRow>> ListAsync(
        Session session, long brandId, IReadOnlySet<string> gtins, string after, int limit) =>
        session.ListAsync<ProductRow>(
            List(session),
            new { BrandId = brandId, AnyGtin = gtins.Count == 0 ? 1 : 0, Gtins = gtins.ToArray(), After = after, Limit = limit });

    private static Task<ProductRow?> FindAndLockAsync(Session session, long brandId, string gtin, string mode) =>
        session.FindAsync<ProductRow>(
            $"{Columns} WHERE gtin = @Gtin AND brand_id = @BrandId {(session.Dialect == Dialect.Postgres ? mode : "")};",
            new { Gtin = gtin, BrandId = brandId });

    /// <summary>All of a brand, one by one.</summary>
    public static IAsyncEnumerable<ProductRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<ProductRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY gtin;", new { BrandId = brandId });

    /// <summary>All products of all brands: what the signing keys may sign for.</summary>
    public static Task<IReadOnlyList<ProductRow>> ListAllAsync(Session session) =>
        session.ListAsync<ProductRow>($"{Columns} ORDER BY gtin;");
}
