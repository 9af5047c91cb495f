using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>A row of <c>api_key</c>. GTINs and sites are JSON lists; null means not limited. The seal is put on by <see cref="ApiKeySeal"/>.</summary>
public sealed record ApiKeyRow(
    long ApiKeyId, long? BrandId, string Role, string Name, byte[] Hash, string? Gtins, string? Sites, long CreatedAt, byte[]? Seal = null);

public static class AccountsStore
{
    private const string FindByHash =
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
            seal AS Seal
        FROM api_key
        WHERE hash = @Hash AND revoked_at IS NULL;
        """;

    private const string Add =
        """
        INSERT INTO api_key (api_key_id, brand_id, role, name, hash, gtins, sites, created_at, seal)
        VALUES (@ApiKeyId, @BrandId, @Role, @Name, @Hash, @Gtins, @Sites, @CreatedAt, @Seal);
        """;

    public static Task<ApiKeyRow?> FindByHashAsync(Session session, byte[] hash) =>
        session.FindAsync<ApiKeyRow>(FindByHash, new { Hash = hash });

    public static Task AddAsync(Session session, ApiKeyRow row) => session.ExecuteAsync(Add, row);

    public static async Task<bool> HasOwnerAsync(Session session) =>
        await session.FindAsync<long>("SELECT COUNT(*) FROM api_key WHERE role = 'owner';") > 0;
}
