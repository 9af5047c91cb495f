namespace Trace.Server.Accounts;

public static class AccountsServices
{
    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<ApiKeySeal>();
        services.AddSingleton(ApiKeySeal.Column);
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<LastUses>();
        services.AddHostedService(provider => provider.GetRequiredService<LastUses>());
    }
}
