using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;
using Trace.Server.Http;
using Trace.Server.Http.Outbound;
using Trace.Server.RateLimits;
using Trace.Server.Storage;
using Trace.Server.Web.Console;
using Trace.Server.Web.Consumer;

namespace Trace.Server.Accounts;

/// <summary>Whether an OpenID Connect provider is set (<c>Oidc:Authority</c>, <c>Oidc:ClientId</c>).</summary>
public sealed record OidcSettings(bool IsSet);

/// <summary>Signing in with an organization's identity provider: OpenID Connect, authorization code with PKCE.</summary>
/// <remarks>
/// The provider says who someone is, by an address it has verified; what they may do stays with the account of that address here.
/// Nobody gets an account by signing in.
/// </remarks>
public static class Oidc
{
    public const string SchemeName = "Oidc";
    private const string AllowSetting = "Oidc:Allow";
    private const string BrandItem = "brand";
    private const string Path = "/sign-in/oidc";
    private const string CallbackPath = $"{Path}/callback";

    public static void AddOidc(this IServiceCollection services, IConfiguration configuration, AuthenticationBuilder authentication)
    {
        var settings = configuration.GetSection("Oidc");
        var authority = settings["Authority"];
        services.AddSingleton(new OidcSettings(!string.IsNullOrEmpty(authority)));
        if (string.IsNullOrEmpty(authority))
            return;
        services.AddOptions<OpenIdConnectOptions>(SchemeName).Configure<OutboundHandlers>((options, outbound) => options.BackchannelHttpHandler = outbound.Create(AllowSetting));
        authentication.AddOpenIdConnect(SchemeName, options =>
        {
            options.Authority = authority;
            options.ClientId = settings["ClientId"] ?? throw new InvalidOperationException("Oidc:Authority is set, so Oidc:ClientId must be too.");
            options.ClientSecret = settings["ClientSecretFile"] is { Length: > 0 } file ? File.ReadAllText(file).Trim() : settings["ClientSecret"];
            options.CallbackPath = CallbackPath;
            options.SignInScheme = SessionAuthentication.SchemeName;
            options.ResponseType = "code";
            options.ResponseMode = "query";
            options.UsePkce = true;
            options.MapInboundClaims = false;
            options.GetClaimsFromUserInfoEndpoint = true;
            // The answer comes as a plain redirect, so the cookies need not follow the forms of other sites.
            options.NonceCookie.SameSite = options.CorrelationCookie.SameSite = SameSiteMode.Lax;
            options.NonceCookie.SecurePolicy = options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.RequireHttpsMetadata = !IsAllowed(configuration, authority);
            options.Scope.Clear();
            options.Scope.Add("openid");
            options.Scope.Add("email");
            // Some providers tell these from UserInfo only; the framework takes the address from there, but not whether it is verified.
            options.ClaimActions.MapUniqueJsonKey("email_verified", "email_verified");
            options.Events.OnTicketReceived = ReceiveAsync;
            options.Events.OnRemoteFailure = context =>
            {
                AccountsLog.ProviderRefused(context.HttpContext.RequestServices.GetRequiredService<ILogger<OidcSettings>>(), context.Failure?.GetType().Name ?? "unknown");
                return BackAsync(context);
            };
        });
    }

    /// <summary>Whether the operator lets this address through without TLS, as for a provider on the same machine.</summary>
    private static bool IsAllowed(IConfiguration configuration, string authority) =>
        (configuration[AllowSetting] ?? "").Split(',', StringSplitOptions.TrimEntries).Contains(new Uri(authority).Authority, StringComparer.OrdinalIgnoreCase);

    public static void MapOidc(this IEndpointRouteBuilder app) => app.MapGet(Path, Begin).AllowAnonymous().ExcludeFromDescription();

    /// <summary>Counts what comes back from the provider by address: authentication itself answers it, before the limits of routes.</summary>
    public static void UseOidcLimit(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<KeyedLimits>();
        if (!limits.IsEnabled || !app.Services.GetRequiredService<OidcSettings>().IsSet)
            return;
        app.Use((context, next) =>
        {
            if (!context.Request.Path.Equals(CallbackPath, StringComparison.OrdinalIgnoreCase))
                return next(context);
            var state = limits.Take(RateLimitPolicies.SignIn, ClientKey.Of(context.Connection.RemoteIpAddress));
            return state.Allowed ? next(context) : BareStatus.RefuseAsync(context, KeyedLimits.TooMany(state.ResetSeconds));
        });
    }

    private static IResult Begin(OidcSettings settings, string? brand, [FromQuery(Name = ReturnPath.Parameter)] string? back)
    {
        if (!settings.IsSet)
            return Problems.ForStatus(StatusCodes.Status404NotFound);
        var properties = new AuthenticationProperties { RedirectUri = ReturnPath.Checked(back) ?? "/sign-in" };
        properties.Items[BrandItem] = brand;
        return TypedResults.Challenge(properties, [SchemeName]);
    }

    private static async Task ReceiveAsync(TicketReceivedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var signIn = services.GetRequiredService<SignIn>();
        if (VerifiedEmail(context.Principal) is not { } email
            || await signIn.FindVouchedForAsync(email, context.Properties?.Items.TryGetValue(BrandItem, out var brand) == true ? brand : null) is not { } account)
        {
            await BackAsync(context);
            return;
        }

        var network = Caller.NetworkOf(context.HttpContext.Connection.RemoteIpAddress);
        var (session, _, token) = await services.GetRequiredService<Database>().WriteAsync(scope => signIn.BeginAsync(scope, account, network));
        SessionCookie.Set(context.HttpContext, token, DateTimeOffset.FromUnixTimeMilliseconds(session.ExpiresAt));
        context.Response.Redirect(ReturnPath.Checked(context.ReturnUri) ?? "/sign-in");
        context.HandleResponse();
    }

    private static string? VerifiedEmail(ClaimsPrincipal? principal) =>
        principal?.FindFirstValue("email_verified") is "true" or "True"
        && AccountRules.Email(principal.FindFirstValue("email")).TryGet(out var email, out _)
            ? email
            : null;

    private static Task BackAsync(HandleRequestContext<RemoteAuthenticationOptions> context)
    {
        context.Response.Redirect("/sign-in?problem=provider");
        context.HandleResponse();
        return Task.CompletedTask;
    }
}
