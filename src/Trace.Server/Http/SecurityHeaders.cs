namespace Trace.Server.Http;

/// <summary>Headers every answer carries, whoever made it. Where an address has set one of them itself, that stays.</summary>
/// <remarks>Set when the answer starts: what fails on the way clears the headers that were there.</remarks>
public sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>What is no page loads nothing, runs nothing and stands in no frame, also when a browser is made to show it as one.</summary>
    public const string NoPage = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>The explorer is files of our own address, without inline script; it writes styles into its elements.</summary>
    private const string Explorer =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    internal const string NoPermissions = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";

    /// <summary>A year. Not the domains below it: those are the brand's, not ours.</summary>
    private const string OnlyTls = "max-age=31536000";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state => SetAsync((HttpContext)state), context);
        return next(context);
    }

    private static Task SetAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.TryAdd("Content-Security-Policy", context.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase) ? Explorer : NoPage);
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Permissions-Policy", NoPermissions);
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = OnlyTls;
        // What was asked with a key is for its holder alone.
        if (headers.CacheControl.Count == 0 && context.User.Identity?.IsAuthenticated == true)
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
