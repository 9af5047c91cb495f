using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>Sets a password with the token of a one-time link.</summary>
public sealed class Passwords(
    Database database, Links links, PasswordRules rules, PasswordHasher hasher, AccountSeal seal, AuditTrail audit)
{
    /// <summary>Null when the password is set; sessions begun with the old one have ended.</summary>
    public async Task<Failure?> SetAsync(SetPasswordRequest request, string? network)
    {
        var (link, account) = await database.ReadAsync(async session => await links.FindAsync(session, request.Token) is { } found
            ? (found, await AccountsStore.FindAsync(session, found.BrandId, found.AccountId))
            : default);
        if (link == null || account is not { DisabledAt: null })
            return InvalidLink();
        if (rules.Problem(request.Password, account.Email, account.Name) is { } problem)
            return problem;
        if (!(await hasher.HashAsync(request.Password!)).TryGet(out var hash, out var failure))
            return failure;
        return (await database.TryWriteAsync(session => ChangeAsync(session, link, hash, network))).TryGet(out _, out failure) ? null : failure;
    }

    private async Task<Outcome<AccountRow>> ChangeAsync(Session session, LinkRow link, string hash, string? network)
    {
        // As both are now: the link may have been used, the account disabled meanwhile.
        if (await AccountsStore.FindToChangeAsync(session, link.BrandId, link.AccountId) is not { DisabledAt: null } account
            || !seal.Holds(account)
            || !await LinksStore.UseAsync(session, link))
        {
            return InvalidLink();
        }

        var changed = seal.Put(account with { PasswordHash = hash });
        await AccountsStore.UpdateAsync(session, changed);
        await SessionsStore.RemoveAllAsync(session, account.BrandId, account.AccountId);
        // An invitation and a link asked for may stand side by side; with a password both have done their work.
        await LinksStore.RemoveAllAsync(session, account.BrandId, account.AccountId);
        var person = Caller.System(account.BrandId) with { Id = account.AccountId, Kind = ActorKind.Account, Network = network };
        await audit.AddAsync(session, person, new AuditedChange("account.set_password", PublicId.Format(account.AccountId), New: new { link.Kind }));
        return changed;
    }

    private static Failure InvalidLink() => new("invalid_link", "The link was used, has ended, or is not complete. Ask for a new one.");
}
