using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Components.Endpoints;
using Trace.Server.Web.Consumer;

namespace Trace.Server.Web.Console;

/// <summary>What a browser gets that may not see a page of the console: the way to the sign-in and back, or the page that says why. Everything else answers as ever.</summary>
public sealed class ConsoleAccess : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _default = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded || !IsPage(context))
            return _default.HandleAsync(next, context, policy, authorizeResult);
        if (authorizeResult.Challenged)
        {
            context.Response.Redirect(ReturnPath.SignInFor(context.Request.Path + context.Request.QueryString));
            return Task.CompletedTask;
        }

        // The router asks the same policy again, and shows NoAccess in place of the page.
        AnswerWithPage(context, StatusCodes.Status403Forbidden);
        return next(context);
    }

    /// <summary>The page itself says what the status means. Set when the answer starts: the renderer writes no page where it finds one before.</summary>
    public static void AnswerWithPage(HttpContext context, int status) => context.Response.OnStarting(() =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    private static bool IsPage(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() != null
        && HttpMethods.IsGet(context.Request.Method)
        && BareStatus.AcceptsPage(context.Request);
}
