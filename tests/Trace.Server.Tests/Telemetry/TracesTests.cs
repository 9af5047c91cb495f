using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Telemetry;

/// <summary>Spans tell where the time goes and not what was scanned or by whom.</summary>
public sealed class TracesTests
{
    private const string Agent = "agent-of-somebody";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_a_collector_gets_names_routes_and_no_code_signature_agent_or_key(Engine engine)
    {
        var received = new ConcurrentQueue<string>();
        await using var collector = await StartCollectorAsync(received);
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, await engine.CreateDatabaseAsync(), new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        var brand = await server.CreateBrandAsync();
        var codes = await brand.CodesAsync(3);
        using var people = server.NewClient();
        people.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", Agent);
        foreach (var code in codes)
        {
            Assert.Equal("issued", (await people.VerifyForAnswerAsync(new { code, device = Agent })).Verdict);
            Assert.Equal("issued", (await people.OpenAsJsonAsync(CodeRequests.PathOf(code))).Verdict);
            await people.OpenAsync($"/elsewhere/{BrandBatches.SerialOf(code)}?s={code.Split("s=")[1]}");
        }

        await brand.Admin.GetAnswerAsync($"/api/v1/units/{brand.Gtin}/{BrandBatches.SerialOf(codes[0])}");
        Assert.Equal(0, await server.StopAsync());

        var spans = string.Join('\n', received);
        string[] told = ["POST /api/v1/verify", "GET /01/{gtin}/21/{serial}", "GET /api/v1/units/{gtin}/{serial}", "http.route", "verify", "store scan", "store scans", "trace.group.size"];
        Assert.All(engine == Engine.Postgres ? [.. told, "db.query.text"] : told, text => Assert.Contains(text, spans, StringComparison.Ordinal));
        string[] hidden = [.. codes.Select(code => code.Split("s=")[1]), .. codes.Select(BrandBatches.SerialOf), brand.Gtin, Agent, "trace_", "127.0.0.1:", "/elsewhere", "url.path", "url.query", "user_agent"];
        Assert.All(hidden, text => Assert.DoesNotContain(text, spans, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_collector_no_request_has_an_activity()
    {
        var seen = new SeenActivities();
        await using var server = await RunningServer.StartAsync(configure: builder => builder.Services.AddSingleton<IStartupFilter>(seen));

        Assert.Equal("live", (await server.Public.GetAnswerAsync("/health/live")).AssertStatus(200).Text);

        Assert.Equal([null], seen.Activities);
    }

    private static async Task<WebApplication> StartCollectorAsync(ConcurrentQueue<string> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/v1/traces", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        });
        await app.StartAsync();
        return app;
    }

    /// <summary>The activity of each request, as what handles it finds it.</summary>
    private sealed class SeenActivities : IStartupFilter
    {
        public ConcurrentQueue<Activity?> Activities { get; } = new();

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((HttpContext _, RequestDelegate following) =>
            {
                Activities.Enqueue(Activity.Current);
                return following(_);
            });
            next(app);
        };
    }
}
