using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Trace.Server.Http;

/// <summary>How much one request may ask for. Addresses that take uploads raise the body limit for themselves.</summary>
public static class ServerLimits
{
    private const long MaxBodyBytes = 64 << 10;

    public static void Apply(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = MaxBodyBytes;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }
}
