using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>The pictures that pages show, by the names in their addresses.</summary>
public static class PicturesStore
{
    private const string Add =
        """
        INSERT INTO picture (name, brand_id, content, created_at)
        VALUES (@Name, @BrandId, @Content, @CreatedAt)
        ON CONFLICT (name) DO NOTHING;
        """;

    /// <summary>A product may show the brand's logo too.</summary>
    private const string RemoveUnused =
        """
        DELETE FROM picture
        WHERE name = @Name
            AND NOT EXISTS (SELECT 1 FROM brand WHERE logo = @Name)
            AND NOT EXISTS (SELECT 1 FROM product WHERE brand_id = @BrandId AND picture = @Name);
        """;

    public static Task<byte[]?> FindAsync(Session session, string name) =>
        session.FindAsync<byte[]>("SELECT content FROM picture WHERE name = @Name;", new { Name = name });

    public static Task AddAsync(Session session, long brandId, Picture picture, long now) =>
        session.ExecuteAsync(Add, new { picture.Name, BrandId = brandId, picture.Content, CreatedAt = now });

    /// <summary>Removes a picture that nothing shows any more.</summary>
    public static Task RemoveAsync(Session session, long brandId, string? name) =>
        name == null ? Task.CompletedTask : session.ExecuteAsync(RemoveUnused, new { Name = name, BrandId = brandId });
}
