namespace Trace.Server.Listings;

public static class ListingsServices
{
    public static void AddListings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(EnforcementSettings.From(configuration));
        services.AddSingleton<ListingSeal>();
        services.AddSingleton(ListingSeal.Words);
        services.AddSingleton(ListingSeal.Note);
        services.AddSingleton<SellerHash>();
        services.AddSingleton<ListingCaptures>();
        services.AddSingleton<BrandListings>();
        services.AddSingleton<ListingErasure>();
        services.AddHostedService(provider => provider.GetRequiredService<ListingErasure>());
    }
}
