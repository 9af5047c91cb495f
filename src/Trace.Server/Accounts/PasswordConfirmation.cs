using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>Asks people who are signed in for their password again: an open browser alone must not change how one signs in.</summary>
public sealed class PasswordConfirmation(Database database, PasswordHasher hasher, KeyedLimits limits)
{
    /// <summary>The account, if this is its password. Whoever holds the session of another gets no more tries than by signing in.</summary>
    public async Task<Outcome<AccountRow>> ConfirmAsync(Caller caller, string? password)
    {
        // Counted apart from signing in, whose keys are addresses.
        var who = PublicId.Format(caller.Id);
        if (!limits.TryTake(RateLimitPolicies.SignInNetwork, $"{who}|{caller.Network}", out var failure) || !limits.TryTake(RateLimitPolicies.SignInAccount, who, out failure))
            return failure;
        var account = await database.ReadAsync(session => AccountsStore.FindAsync(session, caller.BrandId, caller.Id));
        if (account == null)
            return People.Unknown(caller.Id);
        if (!PasswordRules.IsReadable(password))
            return Wrong();
        if (!(await hasher.VerifyAsync(password, account.PasswordHash)).TryGet(out var fits, out failure))
            return failure;
        return fits ? account : Wrong();
    }

    public static Failure Wrong() => new("sign_in_failed", "This is not the password of the account.");
}
