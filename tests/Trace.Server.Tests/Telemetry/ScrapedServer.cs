using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Telemetry;

/// <summary>A server in a process of its own, since metrics are a process's, with its metrics on an address of their own.</summary>
internal sealed class ScrapedServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private ScrapedServer(ServerProcess process, TemporaryFolder folder)
    {
        (Process, _folder) = (process, folder);
        Public = process.NewClient();
        MetricsAddress = new Uri(process.Output.Split('\n').Single(line => line.Contains("  Metrics: ", StringComparison.Ordinal)).Split(' ')[^1]);
    }

    public ServerProcess Process { get; }

    public HttpClient Public { get; }

    public Uri MetricsAddress { get; }

    public string DataFolder => _folder.Path;

    public static async Task<ScrapedServer> StartAsync(Engine engine)
    {
        var folder = new TemporaryFolder();
        return new ScrapedServer(await ServerProcess.StartAsync(folder.Path, await engine.CreateDatabaseAsync(), "--Metrics:Listen", "http://127.0.0.1:0"), folder);
    }

    public Task<string> ScrapeTextAsync() => Public.GetStringAsync(MetricsAddress, TestContext.Current.CancellationToken);

    public async Task<Exposition> ScrapeAsync() => Exposition.Parse(await ScrapeTextAsync());

    public async ValueTask DisposeAsync()
    {
        Public.Dispose();
        await Process.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Checks on both ways whose verdicts are known, and what gets other answers.</summary>
    /// <returns>How many checks got each verdict, by source and verdict.</returns>
    public async Task<Dictionary<(string Source, string Verdict), int>> UseAsync(TestBrand brand, IReadOnlyList<string> codes)
    {
        var counts = new Dictionary<(string, string), int>();
        var stolen = await brand.CreateBatchAsync(2);
        await brand.ReportAsync(stolen, 0, 1, "stolen");
        var caution = (await brand.UrisAsync(stolen, 0, 1))[0];
        foreach (var code in codes.Append(caution).Append("no code at all"))
            Count("api", await Public.VerifyForAnswerAsync(new { code, device = "phone" }));
        foreach (var code in codes.Take(3).Append(caution))
        {
            Count("api", await Public.OpenAsJsonAsync(CodeRequests.PathOf(code)));
            Assert.Equal(200, (await Public.OpenAsync(CodeRequests.PathOf(code), ("Accept", "text/html"), ("Sec-Fetch-Mode", "navigate"))).Status);
            Count("page", code == caution ? "caution" : "issued");
            // Looks that are no scans, and addresses that are none.
            await Public.RequestAsync(HttpMethod.Head, CodeRequests.PathOf(code));
            await Public.OpenAsync($"/elsewhere{CodeRequests.PathOf(code)}".Replace("/01/", "/1/", StringComparison.Ordinal));
            await Public.RequestAsync(HttpMethod.Delete, CodeRequests.PathOf(code));
        }

        await Public.VerifyRawAsync("{\"code\":1}");
        await brand.Admin.GetAsync(new Uri($"/api/v1/units/{brand.Gtin}/{BrandBatches.SerialOf(codes[0])}", UriKind.Relative), TestContext.Current.CancellationToken);
        return counts;

        void Count(string source, object answer)
        {
            var verdict = answer as string ?? ((Verification.Answer)answer).Verdict;
            counts[(source, verdict)] = counts.GetValueOrDefault((source, verdict)) + 1;
        }
    }
}
