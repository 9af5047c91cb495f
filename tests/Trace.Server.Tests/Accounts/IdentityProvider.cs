using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Trace.Server.Tests.Accounts;

/// <summary>An OpenID Connect provider at which everybody is who <see cref="Email"/> says: discovery, authorization with PKCE, token, keys.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string ClientId = "trace-tests";
    private readonly WebApplication _app;
    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "k1" };
    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge)> _codes = new();

    private IdentityProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Address,
            authorization_endpoint = $"{Address}/authorize",
            token_endpoint = $"{Address}/token",
            jwks_uri = $"{Address}/keys",
            userinfo_endpoint = $"{Address}/userinfo",
            response_types_supported = new[] { "code" },
            id_token_signing_alg_values_supported = new[] { "RS256" },
        }));
        _app.MapGet("/userinfo", () => TellsEmailInUserInfo ? Results.Json(new { sub = "42", email = Email, email_verified = EmailVerified }) : Results.Json(new { sub = "42" }));
        _app.MapGet("/keys", () =>
        {
            var parameters = _key.Rsa.ExportParameters(includePrivateParameters: false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "k1", alg = "RS256", n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) } } });
        });
        _app.MapGet("/authorize", (HttpRequest request) =>
        {
            var code = RandomNumberGenerator.GetHexString(32);
            _codes[code] = (request.Query["nonce"]!, request.Query["code_challenge"]!);
            return Results.Redirect($"{request.Query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(request.Query["state"]!)}");
        });
        _app.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            var verifier = System.Text.Encoding.ASCII.GetBytes(form["code_verifier"]!);
            if (!_codes.TryRemove(form["code"]!, out var asked) || Base64UrlEncoder.Encode(SHA256.HashData(verifier)) != asked.Challenge)
                return Results.BadRequest(new { error = "invalid_grant" });
            return Results.Json(new { access_token = "none", token_type = "Bearer", id_token = IdToken(asked.Nonce) });
        });
    }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public string Email { get; set; } = "kim@acme.example";

    public bool EmailVerified { get; set; } = true;

    /// <summary>Tells the address from UserInfo and not in the ID token (OpenID Connect Core 5.4).</summary>
    public bool TellsEmailInUserInfo { get; set; }

    /// <summary>Signs with another key than the published one.</summary>
    public bool Forges { get; set; }

    public static async Task<IdentityProvider> StartAsync()
    {
        var provider = new IdentityProvider();
        await provider._app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string IdToken(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Claim[] email = TellsEmailInUserInfo ? [] : [new("email", Email), new("email_verified", EmailVerified ? "true" : "false", ClaimValueTypes.Boolean)];
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Address,
            Audience = ClientId,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(5),
            Subject = new ClaimsIdentity([new("sub", "42"), new("nonce", nonce), .. email]),
            SigningCredentials = new SigningCredentials(Forges ? new RsaSecurityKey(RSA.Create(2048)) { KeyId = "k1" } : _key, SecurityAlgorithms.RsaSha256),
        });
    }
}
