using Microsoft.AspNetCore.Authentication;

namespace Trace.Server.Accounts;

public static class AccountsServices
{
    /// <summary>Chooses by what the request brings: an Authorization header, or a cookie.</summary>
    private const string EitherScheme = "Either";

    public static void AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOidc(configuration, services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, displayName: null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? ApiKeyAuthentication.SchemeName : SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, configureOptions: null));
        services.AddSingleton<ApiKeySeal>();
        services.AddSingleton(ApiKeySeal.Column);
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<Owners>();
        services.AddSingleton<AccountSeal>();
        foreach (var column in AccountSeal.Columns)
            services.AddSingleton(column);
        services.AddSingleton<People>();
        services.AddSingleton<AccountExports>();
        services.AddSingleton<OwnAccount>();
        services.AddSingleton<BreachedPasswords>();
        services.AddSingleton<PasswordRules>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<PasswordHasher>();
        services.AddSingleton<PasswordConfirmation>();
        services.AddSingleton<TwoFactor>();
        services.AddSingleton<Links>();
        services.AddSingleton<LinkDelivery>();
        services.AddSingleton<Mailer>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<LastUses>();
        services.AddSingleton<FailedSignIns>();
        services.AddSingleton<PasswordMail>();
        services.AddHostedService(provider => provider.GetRequiredService<PasswordMail>());
        services.AddHostedService(provider => provider.GetRequiredService<LastUses>());
        services.AddHostedService(provider => provider.GetRequiredService<FailedSignIns>());
    }
}
