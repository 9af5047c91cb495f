using OpenTelemetry.Metrics;
using Trace.Server.Http;

namespace Trace.Server.Telemetry;

/// <summary><c>/metrics</c> for Prometheus. It tells volumes, so it is for owners; without a key only on an address of its own, see <see cref="MetricsListener"/>.</summary>
public static class MetricsApi
{
    public const string Path = "/metrics";

    public static void MapMetrics(this WebApplication app)
    {
        app.MapGet(Path, static (HttpContext context, MetricsScrape scrape) => scrape.WriteAsync(context)).WithTags("Health").WithName("GetMetrics")
            .WithSummary("What the server measures of itself, for Prometheus")
            .RequireAuthorization(Policies.Owner)
            .Produces<string>(contentType: "text/plain")
            .DisableHttpMetrics();
        app.Services.GetRequiredService<MetricsScrape>().Begin();
    }
}

/// <summary>Writes all metrics as an answer.</summary>
public sealed class MetricsScrape(IServiceProvider services, MeterProvider metrics)
{
    private readonly RequestDelegate _write = new ApplicationBuilder(services)
        .UseOpenTelemetryPrometheusScrapingEndpoint(metrics, static _ => true, path: null, configureBranchedPipeline: null, optionsName: null)
        .Build();

    public Task WriteAsync(HttpContext context) => _write(context);

    /// <summary>Somebody listens now.</summary>
    public void Begin() => ServerMetrics.Begin();
}
