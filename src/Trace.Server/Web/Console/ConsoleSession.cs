using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Trace.Server.Accounts;
using Trace.Server.Http;

namespace Trace.Server.Web.Console;

/// <summary>
/// The one way by which a page gets a <see cref="Caller"/>, without which no function of a slice answers: it names the policy, and the session is looked at
/// again each time, so that who signed out, was disabled or has another role by now gets nothing more, however long the page stays open.
/// </summary>
public sealed class ConsoleSession(AuthenticationStateProvider authentication, IAuthorizationService authorization, Sessions sessions)
{
    /// <summary>Where the page was opened from, coarsely, for the trail.</summary>
    public string? Network { get; set; }

    /// <summary>Who asks, if the policy lets them.</summary>
    /// <param name="policy">One of <see cref="Policies"/>: the one of the route that does the same.</param>
    /// <exception cref="SignedOutException">The session has ended.</exception>
    /// <exception cref="NoAccessException">The role is another.</exception>
    public async Task<Caller> AsAsync(string policy) => await FindAsync(policy) is { } caller ? caller : throw new NoAccessException();

    /// <summary>Whether the policy lets the person: for what a page shows or leaves out.</summary>
    public async Task<bool> MayAsync(string policy) => await FindAsync(policy) != null;

    private async Task<Caller?> FindAsync(string policy)
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        if (Caller.From(user) is not { Kind: ActorKind.Account } known || await sessions.RenewAsync(known, isUse: true) is not { } caller)
            throw new SignedOutException();
        var allowed = await authorization.AuthorizeAsync(caller.ToPrincipal(SessionAuthentication.SchemeName), policy);
        return allowed.Succeeded ? caller with { Network = Network } : null;
    }
}

/// <summary>The session of a page has ended; the layout leads to the sign-in.</summary>
public sealed class SignedOutException() : Exception("The session has ended.");

/// <summary>The role of the session's person does not do that.</summary>
public sealed class NoAccessException() : Exception("The role does not do that.");
