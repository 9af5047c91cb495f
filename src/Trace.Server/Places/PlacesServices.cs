namespace Trace.Server.Places;

public static class PlacesServices
{
    public static void AddPlaces(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(PlaceSettings.From(configuration));
        services.AddSingleton<NetworkPlaces>();
        services.AddHostedService<PlacesWatch>();
    }
}
