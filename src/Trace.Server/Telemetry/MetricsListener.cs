using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Trace.Server.Telemetry;

/// <summary><c>Metrics:Listen</c>: an address on which <c>/metrics</c> alone is served, to whoever reaches it.</summary>
/// <remarks>A server of its own, so that nothing of the other is on it, whatever a request or a proxy says of hosts and ports.</remarks>
public sealed class MetricsListener(MetricsScrape scrape, IConfiguration configuration) : IHostedService, IAsyncDisposable
{
    private const int MaxConnections = 100;

    private WebApplication? _app;

    /// <summary>Where metrics are; null without the setting.</summary>
    public string? Address => _app?.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["Metrics:Listen"] is not { Length: > 0 } url)
            return;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url).ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxConcurrentConnections = MaxConnections;
        });
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.MapGet(MetricsApi.Path, scrape.WriteAsync).DisableHttpMetrics();
        await _app.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;
}
