using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>A row of <c>signing_key</c>; <c>sealed</c> holds the 32-byte seed.</summary>
public sealed record SigningKeyRow(
    long KeyId, long BrandId, byte[] PublicKey, byte[] Sealed, string Status, long? StatusAt, long NotBefore, long? NotAfter)
{
    /// <summary>What the seal belongs to: everything the row says.</summary>
    public string Purpose => $"signing-key|{KeyId}|{BrandId}|{Convert.ToHexString(PublicKey)}|{Status}|{StatusAt}|{NotBefore}|{NotAfter}";
}

/// <summary>A row of <c>secret_key</c>: a brand's serial key or MAC key of one generation.</summary>
public sealed record SecretKeyRow(long BrandId, string Kind, long Generation, byte[] Sealed, long CreatedAt)
{
    /// <summary>What the seal belongs to.</summary>
    public string Purpose => $"secret-key|{BrandId}|{Kind}|{Generation}";
}

public static class KeysStore
{
    private const string ListSigningKeys =
        """
        SELECT
            key_id AS KeyId,
            brand_id AS BrandId,
            public_key AS PublicKey,
            sealed AS Sealed,
            status AS Status,
            status_at AS StatusAt,
            not_before AS NotBefore,
            not_after AS NotAfter
        FROM signing_key
        ORDER BY key_id;
        """;

    private const string AddSigningKey =
        """
        INSERT INTO signing_key (key_id, brand_id, public_key, sealed, status, status_at, not_before, not_after)
        VALUES (@KeyId, @BrandId, @PublicKey, @Sealed, @Status, @StatusAt, @NotBefore, @NotAfter)
        ON CONFLICT (key_id) DO NOTHING;
        """;

    private const string ListSecretKeys =
        """
        SELECT
            brand_id AS BrandId,
            kind AS Kind,
            generation AS Generation,
            sealed AS Sealed,
            created_at AS CreatedAt
        FROM secret_key;
        """;

    private const string AddSecretKey =
        """
        INSERT INTO secret_key (brand_id, kind, generation, sealed, created_at)
        VALUES (@BrandId, @Kind, @Generation, @Sealed, @CreatedAt);
        """;

    public static Task<IReadOnlyList<SigningKeyRow>> ListSigningKeysAsync(Session session) =>
        session.ListAsync<SigningKeyRow>(ListSigningKeys);

    public static Task<IReadOnlyList<SecretKeyRow>> ListSecretKeysAsync(Session session) =>
        session.ListAsync<SecretKeyRow>(ListSecretKeys);

    public static Task<long> HighestKeyIdAsync(Session session) =>
        session.FindAsync<long>("SELECT COALESCE(MAX(key_id), 0) FROM signing_key;");

    /// <summary>False when the key id was taken meanwhile.</summary>
    public static async Task<bool> AddSigningKeyAsync(Session session, SigningKeyRow row) =>
        await session.ExecuteAsync(AddSigningKey, row) == 1;

    public static Task AddSecretKeyAsync(Session session, SecretKeyRow row) => session.ExecuteAsync(AddSecretKey, row);
}
