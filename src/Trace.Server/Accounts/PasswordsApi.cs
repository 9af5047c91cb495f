using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>Setting a password with a one-time link, and asking for such a link.</summary>
public static class PasswordsApi
{
    private const int MaxBodyBytes = 4096;

    public static void MapPasswords(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/passwords").WithTags("Accounts").AllowAnonymous()
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBodyBytes));
        group.MapPost("", SetAsync).WithName("SetPassword")
            .WithSummary("Set a password with the token of an invitation or a reset; the token works once")
            .WithProblems("invalid_link", "invalid_password", "overloaded")
            .Produces(StatusCodes.Status204NoContent);
        group.MapPost("/reset", Ask).WithName("AskForPassword")
            .WithSummary("Ask for a link by mail; the same answer whether there is such an account or not")
            .WithProblems("invalid_account")
            .Produces(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> SetAsync(
        SetPasswordRequest request, HttpContext context, Database database, Links links, PasswordRules rules, PasswordHasher hasher, AccountSeal seal, AuditTrail audit)
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
        var outcome = await database.TryWriteAsync<IResult>(async session =>
        {
            if (!await LinksStore.UseAsync(session, link)
                || await AccountsStore.FindToChangeAsync(session, account.BrandId, account.AccountId) is not { DisabledAt: null } current
                || !seal.Holds(current))
            {
                return InvalidLink();
            }

            await AccountsStore.UpdateAsync(session, seal.Put(current with { PasswordHash = hash }));
            await SessionsStore.RemoveAllAsync(session, account.BrandId, account.AccountId);
            var person = Caller.System(account.BrandId) with
            {
                Id = account.AccountId, Kind = ActorKind.Account, Network = Caller.NetworkOf(context.Connection.RemoteIpAddress),
            };
            await audit.AddAsync(session, person, new AuditedChange("account.set_password", PublicId.Format(account.AccountId), New: new { link.Kind }));
            return TypedResults.NoContent();
        });
        return outcome.TryGet(out var answer, out failure) ? answer : failure;
    }

    private static IResult Ask(ResetPasswordRequest request, LinkDelivery delivery, PasswordMail mail)
    {
        if (!AccountRules.Email(request.Email).TryGet(out var email, out var failure))
            return failure;
        if (delivery.ByMail)
            mail.Enqueue(email, request.Brand);
        return TypedResults.Accepted((string?)null);
    }

    private static Failure InvalidLink() => new("invalid_link", "The link was used, has ended, or is not complete. Ask for a new one.");
}
