using Trace.Server.Http;
using Trace.Server.RateLimits;

namespace Trace.Server.Accounts;

/// <summary>Setting a password with a one-time link, and asking for such a link.</summary>
public static class PasswordsApi
{
    private const int MaxBodyBytes = 4096;

    public static void MapPasswords(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/passwords").WithTags("Accounts").AllowAnonymous().RequireRateLimiting(RateLimitPolicies.SignIn)
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

    private static async Task<IResult> SetAsync(SetPasswordRequest request, HttpContext context, Passwords passwords) =>
        await passwords.SetAsync(request, Caller.NetworkOf(context.Connection.RemoteIpAddress)) is { } problem ? problem : TypedResults.NoContent();

    private static IResult Ask(ResetPasswordRequest request, LinkDelivery delivery, PasswordMail mail, KeyedLimits limits)
    {
        if (!AccountRules.Email(request.Email).TryGet(out var email, out var failure))
            return failure;
        // The same answer past the limit, or the limit would fill mailboxes no less and tell more.
        if (delivery.ByMail && limits.TryTake(RateLimitPolicies.PasswordMail, email, out _))
            mail.Enqueue(email, request.Brand);
        return TypedResults.Accepted((string?)null);
    }
}
