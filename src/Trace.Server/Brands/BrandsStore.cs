using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>A row of <c>brand</c>. Origin is scheme and host of its codes, lower case.</summary>
public sealed record BrandRow(long BrandId, string Slug, string Name, string Origin, long CreatedAt);

public static class BrandsStore
{
    private const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            slug AS Slug,
            name AS Name,
            origin AS Origin,
            created_at AS CreatedAt
        FROM brand
        """;

    private const string Add =
        """
        INSERT INTO brand (brand_id, slug, name, origin, created_at)
        VALUES (@BrandId, @Slug, @Name, @Origin, @CreatedAt)
        ON CONFLICT (slug) DO NOTHING;
        """;

    private const string List =
        $"""
        {Columns}
        WHERE brand_id > @After
        ORDER BY brand_id
        LIMIT @Limit;
        """;

    public static Task<BrandRow?> FindAsync(Session session, long brandId) =>
        session.FindAsync<BrandRow>($"{Columns} WHERE brand_id = @BrandId;", new { BrandId = brandId });

    public static Task<BrandRow?> FindBySlugAsync(Session session, string slug) =>
        session.FindAsync<BrandRow>($"{Columns} WHERE slug = @Slug;", new { Slug = slug });

    /// <summary>False when the slug is taken.</summary>
    public static async Task<bool> AddAsync(Session session, BrandRow row) => await session.ExecuteAsync(Add, row) == 1;

    public static Task<IReadOnlyList<BrandRow>> ListAsync(Session session, long after, int limit) =>
        session.ListAsync<BrandRow>(List, new { After = after, Limit = limit });
}
