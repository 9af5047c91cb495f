using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Trace.Server.Telemetry;

public static class TelemetryServices
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry()
            // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word.
            .ConfigureResource(resource => resource
                .AddService("trace", serviceVersion: typeof(TraceServer).Assembly.GetName().Version?.ToString(3))
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddMeter(ServerMetrics.Name, "Microsoft.AspNetCore.Hosting", Kestrel, "System.Runtime")
                .AddView(OfKestrel)
                .AddPrometheusExporter(options =>
                {
                    options.ScopeInfoEnabled = false;
                    // Two scrapers at once, or one and a person, see what is there now.
                    options.ScrapeResponseCacheDurationMilliseconds = 0;
                }));
        telemetry.AddTraces(configuration);
        services.AddSingleton<MetricsScrape>();
        services.AddSingleton<MetricsListener>();
        services.AddHostedService(provider => provider.GetRequiredService<MetricsListener>());
    }

    /// <summary>How many connections there are and wait; its labels are addresses.</summary>
    private static MetricStreamConfiguration? OfKestrel(Instrument instrument)
    {
        if (instrument.Meter.Name != Kestrel)
            return null;
        return instrument.Name is "kestrel.active_connections" or "kestrel.queued_connections"
            ? new MetricStreamConfiguration { TagKeys = [] }
            : MetricStreamConfiguration.Drop;
    }
}
