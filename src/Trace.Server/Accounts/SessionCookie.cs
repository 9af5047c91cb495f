namespace Trace.Server.Accounts;

/// <summary>The cookie of a person who signed in: HttpOnly, SameSite=Lax, Secure and bound to the host behind TLS.</summary>
/// <remarks>The prefix <c>__Host-</c> (RFC 6265bis) keeps other hosts of the domain from setting it; it needs TLS.</remarks>
public static class SessionCookie
{
    private const string Name = "trace_session";

    public static string? Read(HttpRequest request) => request.Cookies[NameFor(request)];

    public static void Set(HttpContext context, string token, DateTimeOffset expires) =>
        context.Response.Cookies.Append(NameFor(context.Request), token, Options(context, expires));

    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(NameFor(context.Request), Options(context, expires: null));

    private static string NameFor(HttpRequest request) => request.IsHttps ? $"__Host-{Name}" : Name;

    private static CookieOptions Options(HttpContext context, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Expires = expires,
    };
}
