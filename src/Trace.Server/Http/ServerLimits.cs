using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Trace.Server.Http;

/// <summary>How much one request may ask for. Addresses that take uploads raise the body limit for themselves.</summary>
public static class ServerLimits
{
    private const long MaxBodyBytes = 64 << 10;

    /// <summary>
    /// Deriving codes may keep a thread for each core busy for minutes. Scans get further threads at once, and the system shares the cores.
    /// </summary>
    public static void KeepThreadsForScans()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, 4 * Environment.ProcessorCount), completions);
    }

    public static void Apply(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = MaxBodyBytes;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }
}
