using Trace.Server.Http;

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

    private static async Task<IResult> ChangePasswordAsync(ChangePasswordRequest request, Caller caller, OwnAccount account) =>
        (await account.ChangePasswordAsync(caller, request)).TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;

    private static async Task<IResult> ListSessionsAsync(Caller caller, OwnAccount account) =>
        TypedResults.Ok(new Page<SessionResponse>(await account.ListSessionsAsync(caller), Next: null));

    private static async Task<IResult> EndSessionAsync(string sessionId, Caller caller, OwnAccount account) =>
        (await account.EndSessionAsync(caller, sessionId)).TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;

    private static async Task<IResult> StartTotpAsync(PasswordRequest request, Caller caller, OwnAccount account) =>
        (await account.StartTotpAsync(caller, request)).TryGet(out var started, out var failure) ? TypedResults.Ok(started) : failure;

    private static async Task<IResult> ConfirmTotpAsync(TotpCodeRequest request, Caller caller, OwnAccount account) =>
        (await account.ConfirmTotpAsync(caller, request)).TryGet(out var confirmed, out var failure) ? TypedResults.Ok(confirmed) : failure;

    private static async Task<IResult> RemoveTotpAsync(PasswordRequest request, Caller caller, OwnAccount account) =>
        (await account.RemoveTotpAsync(caller, request)).TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;

    private static async Task<IResult> ExportAsync(Caller caller, OwnAccount account) =>
        (await account.ExportAsync(caller)).TryGet(out var export, out var failure) ? TypedResults.Ok(export) : failure;
}
