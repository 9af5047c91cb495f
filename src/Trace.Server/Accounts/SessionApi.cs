using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>Signing in and out, and who one is.</summary>
public static class SessionApi
{
    private const int MaxBodyBytes = 4096;

    public static void MapSession(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/session").WithTags("Accounts");
        group.MapPost("", SignInAsync).AllowAnonymous().RequireRateLimiting(RateLimitPolicies.SignIn).WithName("SignIn")
            .WithSummary("Sign in with a password and, where the account has one, a second factor; sets a cookie")
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBodyBytes))
            .WithProblems("sign_in_failed", "second_factor_needed", "brand_needed", "overloaded", "forbidden")
            .Produces<CallerResponse>();
        group.MapGet("", GetAsync).RequireAuthorization(Policies.AnyRole).WithName("GetSession")
            .WithSummary("Who the caller is: a person or an API key, with role and limits")
            .Produces<CallerResponse>();
        group.MapDelete("", SignOutAsync).RequireAuthorization(Policies.Person).WithName("SignOut")
            .WithSummary("Sign out: the session ends, the cookie goes")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> SignInAsync(SignInRequest request, HttpContext context, SignIn signIn)
    {
        // A form of another site must not sign people in to an account of its maker.
        if (context.Request.Headers.ContainsKey("Sec-Fetch-Site") && !SessionAuthentication.IsFromOurPages(context.Request))
            return new Failure("forbidden", "Signing in works from this site's own pages, and from programs.");
        var outcome = await signIn.WithPasswordAsync(request, Caller.NetworkOf(context.Connection.RemoteIpAddress));
        if (!outcome.TryGet(out var begun, out var failure))
            return failure;
        var ends = DateTimeOffset.FromUnixTimeMilliseconds(begun.Session.ExpiresAt);
        SessionCookie.Set(context, begun.Token, ends);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(Describe(begun.Account, ends));
    }

    private static async Task<IResult> GetAsync(Caller caller, Database database)
    {
        if (caller.Kind == ActorKind.Account)
        {
            var (account, sessions) = await database.ReadAsync(async session => (
                await AccountsStore.FindAsync(session, caller.BrandId, caller.Id),
                await SessionsStore.ListAsync(session, caller.BrandId, caller.Id)));
            return account != null && sessions.FirstOrDefault(row => row.SessionId == caller.SessionId) is { } current
                ? TypedResults.Ok(Describe(account, DateTimeOffset.FromUnixTimeMilliseconds(current.ExpiresAt)))
                : Problems.ForStatus(StatusCodes.Status401Unauthorized);
        }

        return TypedResults.Ok(new CallerResponse(
            "api_key",
            PublicId.Format(caller.Id),
            caller.Role,
            BrandOf(caller.BrandId),
            caller.Gtins.Count == 0 ? null : [.. caller.Gtins.Order(StringComparer.Ordinal)],
            caller.Sites.Count == 0 ? null : [.. caller.Sites.Order(StringComparer.Ordinal)],
            Account: null,
            ExpiresAt: null));
    }

    private static async Task<IResult> SignOutAsync(Caller caller, HttpContext context, Database database, Audit.AuditTrail audit)
    {
        await EndAsync(context, caller, database, audit);
        return TypedResults.NoContent();
    }

    /// <summary>Ends the caller's session, and takes the cookie back.</summary>
    public static async Task EndAsync(HttpContext context, Caller caller, Database database, Audit.AuditTrail audit)
    {
        await database.WriteAsync(async session =>
        {
            if (await SessionsStore.RemoveAsync(session, caller.BrandId, caller.Id, caller.SessionId))
                await audit.AddAsync(session, caller, new Audit.AuditedChange("session.sign_out", PublicId.Format(caller.SessionId)));
        });
        SessionCookie.Clear(context);
    }

    private static CallerResponse Describe(AccountRow account, DateTimeOffset ends) => new(
        "account",
        PublicId.Format(account.AccountId),
        account.Role,
        BrandOf(account.BrandId),
        Limits.ToList(account.Gtins),
        Limits.ToList(account.Sites),
        People.ToResponse(account),
        ends);

    private static string? BrandOf(long brandId) => brandId == 0 ? null : PublicId.Format(brandId);
}
