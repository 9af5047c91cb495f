namespace Trace.Server.Http;

/// <summary>Headers every answer carries.</summary>
public sealed class SecurityHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.XFrameOptions = "DENY";
        context.Response.OnStarting(static state =>
        {
            // What was asked with a key is for its holder alone.
            var response = ((HttpContext)state).Response;
            if (response.Headers.CacheControl.Count == 0 && response.HttpContext.User.Identity?.IsAuthenticated == true)
                response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }, context);
        return next(context);
    }
}
