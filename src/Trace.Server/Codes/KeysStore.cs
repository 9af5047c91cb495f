using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>A row of <c>signing_key</c>; <c>sealed</c> holds the 32-byte seed.</summary>
public sealed record SigningKeyRow(
    long KeyId, long BrandId, byte[] PublicKey, byte[] Sealed, string Status, long? StatusAt, long NotBefore, long? NotAfter)
{
    /// <summary>What the seal belongs to: everything the row says.</summary>
    public string Purpose => $"signing-key|{KeyId}|{BrandId}|{Convert.ToHexString(PublicKey)}|{Status}|{StatusAt}|{NotBefore}|{NotAfter}";
}

/// <summary>A row of <c>secret_key</c>: a brand's serial key or MAC key of one generation, or its claim key.</summary>
public sealed record SecretKeyRow(long BrandId, string Kind, long Generation, byte[] Sealed, long CreatedAt)
{
    /// <summary>What the seal belongs to.</summary>
    public string Purpose => $"secret-key|{BrandId}|{Kind}|{Generation}";
}

public static class KeysStore
{
    /// <summary>Keys are kept in memory all together.</summary>
    public const string Changed = "keys";

    internal const string SigningKeyColumns =
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
        """;

    internal const string SecretKeyColumns =
        """
        SELECT
            brand_id AS BrandId,
            kind AS Kind,
            generation AS Generation,
            sealed AS Sealed,
            created_at AS CreatedAt
        FROM secret_key
        """;

    /// <summary>For sealing them again under another master key.</summary>
    public static readonly SealedColumn SigningKeys = SealedColumn.Of<SigningKeyRow>(
        "signing_key", "sealed", ["key_id"], SigningKeyColumns, row => [row.KeyId], row => row.Sealed, row => row.Purpose);

    /// <inheritdoc cref="SigningKeys"/>
    public static readonly SealedColumn SecretKeys = SealedColumn.Of<SecretKeyRow>(
        "secret_key", "sealed", ["brand_id", "kind", "generation"], SecretKeyColumns, row => [row.BrandId, row.Kind, row.Generation], row => row.Sealed, row => row.Purpose);

    private const string AddSigningKey =
        """
        INSERT INTO signing_key (key_id, brand_id, public_key, sealed, status, status_at, not_before, not_after)
        VALUES (@KeyId, @BrandId, @PublicKey, @Sealed, @Status, @StatusAt, @NotBefore, @NotAfter)
        ON CONFLICT (key_id) DO NOTHING;
        """;

    private const string SetStatus =
        """
        UPDATE signing_key
        SET
            status = @Status,
            status_at = @StatusAt,
            not_after = @NotAfter,
            sealed = @Sealed
        WHERE key_id = @KeyId AND brand_id = @BrandId;
        """;

    private const string AddSecretKey =
        """
        INSERT INTO secret_key (brand_id, kind, generation, sealed, created_at)
        VALUES (@BrandId, @Kind, @Generation, @Sealed, @CreatedAt)
        ON CONFLICT (brand_id, kind, generation) DO NOTHING;
        """;

    public static Task<IReadOnlyList<SigningKeyRow>> ListSigningKeysAsync(Session session) =>
        session.ListAsync<SigningKeyRow>($"{SigningKeyColumns} ORDER BY key_id;");

    public static Task<IReadOnlyList<SecretKeyRow>> ListSecretKeysAsync(Session session) =>
        session.ListAsync<SecretKeyRow>($"{SecretKeyColumns};");

    /// <summary>A brand's keys, newest first, before a key id.</summary>
    public static Task<IReadOnlyList<SigningKeyRow>> ListOfBrandAsync(Session session, long brandId, long before = long.MaxValue, int limit = int.MaxValue) =>
        session.ListAsync<SigningKeyRow>(
            $"{SigningKeyColumns} WHERE brand_id = @BrandId AND key_id < @Before ORDER BY key_id DESC LIMIT @Limit;",
            new { BrandId = brandId, Before = before, Limit = limit });

    /// <summary>
    /// The same, to change them: nobody issues with them or changes them until this transaction ends. Locked first and read then, so that a key
    /// made by whoever held the lock is seen.
    /// </summary>
    public static async Task<IReadOnlyList<SigningKeyRow>> ListToChangeAsync(Session session, long brandId)
    {
        await session.ListAsync<long>(
            $"SELECT key_id FROM signing_key WHERE brand_id = @BrandId ORDER BY key_id{session.ForUpdate};", new { BrandId = brandId });
        return await ListOfBrandAsync(session, brandId);
    }

    /// <summary>The same, to issue with one of them: they keep their status until this transaction ends. SQLite has one writer anyway.</summary>
    public static async Task<IReadOnlyList<SigningKeyRow>> ListToIssueAsync(Session session, long brandId)
    {
        if (session.Dialect == Dialect.Postgres)
            await session.ListAsync<long>("SELECT key_id FROM signing_key WHERE brand_id = @BrandId ORDER BY key_id FOR SHARE;", new { BrandId = brandId });
        return await ListOfBrandAsync(session, brandId);
    }

    /// <summary>The key that signs a brand's new batches.</summary>
    public static Task<long?> FindSigningKeyIdAsync(Session session, long brandId) => session.FindAsync<long?>(
        "SELECT MAX(key_id) FROM signing_key WHERE brand_id = @BrandId AND status = 'Active';", new { BrandId = brandId });

    /// <summary>Brands whose newest active key began before a time.</summary>
    public static Task<IReadOnlyList<long>> ListBrandsToRotateAsync(Session session, long before) => session.ListAsync<long>(
        "SELECT brand_id FROM signing_key WHERE status = 'Active' GROUP BY brand_id HAVING MAX(not_before) <= @Before ORDER BY brand_id;", new { Before = before });

    public static Task SetStatusAsync(Session session, SigningKeyRow row)
    {
        session.Announce(Changed);
        return session.ExecuteAsync(SetStatus, row);
    }

    public static Task<long> HighestKeyIdAsync(Session session) =>
        session.FindAsync<long>("SELECT COALESCE(MAX(key_id), 0) FROM signing_key;");

    /// <summary>False when the key id was taken meanwhile.</summary>
    public static async Task<bool> AddSigningKeyAsync(Session session, SigningKeyRow row)
    {
        session.Announce(Changed);
        return await session.ExecuteAsync(AddSigningKey, row) == 1;
    }

    /// <summary>False when there is one already.</summary>
    public static async Task<bool> AddSecretKeyAsync(Session session, SecretKeyRow row)
    {
        if (await session.ExecuteAsync(AddSecretKey, row) == 0)
            return false;
        session.Announce(Changed);
        return true;
    }
}
