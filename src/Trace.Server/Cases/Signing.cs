using Trace.Server.Accounts;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>The person who signs what goes out, or reviewed what came.</summary>
public sealed record Signer(long Id, string Name, string Email, string Role);

/// <summary>Finds out that a person, and no machine, says so now.</summary>
public sealed class Signing(Database database, PasswordConfirmation confirmation, AccountSeal seal)
{
    /// <summary>The person, if he or she confirms it: with the password too, unless an identity provider signs the account in and it has none here.</summary>
    public async Task<Outcome<Signer>> ConfirmAsync(Caller caller, bool confirm, string? password)
    {
        if (caller.Kind != ActorKind.Account)
            return PersonNeeded();
        if (!confirm)
            return new Failure("invalid_case", "`confirm` is true: the person says that he or she signs or reviewed it.");
        var account = await database.ReadAsync(session => FindAsync(session, caller));
        if (account is { PasswordHash: not null } && !(await confirmation.ConfirmAsync(caller, password)).TryGet(out account, out var failure))
            return failure;
        return account == null ? People.Unknown(caller.Id) : ToSigner(account);
    }

    /// <summary>Who would sign, for a preview; null for a machine.</summary>
    public Task<Signer?> FindSignerAsync(Caller caller) => database.ReadAsync(session => FindSignerAsync(session, caller));

    /// <inheritdoc cref="FindSignerAsync(Caller)"/>
    public async Task<Signer?> FindSignerAsync(Session session, Caller caller) => await FindAsync(session, caller) is { } account ? ToSigner(account) : null;

    public static Failure PersonNeeded() => new("person_needed", "A person who is signed in does this; an API key does not sign, agree or review.");

    private async Task<AccountRow?> FindAsync(Session session, Caller caller) =>
        caller.Kind == ActorKind.Account && await AccountsStore.FindAsync(session, caller.BrandId, caller.Id) is { DisabledAt: null } account && seal.Holds(account) ? account : null;

    private static Signer ToSigner(AccountRow account) => new(account.AccountId, account.Name, account.Email, account.Role);
}
