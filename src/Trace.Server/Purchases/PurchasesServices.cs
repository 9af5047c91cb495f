namespace Trace.Server.Purchases;

public static class PurchasesServices
{
    public static void AddPurchases(this IServiceCollection services)
    {
        services.AddSingleton<PurchaseSeal>();
        services.AddSingleton(PurchaseSeal.Words);
        services.AddSingleton(PurchaseSeal.Payment);
        services.AddSingleton(PurchaseSeal.Content);
        services.AddSingleton<PurchaseDrafts>();
        services.AddSingleton<PurchaseScans>();
        services.AddSingleton<PurchaseEntries>();
        services.AddSingleton<BrandPurchases>();
        services.AddSingleton<PurchaseRecording>();
        services.AddSingleton<PurchaseErasure>();
        services.AddHostedService(provider => provider.GetRequiredService<PurchaseErasure>());
    }
}
