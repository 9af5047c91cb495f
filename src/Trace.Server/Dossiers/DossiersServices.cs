using Trace.Server.Http.Outbound;

namespace Trace.Server.Dossiers;

public static class DossiersServices
{
    public static void AddDossiers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(DossierSettings.From(configuration));
        services.AddSingleton<PackKeys>();
        services.AddSingleton(PackKeys.Column);
        services.AddOutboundClient(Timestamps.ClientName, Timestamps.AllowSetting);
        services.AddSingleton<Timestamps>();
        services.AddSingleton<EvidencePacks>();
        services.AddSingleton<CaseDossiers>();
    }
}
