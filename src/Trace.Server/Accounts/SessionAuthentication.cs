using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Trace.Server.Accounts;

/// <summary>Reads the cookie of a person who signed in.</summary>
/// <remarks>
/// A request that may change something must come from our own pages: browsers say so in <c>Sec-Fetch-Site</c>, older ones in
/// <c>Origin</c>. One that says neither is refused. A web socket counts as such: no rule of browsers keeps another site from opening one.
/// </remarks>
public sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (SessionCookie.Read(Request) is not { Length: > 0 } token)
            return AuthenticateResult.NoResult();
        if ((!IsSafe(Request.Method) || IsWebSocket(Request)) && !IsFromOurPages(Request))
            return AuthenticateResult.Fail("A cookie alone changes nothing: the request must come from a page of this site.");
        if (await sessions.FindAsync(token, Context.RequestAborted) is not var (session, account))
            return AuthenticateResult.Fail("The session has ended.");
        var caller = account.ToCaller() with { SessionId = session.SessionId };
        return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(SchemeName), SchemeName));
    }

    public static bool IsFromOurPages(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site))
            return site == "same-origin";
        return request.Headers.TryGetValue("Origin", out var origin)
            && string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsWebSocket(HttpRequest request) => string.Equals(request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase);

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
