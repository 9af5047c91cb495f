using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>Checks who someone is: password, then second factor. What fails is answered alike, so nobody learns which addresses exist.</summary>
public sealed class SignIn(
    Database database, PasswordHasher hasher, AccountSeal seal, TwoFactor twoFactor, Sessions sessions, KeyedLimits limits, AuditTrail audit, FailedSignIns failures)
{
    /// <summary>One person may have accounts in several brands, with one password or several.</summary>
    private const int MaxAccounts = 8;

    private const string SignedIn = "session.sign_in";

    private static readonly Failure Refused = new("sign_in_failed", "Address and password do not fit together, or the account is disabled.");

    public async Task<Outcome<(SessionRow Session, AccountRow Account, string Token)>> WithPasswordAsync(SignInRequest request, string? network)
    {
        // From one network a few tries; from all together more, or anyone could lock anyone out. Unknown addresses count alike.
        var who = request.Email?.Trim().ToUpperInvariant() ?? "";
        if (!limits.TryTake(RateLimitPolicies.SignInNetwork, $"{who}|{network}", out var failure)
            || !limits.TryTake(RateLimitPolicies.SignInAccount, who, out failure)
            || !(await FindAsync(request)).TryGet(out var account, out failure))
        {
            return failure;
        }

        if (account.TotpConfirmed != 0 && string.IsNullOrWhiteSpace(request.Code))
            return new Failure("second_factor_needed", "Send `code` too: the six digits of the authenticator app, or a recovery code.");
        var outcome = await database.TryWriteAsync(session => BeginAsync(session, account, request.Code?.Trim(), network));
        if (!outcome.TryGet(out _, out failure))
            failures.Count(account);
        return outcome;
    }

    /// <summary>Whoever proved otherwise who they are, such as to an identity provider. A second factor is that provider's affair.</summary>
    public Task<(SessionRow Session, AccountRow Account, string Token)> BeginAsync(Session session, AccountRow account, string? network) =>
        AddAsync(session, account, network);

    /// <summary>The accounts that an address has, whose seals hold and that may sign in.</summary>
    public async Task<IReadOnlyList<AccountRow>> ListAsync(string email, string? slug)
    {
        var rows = await database.ReadAsync(async session =>
        {
            long? brandId = null;
            if (slug == BrandSlug.OfDeployment)
            {
                brandId = 0;
            }
            else if (!string.IsNullOrEmpty(slug))
            {
                if (!BrandSlug.Is(slug) || await BrandsStore.FindBySlugAsync(session, slug) is not { } brand)
                    return [];
                brandId = brand.BrandId;
            }

            return await AccountsStore.ListByEmailAsync(session, email, brandId, MaxAccounts);
        });
        return rows.Where(row => row.DisabledAt == null && seal.Holds(row)).ToList();
    }

    /// <summary>The account of an address that somebody else vouches for; null where there is none, or several and nobody said which.</summary>
    /// <remarks>Every brand can invite every address, so an invitation nobody took up stands in the way of no account that is in use.</remarks>
    public async Task<AccountRow?> FindVouchedForAsync(string email, string? slug)
    {
        var accounts = await ListAsync(email, slug);
        if (accounts.Count <= 1)
            return accounts.SingleOrDefault();
        var inUse = await database.ReadAsync(async session =>
        {
            var found = new List<AccountRow>();
            foreach (var account in accounts)
            {
                // Who came by way of the provider has no password, so the trail must tell.
                if (account.PasswordHash != null || await AuditStore.HasActedAsync(session, account.BrandId, account.AccountId, SignedIn))
                    found.Add(account);
            }

            return found;
        });
        return inUse.Count == 1 ? inUse[0] : null;
    }

    private async Task<Outcome<AccountRow>> FindAsync(SignInRequest request)
    {
        var password = request.Password ?? "";
        var accounts = AccountRules.Email(request.Email).TryGet(out var email, out _) && PasswordRules.IsReadable(password)
            ? await ListAsync(email, request.Brand)
            : [];
        var found = new List<AccountRow>();
        // At least one derivation, so that an unknown address takes as long as a known one.
        foreach (var stored in accounts.Select(row => row.PasswordHash).DefaultIfEmpty())
        {
            if (!(await hasher.VerifyAsync(PasswordRules.IsReadable(password) ? password : "", stored)).TryGet(out var fits, out var failure))
                return failure;
            if (fits)
                found.AddRange(accounts.Where(row => row.PasswordHash == stored));
        }

        if (found.Count == 1)
            return found[0];
        if (found.Count > 1)
            return new Failure("brand_needed", "You have accounts in several brands: send `brand`, the slug of the one you mean, or `-` for your account of the deployment.");
        // Nothing is waited for here that an unknown address would not have to wait for.
        foreach (var account in accounts)
            failures.Count(account);
        return Refused;
    }

    private async Task<Outcome<(SessionRow Session, AccountRow Account, string Token)>> BeginAsync(
        Session session, AccountRow account, string? code, string? network)
    {
        // As it is now: another sign-in may have used the code, an admin may have disabled the account.
        if (await AccountsStore.FindToChangeAsync(session, account.BrandId, account.AccountId) is not { DisabledAt: null } current
            || current.PasswordHash != account.PasswordHash
            || !seal.Holds(current))
        {
            return Refused;
        }

        if (current.TotpConfirmed != 0 && !await UseCodeAsync(session, current, code ?? ""))
            return new Failure("sign_in_failed", "The code is wrong, or was used before.");
        return await AddAsync(session, current, network);
    }

    private async Task<bool> UseCodeAsync(Session session, AccountRow account, string code)
    {
        if (twoFactor.FindStep(account, code) is { } step)
            return await AccountsStore.UseTotpStepAsync(session, account, step);
        if (twoFactor.UseRecoveryCode(account, code) is not { } used)
            return false;
        await AccountsStore.UpdateAsync(session, seal.Put(used));
        await audit.AddAsync(session, CallerOf(account, network: null), new AuditedChange("session.recovery_code_used", PublicId.Format(account.AccountId)));
        return true;
    }

    private async Task<(SessionRow Session, AccountRow Account, string Token)> AddAsync(Session session, AccountRow account, string? network)
    {
        var (row, token) = await sessions.BeginAsync(session, account, network);
        await audit.AddAsync(session, CallerOf(account, network), new AuditedChange(SignedIn, PublicId.Format(row.SessionId)));
        return (row, account, token);
    }

    private static Caller CallerOf(AccountRow account, string? network) =>
        Caller.System(account.BrandId) with { Id = account.AccountId, Kind = ActorKind.Account, Network = network };
}
