using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>A row of <c>account</c>. Brand 0 is the deployment. The seal is put on by <see cref="AccountSeal"/>.</summary>
/// <remarks><see cref="Totp"/> is sealed; <see cref="TotpStep"/> is the last time step whose code was used.</remarks>
public sealed record AccountRow(
    long AccountId,
    long BrandId,
    string Role,
    string Email,
    string Name,
    string? PasswordHash,
    byte[]? Totp,
    long TotpConfirmed,
    long TotpStep,
    string? Gtins,
    string? Sites,
    long CreatedAt,
    long? DisabledAt,
    byte[]? Seal = null) : ILimited
{
    long ILimited.Id => AccountId;

    /// <summary>The person as one who asks.</summary>
    public Caller ToCaller() => new(AccountId, ActorKind.Account, Role, BrandId, Limits.Parse(Gtins), Limits.Parse(Sites));
}

public static class AccountsStore
{
    public const string Columns =
        """
        SELECT
            account_id AS AccountId,
            brand_id AS BrandId,
            role AS Role,
            email AS Email,
            name AS Name,
            password_hash AS PasswordHash,
            totp AS Totp,
            totp_confirmed AS TotpConfirmed,
            totp_step AS TotpStep,
            gtins AS Gtins,
            sites AS Sites,
            created_at AS CreatedAt,
            disabled_at AS DisabledAt,
            seal AS Seal
        FROM account
        """;

    private const string Add =
        """
        INSERT INTO account (
            account_id, brand_id, role, email, name, password_hash, totp, totp_confirmed, totp_step, gtins, sites, created_at, disabled_at, seal)
        VALUES (
            @AccountId, @BrandId, @Role, @Email, @Name, @PasswordHash, @Totp, @TotpConfirmed, @TotpStep, @Gtins, @Sites, @CreatedAt, @DisabledAt, @Seal)
        ON CONFLICT (email, brand_id) DO NOTHING;
        """;

    private const string Update =
        """
        UPDATE account
        SET role = @Role, name = @Name, password_hash = @PasswordHash, totp = @Totp, totp_confirmed = @TotpConfirmed, totp_step = @TotpStep,
            gtins = @Gtins, sites = @Sites, disabled_at = @DisabledAt, seal = @Seal
        WHERE account_id = @AccountId AND brand_id = @BrandId;
        """;

    /// <summary>Whoever's they are: for signing in, which knows the address only.</summary>
    public static Task<IReadOnlyList<AccountRow>> ListByEmailAsync(Session session, string email, long? brandId, int limit) =>
        session.ListAsync<AccountRow>(
            $"{Columns} WHERE email = @Email AND (@AnyBrand = 1 OR brand_id = @BrandId) ORDER BY brand_id LIMIT @Limit;",
            new { Email = email, AnyBrand = brandId == null ? 1 : 0, BrandId = brandId ?? 0, Limit = limit });

    public static Task<AccountRow?> FindAsync(Session session, long brandId, long id) => session.FindAsync<AccountRow>(
        $"{Columns} WHERE account_id = @Id AND brand_id = @BrandId;", new { Id = id, BrandId = brandId });

    public static Task<AccountRow?> FindToChangeAsync(Session session, long brandId, long id) => session.FindAsync<AccountRow>(
        $"{Columns} WHERE account_id = @Id AND brand_id = @BrandId{session.ForUpdate};", new { Id = id, BrandId = brandId });

    public static Task<IReadOnlyList<AccountRow>> ListAsync(Session session, long brandId, long after, int limit) => session.ListAsync<AccountRow>(
        $"{Columns} WHERE brand_id = @BrandId AND account_id > @After ORDER BY account_id LIMIT @Limit;",
        new { BrandId = brandId, After = after, Limit = limit });

    /// <summary>False when the brand has an account with this address.</summary>
    public static async Task<bool> AddAsync(Session session, AccountRow row) => await session.ExecuteAsync(Add, row) == 1;

    public static Task UpdateAsync(Session session, AccountRow row) => session.ExecuteAsync(Update, row);

    /// <summary>Disables an account without another word on it. Takes the seal away too: clearing the date does not revive it.</summary>
    public static Task DisableAsync(Session session, AccountRow row, long at) => session.ExecuteAsync(
        "UPDATE account SET disabled_at = @At, seal = @NoSeal WHERE account_id = @AccountId AND brand_id = @BrandId;",
        new { row.AccountId, row.BrandId, At = at, NoSeal = Array.Empty<byte>() });

    /// <summary>False when another sign-in used this time step, or a later one, meanwhile.</summary>
    public static async Task<bool> UseTotpStepAsync(Session session, AccountRow row, long step) =>
        await session.ExecuteAsync(
            "UPDATE account SET totp_step = @Step WHERE account_id = @AccountId AND brand_id = @BrandId AND totp_step < @Step;",
            new { row.AccountId, row.BrandId, Step = step }) == 1;

    /// <summary>Removes the person with sessions and links. The trail keeps the id, which then names nobody.</summary>
    public static async Task RemoveAsync(Session session, long brandId, long id)
    {
        var one = new { Id = id, BrandId = brandId };
        await session.ExecuteAsync("DELETE FROM account_session WHERE account_id = @Id AND brand_id = @BrandId;", one);
        await session.ExecuteAsync("DELETE FROM account_link WHERE account_id = @Id AND brand_id = @BrandId;", one);
        await session.ExecuteAsync("DELETE FROM account WHERE account_id = @Id AND brand_id = @BrandId;", one);
    }
}
