using System.Net;
using System.Text.RegularExpressions;
using Trace.Server.Storage;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Telemetry;

/// <summary>What <c>/metrics</c> says is what happened, and says nothing of whom it happened to.</summary>
public sealed class MetricsTests
{
    private static readonly string[] Labels =
    [
        "verdict", "source", "during", "outcome", "le", "gc_heap_generation", "cpu_mode", "error_type", "aspnetcore_request_is_unhandled",
        "http_request_method", "http_response_status_code", "http_route", "network_protocol_version", "url_scheme",
    ];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Counters_move_by_exactly_what_was_scanned_and_no_label_names_a_code_a_brand_or_an_address(Engine engine)
    {
        await using var server = await ScrapedServer.StartAsync(engine);
        var brand = await server.Process.CreateBrandAsync();
        var codes = await brand.CodesAsync(20);
        Assert.Equal(0, (await server.ScrapeAsync()).Sum("trace_verdicts_total"));

        var counts = await server.UseAsync(brand, codes);
        var text = await server.ScrapeTextAsync();
        var read = Exposition.Parse(text);

        Assert.Equal(["caution", "issued", "not_issued"], counts.Keys.Select(key => key.Verdict).Distinct().Order(StringComparer.Ordinal));
        foreach (var ((source, verdict), count) in counts)
            Assert.Equal(count, read.Sum("trace_verdicts_total", ("source", source), ("verdict", verdict)));
        var stored = counts.Where(count => count.Key.Verdict != "not_issued").Sum(count => count.Value);
        Assert.Equal(counts.Values.Sum(), read.Sum("trace_verdicts_total"));
        Assert.Equal(counts.Values.Sum(), read.Sum("trace_judge_duration_seconds_count"));
        Assert.Equal(stored, read.Sum("trace_journal_group_size_sum"));
        Assert.Equal(stored, read.Sum("trace_detection_duration_seconds_count"));
        Assert.Equal(read.Sum("trace_journal_group_size_count"), read.Sum("trace_journal_commit_duration_seconds_count"));
        Assert.Equal(0, read.Sum("trace_journal_queue_depth"));
        Assert.Equal(0, read.Sum("trace_storage_faults_total") + read.Sum("trace_journal_refused_total"));

        Assert.Empty(read.Families.Values.Where(family => family.Name != "target_info").SelectMany(family => family.Samples).SelectMany(sample => sample.Labels.Keys).Distinct().Except(Labels));
        var routes = AccessRule.ReadAll().Select(rule => rule.Path.Trim('/')).ToHashSet(StringComparer.Ordinal);
        Assert.All(read.Samples.Values.Where(sample => sample.Labels.ContainsKey("http_route")), sample => Assert.Contains(sample.Labels["http_route"].Trim('/'), routes));
        foreach (var secret in codes.SelectMany(code => new[] { code.Split("s=")[1], BrandBatches.SerialOf(code) }).Append(brand.Gtin).Append(brand.Id).Append("127.0.0.1").Append("acme"))
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Scraped by several at once while people scan; nothing goes back, and at the end everybody was counted once.</summary>
    [Fact]
    public async Task Scraping_is_stable_under_load()
    {
        await using var server = await ScrapedServer.StartAsync(Engine.Sqlite);
        var codes = await (await server.Process.CreateBrandAsync()).CodesAsync(40);
        var load = ScanLoad.Start(server.Public, codes);
        await load.WaitForAsync(1);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            var (before, groups) = (0.0, 0.0);
            for (var scrape = 0; scrape < 25; scrape++)
            {
                var read = await server.ScrapeAsync();
                Assert.InRange(read.Sum("trace_verdicts_total"), before, double.MaxValue);
                Assert.InRange(read.Sum("trace_journal_group_size_sum"), groups, double.MaxValue);
                Assert.InRange(read.Sum("trace_journal_queue_depth"), 0, 4096);
                (before, groups) = (read.Sum("trace_verdicts_total"), read.Sum("trace_journal_group_size_sum"));
            }
        }));

        await load.EndAsync();
        Assert.Equal(0, load.Unanswered);
        var last = await server.ScrapeAsync();
        Assert.Equal(load.Answered.Count, last.Sum("trace_verdicts_total", ("verdict", "issued"), ("source", "api")));
        Assert.Equal(load.Answered.Count, last.Sum("trace_journal_group_size_sum"));
    }

    /// <summary>While the database is held up scans wait, and the queue says how many; then they are stored together.</summary>
    [Fact]
    public async Task The_queue_is_as_deep_as_scans_wait_and_a_fault_is_counted()
    {
        const int Waiting = 20;
        await using var server = await ScrapedServer.StartAsync(Engine.Sqlite);
        var code = await (await server.Process.CreateBrandAsync()).CodeAsync();
        await using var database = Database.Create(null, server.DataFolder);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = database.WriteAsync(_ => go.Task, TestContext.Current.CancellationToken);
        // The writer takes some, and waits with them.
        var people = new List<Task<Verification.Answer>>();
        do
        {
            people.Add(server.Public.VerifyForAnswerAsync(new { code }));
            // The server gives up waiting for the database some time.
            Assert.False(people[0].IsCompleted);
        }
        while ((await server.ScrapeAsync()).Sum("trace_journal_queue_depth") < Waiting);

        go.SetResult();
        await held;

        Assert.All(await Task.WhenAll(people), answer => Assert.Equal(200, answer.Status));
        var read = await server.ScrapeAsync();
        Assert.Equal((0, people.Count), (read.Sum("trace_journal_queue_depth"), read.Sum("trace_journal_group_size_sum")));
        Assert.InRange(read.Sum("trace_journal_group_size_count"), 2, people.Count / 2);

        await database.WriteAsync(session => session.ExecuteAsync("ALTER TABLE scan RENAME TO scan_away;"), TestContext.Current.CancellationToken);
        Assert.Equal(503, (await server.Public.VerifyForAnswerAsync(new { code })).Status);
        read = await server.ScrapeAsync();
        Assert.Equal((1, 1), (read.Sum("trace_storage_faults_total"), read.Sum("trace_storage_faults_total", ("during", "store_scans"))));
        Assert.Equal(people.Count, read.Sum("trace_verdicts_total"));
    }

    /// <summary>Who may ask on the common address is in AccessMatrixTests; on its own there is nothing else, and nothing more than reading.</summary>
    [Fact]
    public async Task The_address_of_its_own_serves_metrics_to_whoever_reaches_it_and_nothing_else()
    {
        await using var server = await ScrapedServer.StartAsync(Engine.Sqlite);
        using var owner = server.Process.NewOwner();
        var ask = async (HttpClient client, HttpMethod method, Uri address) =>
        {
            using var request = new HttpRequestMessage(method, address);
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        };

        Assert.Equal(HttpStatusCode.OK, await ask(server.Public, HttpMethod.Get, server.MetricsAddress));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await ask(server.Public, HttpMethod.Post, server.MetricsAddress));
        foreach (var path in new[] { "/", "/health/live", "/api/v1/brands", "/openapi/v1.json", "/metrics/x", "/01/09506000134352/21/A" })
            Assert.Equal(HttpStatusCode.NotFound, await ask(owner, HttpMethod.Get, new Uri(server.MetricsAddress, path)));
        Assert.Equal(HttpStatusCode.Unauthorized, await ask(server.Public, HttpMethod.Get, new Uri(server.Process.Address, "/metrics")));
        Assert.Contains("trace_verdicts_total", await owner.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>The page that explains them lists each of ours, and none that is gone.</summary>
    [Fact]
    public async Task Every_metric_of_ours_is_in_the_table()
    {
        await using var server = await ScrapedServer.StartAsync(Engine.Sqlite);
        var brand = await server.Process.CreateBrandAsync();
        await server.UseAsync(brand, await brand.CodesAsync(3));

        var listed = Regex.Matches(await File.ReadAllTextAsync(Repository.File("src", "Trace.Server", "Telemetry", "README.md"), TestContext.Current.CancellationToken),
            @"^\| `(?<name>trace_\w+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(match => match.Groups["name"].Value);
        var served = (await server.ScrapeAsync()).Families.Keys.Where(name => name.StartsWith("trace_", StringComparison.Ordinal));

        Assert.Equal(served.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }
}
