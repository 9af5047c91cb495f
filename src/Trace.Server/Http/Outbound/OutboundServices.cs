using System.Net;

namespace Trace.Server.Http.Outbound;

public static class OutboundServices
{
    /// <summary>The named client <see cref="OutboundHandlers.ClientName"/>, and handlers like its own.</summary>
    public static void AddOutbound(this IServiceCollection services)
    {
        services.AddSingleton<ResolveName>(Dns.GetHostAddressesAsync);
        services.AddSingleton<OutboundHandlers>();
        services.AddHttpClient(OutboundHandlers.ClientName)
            // Its handlers log the addresses they call, and those may hold secrets.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<OutboundHandlers>().Create());
    }
}
