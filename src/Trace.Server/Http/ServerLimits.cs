using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Trace.Server.RateLimits;

namespace Trace.Server.Http;

/// <summary>How much one request may ask for. Addresses that take uploads raise the body limit for themselves.</summary>
public static class ServerLimits
{
    private const long MaxBodyBytes = 64 << 10;
    private const int MaxHeaderBytes = 16 << 10;
    private const int MaxRequestLineBytes = 8 << 10;
    private const int MaxHeaders = 64;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A client sends and takes at least so many bytes a second, after a grace of five seconds; a slower one is cut off.</summary>
    private static readonly MinDataRate MinRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>
    /// Deriving codes may keep a thread for each core busy for minutes. Scans get further threads at once, and the system shares the cores.
    /// </summary>
    public static void KeepThreadsForScans()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, 4 * Environment.ProcessorCount), completions);
    }

    public static void Apply(KestrelServerOptions options, RateLimitSettings settings, Proxies proxies)
    {
        options.AddServerHeader = false;
        var limits = options.Limits;
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestLineSize = MaxRequestLineBytes;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        limits.MinRequestBodyDataRate = MinRate;
        limits.MinResponseDataRate = MinRate;
        limits.Http2.MaxStreamsPerConnection = 100;
        if (!settings.Enabled)
            return;
        limits.MaxConcurrentConnections = settings.Connections;
        limits.MaxConcurrentUpgradedConnections = settings.Connections;
        var connections = new ConnectionLimits(settings, proxies);
        options.ConfigureEndpointDefaults(listen => listen.Use(connections.Use));
    }

    /// <summary>How long a request may take that does not stream; those that do, or take long by their nature, say <see cref="WithoutRequestTimeout"/>.</summary>
    public static void AddTimeouts(this IServiceCollection services) =>
        services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = RequestTimeout,
            WriteTimeoutResponse = static context =>
            {
                // What ran out would cancel the answer too.
                context.RequestAborted = CancellationToken.None;
                return Problems.WriteAsync(context, new Failure("timed_out", "The request was not done within 30 seconds, so it was given up.") { RetryAfterSeconds = 5 });
            },
        });

    public static TBuilder WithoutRequestTimeout<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new DisableRequestTimeoutAttribute());
}
