using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Telemetry;

/// <summary>The dashboard and the alerts ask for what a server really tells, with the labels it really has.</summary>
public sealed class DashboardTests
{
    private static readonly JsonNode Dashboard = JsonNode.Parse(File.ReadAllText(Repository.File("deploy", "grafana", "trace.json")))!;

    private static IEnumerable<JsonNode> Panels => Dashboard["panels"]!.AsArray().Select(panel => panel!);

    private static IEnumerable<string> PanelQueries => Panels.SelectMany(panel => panel["targets"]?.AsArray() ?? []).Select(target => target!["expr"]!.GetValue<string>());

    private static IEnumerable<string> AlertQueries => File.ReadLines(Repository.File("deploy", "alerts.yml"))
        .Select(line => Regex.Match(line, @"^\s+expr: (?<query>.+)$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))).Where(match => match.Success).Select(match => match.Groups["query"].Value);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_query_asks_for_what_a_server_tells(Engine engine)
    {
        await using var server = await ScrapedServer.StartAsync(engine);
        var brand = await server.Process.CreateBrandAsync();
        await server.UseAsync(brand, await brand.CodesAsync(5));
        // What a collection leaves is told after the first.
        while ((await server.ScrapeAsync()).Sum("dotnet_gc_collections_total") == 0)
            await brand.UrisAsync(await brand.CreateBatchAsync(5000), 0, 5000);
        var scraped = await server.ScrapeAsync();

        var queries = PanelQueries.Concat(AlertQueries.Where(query => !query.StartsWith("up{", StringComparison.Ordinal))).ToList();
        var missing = queries.SelectMany(query => PromQuery.Parse(query).Missing(scraped).Select(problem => $"{problem}: {query}")).ToList();
        var variables = Dashboard["templating"]!["list"]!.AsArray().Where(variable => variable!["type"]!.GetValue<string>() == "query")
            .Select(variable => Regex.Match(variable!["definition"]!.GetValue<string>(), @"^label_values\((?<metric>\w+), (?<label>\w+)\)$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
            .SelectMany(match => new PromQuery([(match.Groups["metric"].Value, [match.Groups["label"].Value])]).Missing(scraped));

        Assert.True(queries.Count > 40);
        Assert.Empty(missing.Concat(variables));
    }

    /// <summary>The control: a renamed metric, label or function would be noticed.</summary>
    [Fact]
    public void A_query_for_what_is_not_there_would_be_noticed()
    {
        var scraped = Exposition.Parse("# TYPE a_total counter\n# HELP a_total Some.\na_total{x=\"1\"} 1\n");

        Assert.Empty(PromQuery.Parse("sum by (x) (rate(a_total{x=~\"1|{2\",instance=~\"$instance\"}[$__rate_interval])) / 2 > 0.5").Missing(scraped));
        Assert.Equal(["there is no b_total"], PromQuery.Parse("sum(rate(a_total[5m])) + b_total").Missing(scraped));
        Assert.Equal(["a_total has no label y"], PromQuery.Parse("a_total{y=\"1\"}").Missing(scraped));
        Assert.Equal(["a_total has no label y"], PromQuery.Parse("sum by (x, y) (a_total)").Missing(scraped));
        Assert.Throws<FormatException>(() => PromQuery.Parse("irate(a_total[5m])"));
        Assert.Throws<FormatException>(() => PromQuery.Parse("a_total{x=\"1\""));
        Assert.Throws<FormatException>(() => PromQuery.Parse("1 + 1"));
    }

    [Fact]
    public void The_dashboard_is_one_that_grafana_takes()
    {
        Assert.Equal(("Trace", "trace"), (Dashboard["title"]!.GetValue<string>(), Dashboard["uid"]!.GetValue<string>()));
        Assert.InRange(Dashboard["schemaVersion"]!.GetValue<int>(), 36, 50);
        Assert.Equal(["datasource", "instance", "route"], Dashboard["templating"]!["list"]!.AsArray().Select(variable => variable!["name"]!.GetValue<string>()));
        Assert.Distinct(Panels.Select(panel => panel["id"]!.GetValue<int>()));
        var taken = new HashSet<(int, int)>();
        foreach (var panel in Panels)
        {
            var (x, y, w, h) = (Place(panel, "x"), Place(panel, "y"), Place(panel, "w"), Place(panel, "h"));
            Assert.InRange(x + w, 1, 24);
            Assert.All(Enumerable.Range(x, w).SelectMany(_ => Enumerable.Range(y, h), (column, line) => (column, line)), cell => Assert.True(taken.Add(cell), $"{panel["title"]} covers another"));
            if (panel["type"]!.GetValue<string>() == "row")
                continue;
            Assert.NotEmpty(panel["targets"]!.AsArray());
            Assert.Distinct(panel["targets"]!.AsArray().Select(target => target!["refId"]!.GetValue<string>()));
            Assert.All(panel["targets"]!.AsArray().Append(panel), place => Assert.Equal("${datasource}", place!["datasource"]!["uid"]!.GetValue<string>()));
            // Each shows the chosen servers only.
            Assert.All(panel["targets"]!.AsArray(), target => Assert.Contains("instance=~\"$instance\"", target!["expr"]!.GetValue<string>(), StringComparison.Ordinal));
        }

        static int Place(JsonNode panel, string member) => panel["gridPos"]![member]!.GetValue<int>();
    }
}
