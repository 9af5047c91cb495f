using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Trace.Server.Accounts;
using Trace.Server.Http;

namespace Trace.Server.Web.Console;

/// <summary>Looks twice a minute whether the session behind an open page still stands; if not, the page leads to the sign-in by itself.</summary>
/// <remarks>Looking is no use of the session: a page left open ends with it.</remarks>
public sealed class ConsoleAuthentication(ILoggerFactory log, Sessions sessions) : RevalidatingServerAuthenticationStateProvider(log)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Caller.From(authenticationState.User) is { } known
        && await sessions.RenewAsync(known, isUse: false, cancellationToken) is { } caller
        && caller.Role == known.Role && caller.Gtins.SetEquals(known.Gtins) && caller.Sites.SetEquals(known.Sites);
}
