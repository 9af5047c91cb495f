using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>Reads <c>Authorization: Bearer trace_…</c>.</summary>
public sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Database database, ApiKeySeal seal, LastUses uses, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        var text = header[Bearer.Length..].Trim();
        if (!ApiKey.IsWellFormed(text))
            return AuthenticateResult.Fail("Not an API key.");

        var row = await database.ReadAsync(
            session => ApiKeysStore.FindByHashAsync(session, ApiKey.Hash(text)), Context.RequestAborted);
        if (row == null)
            return AuthenticateResult.Fail("Unknown or revoked API key.");
        if (!seal.Holds(row))
        {
            AccountsLog.BrokenSeal(Logger, PublicId.Format(row.ApiKeyId));
            return AuthenticateResult.Fail("The seal of this API key does not hold.");
        }

        if (row.ExpiresAt <= clock.GetUtcNow().ToUnixTimeMilliseconds())
            return AuthenticateResult.Fail("This API key has expired.");
        uses.OfKey(row.ApiKeyId);
        var caller = new Caller(row.ApiKeyId, ActorKind.ApiKey, row.Role, row.BrandId ?? 0, Limits.Parse(row.Gtins), Limits.Parse(row.Sites))
        {
            ExpiresAt = UnixTime.Of(row.ExpiresAt),
        };
        return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(SchemeName), SchemeName));
    }

    /// <summary>Says which of the two it was: no key, or one that is not accepted.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Problems.WriteAsync(
        Context,
        !Request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? Problems.ForStatus(StatusCodes.Status401Unauthorized)
            : new Failure("unauthenticated", "The API key that was sent is not known here, was revoked or has expired."));
}

internal static partial class AccountsLog
{
    [LoggerMessage(5001, LogLevel.Error, "The seal of API key {ApiKeyId} does not hold; it is not accepted.")]
    public static partial void BrokenSeal(ILogger logger, string apiKeyId);

    [LoggerMessage(5002, LogLevel.Warning, "When API keys were used last could not be stored; it is tried again.")]
    public static partial void UsesNotStored(ILogger logger, Exception exception);

    [LoggerMessage(5003, LogLevel.Error, "A mail could not be handed to the mail server: {Error}.")]
    public static partial void MailNotSent(ILogger logger, string error);

    [LoggerMessage(5005, LogLevel.Warning, "The identity provider signed nobody in: {Error}.")]
    public static partial void ProviderRefused(ILogger logger, string error);

    [LoggerMessage(5004, LogLevel.Error, "A link to set a password could not be made: {Error}.")]
    public static partial void LinkNotMade(ILogger logger, string error);

    [LoggerMessage(5006, LogLevel.Warning, "Failed tries to sign in could not be stored; it is tried again.")]
    public static partial void FailuresNotStored(ILogger logger, Exception exception);
}
