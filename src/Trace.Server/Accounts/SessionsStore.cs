using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>A row of <c>account_session</c>: the cookie's hash, never the cookie.</summary>
public sealed record SessionRow(
    long SessionId,
    long AccountId,
    long BrandId,
    byte[] TokenHash,
    long CreatedAt,
    long SeenAt,
    long ExpiresAt,
    string? Network,
    byte[]? Seal = null);

public static class SessionsStore
{
    public const string Columns =
        """
        SELECT
            session_id AS SessionId,
            account_id AS AccountId,
            brand_id AS BrandId,
            token_hash AS TokenHash,
            created_at AS CreatedAt,
            seen_at AS SeenAt,
            expires_at AS ExpiresAt,
            network AS Network,
            seal AS Seal
        FROM account_session
        """;

    private const string Add =
        """
        INSERT INTO account_session (session_id, account_id, brand_id, token_hash, created_at, seen_at, expires_at, network, seal)
        VALUES (@SessionId, @AccountId, @BrandId, @TokenHash, @CreatedAt, @SeenAt, @ExpiresAt, @Network, @Seal);
        """;

    public static Task AddAsync(Session session, SessionRow row) => session.ExecuteAsync(Add, row);

    public static Task<SessionRow?> FindByHashAsync(Session session, byte[] hash) =>
        session.FindAsync<SessionRow>($"{Columns} WHERE token_hash = @Hash;", new { Hash = hash });

    public static Task<SessionRow?> FindAsync(Session session, long brandId, long accountId, long id) => session.FindAsync<SessionRow>(
        $"{Columns} WHERE session_id = @Id AND account_id = @AccountId AND brand_id = @BrandId;", new { Id = id, AccountId = accountId, BrandId = brandId });

    public static Task<IReadOnlyList<SessionRow>> ListAsync(Session session, long brandId, long accountId) => session.ListAsync<SessionRow>(
        $"{Columns} WHERE account_id = @AccountId AND brand_id = @BrandId ORDER BY created_at DESC, session_id;",
        new { AccountId = accountId, BrandId = brandId });

    public static Task SetSeenAsync(Session session, long id, long at) => session.ExecuteAsync(
        "UPDATE account_session SET seen_at = @At WHERE session_id = @Id AND seen_at < @At;", new { Id = id, At = at });

    /// <summary>False when the account has no such session.</summary>
    public static async Task<bool> RemoveAsync(Session session, long brandId, long accountId, long id) =>
        await session.ExecuteAsync(
            "DELETE FROM account_session WHERE session_id = @Id AND account_id = @AccountId AND brand_id = @BrandId;",
            new { Id = id, AccountId = accountId, BrandId = brandId }) == 1;

    /// <summary>All of an account, but perhaps one.</summary>
    public static Task<int> RemoveAllAsync(Session session, long brandId, long accountId, long except = -1) => session.ExecuteAsync(
        "DELETE FROM account_session WHERE account_id = @AccountId AND brand_id = @BrandId AND session_id <> @Except;",
        new { AccountId = accountId, BrandId = brandId, Except = except });

    public static Task RemoveEndedAsync(Session session, long now, long idleSince) => session.ExecuteAsync(
        "DELETE FROM account_session WHERE expires_at <= @Now OR seen_at <= @IdleSince;", new { Now = now, IdleSince = idleSince });
}
