using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>What people do with their own account. API keys have none.</summary>
public static class OwnAccountApi
{
    public static void MapOwnAccount(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/account").WithTags("Accounts").RequireAuthorization(Policies.Person);
        group.MapPost("/password", ChangePasswordAsync).WithName("ChangePassword")
            .WithSummary("Change the password; all other sessions of the person end")
            .WithProblems("sign_in_failed", "invalid_password", "overloaded")
            .Produces(StatusCodes.Status204NoContent);
        group.MapGet("/sessions", ListSessionsAsync).WithName("ListSessions")
            .WithSummary("The sessions of the person, newest first")
            .Produces<Page<SessionResponse>>();
        group.MapDelete("/sessions/{sessionId}", EndSessionAsync).WithName("EndSession")
            .WithSummary("End one session of the person")
            .Produces(StatusCodes.Status204NoContent);
        group.MapPost("/totp", StartTotpAsync).WithName("StartTotp")
            .WithSummary("Begin with a second factor: a secret for an authenticator app, which counts once a code confirms it")
            .WithProblems("sign_in_failed", "invalid_account", "overloaded")
            .Produces<TotpResponse>();
        group.MapPost("/totp/confirm", ConfirmTotpAsync).WithName("ConfirmTotp")
            .WithSummary("Confirm the second factor with a code; gives recovery codes, shown once")
            .WithProblems("invalid_code", "invalid_account")
            .Produces<TotpConfirmedResponse>();
        group.MapPost("/totp/remove", RemoveTotpAsync).WithName("RemoveTotp")
            .WithSummary("Do without a second factor again")
            .WithProblems("sign_in_failed", "overloaded")
            .Produces(StatusCodes.Status204NoContent);
        group.MapGet("/export", ExportAsync).WithName("ExportOwnAccount")
            .WithSummary("All that is kept of the person")
            .Produces<AccountExport>();
    }

    private static async Task<IResult> ChangePasswordAsync(
        ChangePasswordRequest request, Caller caller, Database database, PasswordConfirmation confirmation, PasswordHasher hasher, PasswordRules rules, AccountSeal seal, AuditTrail audit)
    {
        if (!(await confirmation.ConfirmAsync(caller, request.CurrentPassword)).TryGet(out var account, out var failure))
            return failure;
        if (rules.Problem(request.NewPassword, account.Email, account.Name) is { } problem)
            return problem;
        if (!(await hasher.HashAsync(request.NewPassword!)).TryGet(out var hash, out failure))
            return failure;
        return await ChangeAsync(database, caller, account.PasswordHash, async (session, current) =>
        {
            await AccountsStore.UpdateAsync(session, seal.Put(current with { PasswordHash = hash }));
            await SessionsStore.RemoveAllAsync(session, caller.BrandId, caller.Id, except: caller.SessionId);
            await LinksStore.RemoveAllAsync(session, caller.BrandId, caller.Id);
            await audit.AddAsync(session, caller, new AuditedChange("account.change_password", PublicId.Format(caller.Id)));
            return TypedResults.NoContent();
        });
    }

    private static async Task<IResult> ListSessionsAsync(Caller caller, Database database, AccountExports exports) => TypedResults.Ok(
        new Page<SessionResponse>(
            await database.ReadAsync(session => exports.SessionsAsync(session, caller.BrandId, caller.Id, caller.SessionId)), Next: null));

    private static async Task<IResult> EndSessionAsync(string sessionId, Caller caller, Database database, AuditTrail audit)
    {
        var ended = PublicId.TryParse(sessionId, out var id) && await database.WriteAsync(async session =>
        {
            if (!await SessionsStore.RemoveAsync(session, caller.BrandId, caller.Id, id))
                return false;
            await audit.AddAsync(session, caller, new AuditedChange("session.end", sessionId));
            return true;
        });
        return ended ? TypedResults.NoContent() : new Failure("not_found", $"You have no session {sessionId}.");
    }

    private static async Task<IResult> StartTotpAsync(
        PasswordRequest request, Caller caller, Database database, PasswordConfirmation confirmation, TwoFactor twoFactor, AccountSeal seal)
    {
        if (!(await confirmation.ConfirmAsync(caller, request.Password)).TryGet(out var account, out var failure))
            return failure;
        return await ChangeAsync(database, caller, account.PasswordHash, async (session, current) =>
        {
            if (current.TotpConfirmed != 0)
                return new Failure("invalid_account", "The account has a second factor; remove it first.");
            await AccountsStore.UpdateAsync(session, seal.Put(twoFactor.Start(current, out var secret)));
            return TypedResults.Ok(new TotpResponse(TwoFactor.Text(secret), TwoFactor.Uri(secret, current.Email)));
        });
    }

    private static Task<IResult> ConfirmTotpAsync(
        TotpCodeRequest request, Caller caller, Database database, TwoFactor twoFactor, AccountSeal seal, AuditTrail audit) =>
        ChangeAsync(database, caller, passwordHash: null, async (session, current) =>
        {
            if (current.TotpConfirmed != 0 || current.Totp == null)
                return new Failure("invalid_account", "There is no second factor to confirm; begin with one first.");
            if (twoFactor.FindStep(current, request.Code?.Trim() ?? "") is not { } step)
                return new Failure("invalid_code", "This is not the code of this moment. Is the clock of the phone right?");
            await AccountsStore.UpdateAsync(session, seal.Put(twoFactor.Confirm(current, step, out var recoveryCodes)));
            await audit.AddAsync(session, caller, new AuditedChange("account.add_second_factor", PublicId.Format(caller.Id)));
            return TypedResults.Ok(new TotpConfirmedResponse(recoveryCodes));
        });

    private static async Task<IResult> RemoveTotpAsync(
        PasswordRequest request, Caller caller, Database database, PasswordConfirmation confirmation, AccountSeal seal, AuditTrail audit)
    {
        if (!(await confirmation.ConfirmAsync(caller, request.Password)).TryGet(out var account, out var failure))
            return failure;
        return await ChangeAsync(database, caller, account.PasswordHash, async (session, current) =>
        {
            await AccountsStore.UpdateAsync(session, seal.Put(current with { Totp = null, TotpConfirmed = 0, TotpStep = 0 }));
            await audit.AddAsync(session, caller, new AuditedChange("account.remove_second_factor", PublicId.Format(caller.Id)));
            return TypedResults.NoContent();
        });
    }

    private static async Task<IResult> ExportAsync(Caller caller, Database database, AccountExports exports) =>
        await database.ReadAsync(async session => await AccountsStore.FindAsync(session, caller.BrandId, caller.Id) is { } row
            ? await exports.ReadAsync(session, row, caller.SessionId)
            : null) is { } export
            ? TypedResults.Ok(export)
            : People.Unknown(caller.Id);

    /// <summary>Changes the account as it is now, unless its password changed since it was confirmed.</summary>
    private static async Task<IResult> ChangeAsync(
        Database database, Caller caller, string? passwordHash, Func<Session, AccountRow, Task<IResult>> change)
    {
        var outcome = await database.TryWriteAsync<IResult>(async session =>
        {
            if (await AccountsStore.FindToChangeAsync(session, caller.BrandId, caller.Id) is not { } current)
                return People.Unknown(caller.Id);
            if (passwordHash != null && current.PasswordHash != passwordHash)
                return PasswordConfirmation.Wrong();
            var result = await change(session, current);
            return result is Failure failure ? failure : Outcome.Of(result);
        });
        return outcome.TryGet(out var answer, out var problem) ? answer : problem;
    }
}
