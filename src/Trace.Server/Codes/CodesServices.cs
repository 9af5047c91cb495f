namespace Trace.Server.Codes;

public static class CodesServices
{
    public static void AddCodes(this IServiceCollection services)
    {
        services.AddSingleton<LoggedCodes>();
        services.AddSingleton<BrandKeys>();
        services.AddSingleton(KeysStore.SigningKeys);
        services.AddSingleton(KeysStore.SecretKeys);
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<BrandSigningKeys>();
        services.AddHostedService<ScheduledRotation>();
        services.AddSingleton<PublishedKeys>();
        services.AddSingleton<BatchCatalog>();
        services.AddSingleton<BatchLists>();
        services.AddSingleton<BatchOrders>();
        services.AddSingleton<RangeReports>();
        services.AddSingleton<SignatureCheck>();
        services.AddSingleton<CodeIdentifier>();
        services.AddSingleton<Issuing>();
        services.AddSingleton<IssuingQuota>();
        services.AddSingleton<CodeExport>();
        services.AddSingleton<UnitSerials>();
        services.AddSingleton<Importing>();
        services.AddSingleton<Recreating>();
        services.AddSingleton<StatusReporting>();
    }
}
