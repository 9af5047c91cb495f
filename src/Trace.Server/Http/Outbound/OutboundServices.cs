using System.Net;

namespace Trace.Server.Http.Outbound;

public static class OutboundServices
{
    public static void AddOutbound(this IServiceCollection services)
    {
        services.AddSingleton<ResolveName>(Dns.GetHostAddressesAsync);
        services.AddSingleton<OutboundHandlers>();
    }

    /// <summary>A client that may be let through by a setting of its own.</summary>
    public static void AddOutboundClient(this IServiceCollection services, string name, string allowSetting) => services.AddHttpClient(name)
        // Its handlers log the addresses they call, and those may hold secrets.
        .RemoveAllLoggers()
        .ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<OutboundHandlers>().Create(allowSetting));
}
