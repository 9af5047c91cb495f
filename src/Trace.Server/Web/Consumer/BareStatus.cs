using Trace.Server.Http;

namespace Trace.Server.Web.Consumer;

/// <summary>What to say where the framework says a status code alone: a page to a browser that found nothing, else a problem document.</summary>
public static class BareStatus
{
    public static Task AnswerAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var result = status == StatusCodes.Status404NotFound && AcceptsPage(context.Request)
            ? ConsumerPages.NotFound(context)
            : Problems.ForStatus(status);
        return result.ExecuteAsync(context);
    }

    /// <summary>The same for a request that a limit refused before its handler.</summary>
    public static Task RefuseAsync(HttpContext context, Failure failure)
    {
        var result = AcceptsPage(context.Request) ? ConsumerPages.Unavailable(context, failure) : failure;
        return result.ExecuteAsync(context);
    }

    /// <summary>A browser says so; programs that take anything get the problem document.</summary>
    public static bool AcceptsPage(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
}
