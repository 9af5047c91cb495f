using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>A row of <c>account_link</c>: who holds its token may set the account's password, once.</summary>
public sealed record LinkRow(
    long LinkId, long AccountId, long BrandId, byte[] TokenHash, string Kind, long CreatedAt, long ExpiresAt, byte[]? Seal = null);

public static class LinksStore
{
    public const string Columns =
        """
        SELECT
            link_id AS LinkId,
            account_id AS AccountId,
            brand_id AS BrandId,
            token_hash AS TokenHash,
            kind AS Kind,
            created_at AS CreatedAt,
            expires_at AS ExpiresAt,
            seal AS Seal
        FROM account_link
        """;

    private const string Add =
        """
        INSERT INTO account_link (link_id, account_id, brand_id, token_hash, kind, created_at, expires_at, seal)
        VALUES (@LinkId, @AccountId, @BrandId, @TokenHash, @Kind, @CreatedAt, @ExpiresAt, @Seal);
        """;

    public static Task AddAsync(Session session, LinkRow row) => session.ExecuteAsync(Add, row);

    public static Task<LinkRow?> FindByHashAsync(Session session, byte[] hash) =>
        session.FindAsync<LinkRow>($"{Columns} WHERE token_hash = @Hash;", new { Hash = hash });

    /// <summary>False when it was used meanwhile.</summary>
    public static async Task<bool> UseAsync(Session session, LinkRow row) =>
        await session.ExecuteAsync("DELETE FROM account_link WHERE link_id = @LinkId AND brand_id = @BrandId;", row) == 1;

    /// <param name="session">The transaction.</param>
    /// <param name="brandId">The brand.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="kind">Only links of this kind; all if left out.</param>
    public static Task RemoveAllAsync(Session session, long brandId, long accountId, string kind = "") => session.ExecuteAsync(
        "DELETE FROM account_link WHERE account_id = @AccountId AND brand_id = @BrandId AND (@Kind = '' OR kind = @Kind);",
        new { AccountId = accountId, BrandId = brandId, Kind = kind });

    public static Task RemoveEndedAsync(Session session, long now) =>
        session.ExecuteAsync("DELETE FROM account_link WHERE expires_at <= @Now;", new { Now = now });
}
