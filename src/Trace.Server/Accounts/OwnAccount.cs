using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>What people do with their own account: for the API and the console alike.</summary>
public sealed class OwnAccount(
    Database database, PasswordConfirmation confirmation, PasswordHasher hasher, PasswordRules rules, AccountSeal seal, TwoFactor twoFactor, AccountExports exports, AuditTrail audit)
{
    public async Task<Outcome<AccountResponse>> FindAsync(Caller caller) =>
        await database.ReadAsync(session => AccountsStore.FindAsync(session, caller.BrandId, caller.Id)) is { } row ? People.ToResponse(row) : People.Unknown(caller.Id);

    /// <summary>All other sessions of the person end.</summary>
    public async Task<Outcome<AccountRow>> ChangePasswordAsync(Caller caller, ChangePasswordRequest request)
    {
        if (!(await confirmation.ConfirmAsync(caller, request.CurrentPassword)).TryGet(out var account, out var failure))
            return failure;
        if (rules.Problem(request.NewPassword, account.Email, account.Name) is { } problem)
            return problem;
        if (!(await hasher.HashAsync(request.NewPassword!)).TryGet(out var hash, out failure))
            return failure;
        return await ChangeAsync<AccountRow>(caller, account.PasswordHash, async (session, current) =>
        {
            var changed = seal.Put(current with { PasswordHash = hash });
            await AccountsStore.UpdateAsync(session, changed);
            await SessionsStore.RemoveAllAsync(session, caller.BrandId, caller.Id, except: caller.SessionId);
            await LinksStore.RemoveAllAsync(session, caller.BrandId, caller.Id);
            await audit.AddAsync(session, caller, new AuditedChange("account.change_password", PublicId.Format(caller.Id)));
            return changed;
        });
    }

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<SessionResponse>> ListSessionsAsync(Caller caller) =>
        database.ReadAsync(session => exports.SessionsAsync(session, caller.BrandId, caller.Id, caller.SessionId));

    public async Task<Outcome<string>> EndSessionAsync(Caller caller, string sessionId)
    {
        var ended = PublicId.TryParse(sessionId, out var id) && await database.WriteAsync(async session =>
        {
            if (!await SessionsStore.RemoveAsync(session, caller.BrandId, caller.Id, id))
                return false;
            await audit.AddAsync(session, caller, new AuditedChange("session.end", sessionId));
            return true;
        });
        return ended ? sessionId : new Failure("not_found", $"You have no session {sessionId}.");
    }

    public async Task<Outcome<TotpResponse>> StartTotpAsync(Caller caller, PasswordRequest request)
    {
        if (!(await confirmation.ConfirmAsync(caller, request.Password)).TryGet(out var account, out var failure))
            return failure;
        return await ChangeAsync<TotpResponse>(caller, account.PasswordHash, async (session, current) =>
        {
            if (current.TotpConfirmed != 0)
                return new Failure("invalid_account", "The account has a second factor; remove it first.");
            await AccountsStore.UpdateAsync(session, seal.Put(twoFactor.Start(current, out var secret)));
            return new TotpResponse(TwoFactor.Text(secret), TwoFactor.Uri(secret, current.Email));
        });
    }

    public Task<Outcome<TotpConfirmedResponse>> ConfirmTotpAsync(Caller caller, TotpCodeRequest request) =>
        ChangeAsync<TotpConfirmedResponse>(caller, passwordHash: null, async (session, current) =>
        {
            if (current.TotpConfirmed != 0 || current.Totp == null)
                return new Failure("invalid_account", "There is no second factor to confirm; begin with one first.");
            if (twoFactor.FindStep(current, request.Code?.Trim() ?? "") is not { } step)
                return new Failure("invalid_code", "This is not the code of this moment. Is the clock of the phone right?");
            await AccountsStore.UpdateAsync(session, seal.Put(twoFactor.Confirm(current, step, out var recoveryCodes)));
            await audit.AddAsync(session, caller, new AuditedChange("account.add_second_factor", PublicId.Format(caller.Id)));
            return new TotpConfirmedResponse(recoveryCodes);
        });

    public async Task<Outcome<AccountRow>> RemoveTotpAsync(Caller caller, PasswordRequest request)
    {
        if (!(await confirmation.ConfirmAsync(caller, request.Password)).TryGet(out var account, out var failure))
            return failure;
        return await ChangeAsync<AccountRow>(caller, account.PasswordHash, async (session, current) =>
        {
            var changed = seal.Put(current with { Totp = null, TotpConfirmed = 0, TotpStep = 0 });
            await AccountsStore.UpdateAsync(session, changed);
            await audit.AddAsync(session, caller, new AuditedChange("account.remove_second_factor", PublicId.Format(caller.Id)));
            return changed;
        });
    }

    public async Task<Outcome<AccountExport>> ExportAsync(Caller caller) =>
        await database.ReadAsync(async session => await AccountsStore.FindAsync(session, caller.BrandId, caller.Id) is { } row
            ? await exports.ReadAsync(session, row, caller.SessionId)
            : null) is { } export
            ? export
            : People.Unknown(caller.Id);

    /// <summary>Changes the account as it is now, unless its password changed since it was confirmed.</summary>
    private Task<Outcome<T>> ChangeAsync<T>(Caller caller, string? passwordHash, Func<Session, AccountRow, Task<Outcome<T>>> change) =>
        database.TryWriteAsync<T>(async session =>
        {
            if (await AccountsStore.FindToChangeAsync(session, caller.BrandId, caller.Id) is not { } current)
                return People.Unknown(caller.Id);
            return passwordHash != null && current.PasswordHash != passwordHash ? PasswordConfirmation.Wrong() : await change(session, current);
        });
}
