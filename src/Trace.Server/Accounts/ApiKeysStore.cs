using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>A row of <c>api_key</c>. GTINs and sites are JSON lists; null means not limited. The seal is put on by <see cref="ApiKeySeal"/>.</summary>
public sealed record ApiKeyRow(
    long ApiKeyId,
    long? BrandId,
    string Role,
    string Name,
    byte[] Hash,
    string? Gtins,
    string? Sites,
    long CreatedAt,
    long? ExpiresAt,
    long? RevokedAt = null,
    long? LastUsedAt = null,
    byte[]? Seal = null) : ILimited
{
    long ILimited.Id => ApiKeyId;
}

public static class ApiKeysStore
{
    internal const string Columns =
        """
        SELECT
            api_key_id AS ApiKeyId,
            brand_id AS BrandId,
            role AS Role,
            name AS Name,
            hash AS Hash,
            gtins AS Gtins,
            sites AS Sites,
            created_at AS CreatedAt,
            expires_at AS ExpiresAt,
            revoked_at AS RevokedAt,
            last_used_at AS LastUsedAt,
            seal AS Seal
        FROM api_key
        """;

    /// <summary>The keys of one brand; those of brand 0, the deployment, have none in their row.</summary>
    private const string OfBrand = "(brand_id = @BrandId OR (@BrandId = 0 AND brand_id IS NULL))";

    private const string Add =
        """
        INSERT INTO api_key (api_key_id, brand_id, role, name, hash, gtins, sites, created_at, expires_at, seal)
        VALUES (@ApiKeyId, @BrandId, @Role, @Name, @Hash, @Gtins, @Sites, @CreatedAt, @ExpiresAt, @Seal);
        """;

    private const string Revoke =
        $"""
        UPDATE api_key SET revoked_at = @At, seal = @NoSeal
        WHERE api_key_id = @ApiKeyId AND {OfBrand} AND revoked_at IS NULL;
        """;

    private const string SetExpiry =
        $"""
        UPDATE api_key SET expires_at = @ExpiresAt, seal = @Seal
        WHERE api_key_id = @ApiKeyId AND {OfBrand};
        """;

    public static Task<ApiKeyRow?> FindByHashAsync(Session session, byte[] hash) =>
        session.FindAsync<ApiKeyRow>($"{Columns} WHERE hash = @Hash AND revoked_at IS NULL;", new { Hash = hash });

    /// <summary>One of the brand's keys, to change it: on PostgreSQL its row is locked, SQLite has one writer.</summary>
    public static Task<ApiKeyRow?> FindToChangeAsync(Session session, long brandId, long id) => session.FindAsync<ApiKeyRow>(
        $"{Columns} WHERE api_key_id = @Id AND {OfBrand}{session.ForUpdate};", new { Id = id, BrandId = brandId });

    public static Task<IReadOnlyList<ApiKeyRow>> ListAsync(Session session, long brandId, long after, int limit) => session.ListAsync<ApiKeyRow>(
        $"{Columns} WHERE {OfBrand} AND api_key_id > @After ORDER BY api_key_id LIMIT @Limit;",
        new { BrandId = brandId, After = after, Limit = limit });

    public static Task AddAsync(Session session, ApiKeyRow row) => session.ExecuteAsync(Add, row);

    /// <summary>Takes the seal away too: clearing the date does not revive the key.</summary>
    public static Task RevokeAsync(Session session, ApiKeyRow row, long at) =>
        session.ExecuteAsync(Revoke, new { row.ApiKeyId, BrandId = row.BrandId ?? 0, At = at, NoSeal = Array.Empty<byte>() });

    public static Task SetExpiryAsync(Session session, ApiKeyRow row) =>
        session.ExecuteAsync(SetExpiry, new { row.ApiKeyId, BrandId = row.BrandId ?? 0, row.ExpiresAt, row.Seal });

    public static Task SetLastUsedAsync(Session session, long id, long at) => session.ExecuteAsync(
        "UPDATE api_key SET last_used_at = @At WHERE api_key_id = @Id AND (last_used_at IS NULL OR last_used_at < @At);", new { Id = id, At = at });

    /// <summary>The keys of owners that are not revoked, locked in one order.</summary>
    public static Task<IReadOnlyList<ApiKeyRow>> ListOwnersToChangeAsync(Session session) => session.ListAsync<ApiKeyRow>(
        $"{Columns} WHERE brand_id IS NULL AND role = 'owner' AND revoked_at IS NULL ORDER BY api_key_id{session.ForUpdate};");
}
