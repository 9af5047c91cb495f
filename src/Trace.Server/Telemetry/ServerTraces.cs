using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Trace.Server.Telemetry;

/// <summary>Spans of requests, of the judge, of the journal and of PostgreSQL; only where a collector is named.</summary>
public static class ServerTraces
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    /// <summary>Without a listener its activities are null and cost a comparison.</summary>
    public static readonly ActivitySource Source = new(ServerMetrics.Name);

    public static void AddTraces(this OpenTelemetryBuilder telemetry, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[Endpoint]) && string.IsNullOrEmpty(configuration[TracesEndpoint]))
            return;
        telemetry.WithTracing(tracing => tracing
            .AddSource(ServerMetrics.Name, "Npgsql")
            .AddAspNetCoreInstrumentation()
            // In front of the exporter, which is last.
            .AddProcessor(new KnownTags())
            .AddOtlpExporter());
    }

    /// <summary>Of a request only what is named here leaves the process: its address is a code with its signature, and who asks is nobody's business.</summary>
    private sealed class KnownTags : BaseProcessor<Activity>
    {
        private static readonly string[] Known =
        [
            "http.request.method", "http.route", "http.response.status_code", "error.type", "url.scheme", "network.protocol.version",
        ];

        public override void OnEnd(Activity data)
        {
            if (data.Kind != ActivityKind.Server)
                return;
            foreach (var name in data.TagObjects.Select(tag => tag.Key).Except(Known, StringComparer.Ordinal).ToList())
                data.SetTag(name, null);
        }
    }
}
