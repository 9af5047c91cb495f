using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Server.RateLimits;
using Trace.Server.Tests.Places;
using Trace.Server.Tests.RateLimits;
using Trace.Server.Tests.Reports;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Whoever shares where they are after the verdict is judged as if the place had come with the check; once, soon, and for that check alone.</summary>
public sealed class SharedPositionTests
{
    private const string Start = "2026-03-02T10:00:00Z";
    private static readonly (double Latitude, double Longitude, string Address) Hamburg = (53.55123, 10.00456, "192.0.2.10");
    private static readonly (double Latitude, double Longitude, string Address) Munich = (48.13987, 11.58012, "198.51.100.20");

    /// <summary>Two units with the same scans, which know of their networks no more than that they are somewhere in a region.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_place_shared_after_the_verdict_makes_what_one_that_came_with_the_check_makes(Engine engine)
    {
        using var folder = new PlaceFolder();
        var clock = Clock.At(Start);
        await using var server = await StartAsync(engine, clock, folder);
        var brand = await server.CreateBrandAsync();
        var (with, after, never) = (await BatchAsync(brand), await BatchAsync(brand), await BatchAsync(brand));
        var verdicts = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            var (place, device) = i % 2 == 0 ? (Hamburg, "AAAAAAAAAAAAAAAAAAAAAA") : (Munich, "BBBBBBBBBBBBBBBBBBBBBA");
            var asked = await VerifyAsync(server, place, with.Uri, device);
            var page = await OpenAsync(server, place.Address, after.Uri, device);
            var shared = await ShareAsync(server, SentReports.AnswerIn(page), place.Latitude, place.Longitude);
            Assert.Equal((200, true), (shared.Status, shared.Text.Contains("noted to about 1 km", StringComparison.Ordinal)));
            Assert.Equal(asked.Verdict == "caution", shared.Text.Contains("in places and at times that one product can hardly explain", StringComparison.Ordinal));
            verdicts.Add(asked.Verdict);
            await OpenAsync(server, place.Address, never.Uri, device);
            clock.Advance(TimeSpan.FromDays(2));
        }

        Assert.Contains("caution", verdicts);
        var (unitWith, unitAfter, unitNever) = (await UnitAsync(brand, with.Uri), await UnitAsync(brand, after.Uri), await UnitAsync(brand, never.Uri));
        Assert.True(unitWith.GetProperty("score").GetDouble() > unitNever.GetProperty("score").GetDouble() + 2);
        Assert.Equal(Story(unitWith), Story(unitAfter));
        Assert.Equal(verdicts.AsEnumerable().Reverse(), unitAfter.GetProperty("scans").EnumerateArray().Select(scan => scan.Text("verdict")));
        Assert.All(unitAfter.GetProperty("scans").EnumerateArray(), scan => Assert.Equal("position", scan.Text("source")));
        Assert.Equal(await AnomalyAsync(brand, with.Batch), await AnomalyAsync(brand, after.Batch));
        await server.Services.GetRequiredService<ScanCounts>().WriteAsync();
        Assert.Equal(await SumAsync(server, $"scan_day WHERE batch_number = {with.Number}"), await SumAsync(server, $"scan_day WHERE batch_number = {after.Number}"));
        Assert.Equal(await SumAsync(server, "scan_day"), await SumAsync(server, "market_day"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_check_takes_one_position_from_who_has_its_answer_within_half_an_hour(Engine engine)
    {
        var clock = Clock.At(Start);
        await using var server = await clock.StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var answer = await server.CheckAsync((await BatchAsync(brand)).Uri);
        using var form = new FormUrlEncodedContent([new("answer", answer), new("latitude", "1"), new("longitude", "1")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/position", UriKind.Relative)) { Content = form };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Contains("too old to be shown", (await server.Public.SendForAnswerAsync(request)).Text, StringComparison.Ordinal);
        Assert.Contains("too old to be shown", (await ShareAsync(server, $"{answer[..^4]}AAAA", 1, 1)).Text, StringComparison.Ordinal);
        foreach (var (latitude, longitude) in new[] { ("91", "1"), ("", "1"), ("1", "NaN"), ("1", "1e9") })
            Assert.Equal(422, (await server.Public.PostFormAsync("/position", ("answer", answer), ("latitude", latitude), ("longitude", longitude))).Status);
        Assert.Equal(0, await server.FindAsync<long>("SELECT COUNT(*) FROM scan WHERE latitude IS NOT NULL OR source <> 'page';"));

        clock.Advance(TimeSpan.FromMinutes(30));
        var first = await ShareAsync(server, answer, 53.55123, 10.00456);
        var second = await ShareAsync(server, answer, 48.1, 11.6);
        var again = await ShareAsync(server, SentReports.AnswerIn(first), 48.1, 11.6);
        var late = await server.CheckAsync((await BatchAsync(brand)).Uri);
        clock.Advance(TimeSpan.FromMinutes(31));
        var tooLate = await ShareAsync(server, late, 48.1, 11.6);

        Assert.All([first, second], page => Assert.Contains("Thank you.", page.Text, StringComparison.Ordinal));
        Assert.All([first, second, again, tooLate], page => Assert.DoesNotContain("position.js", page.Body, StringComparison.Ordinal));
        Assert.All([again, tooLate], page => Assert.Contains("within half an hour", page.Text, StringComparison.Ordinal));
        Assert.Equal(1, await server.FindAsync<long>("SELECT COUNT(*) FROM scan WHERE latitude = 53.55 AND longitude = 10.0 AND accuracy_meters = 30;"));
        Assert.Equal(1, await server.FindAsync<long>("SELECT COUNT(*) FROM scan WHERE latitude IS NOT NULL;"));
        // It was no other check, and what was reported keeps its own verdict.
        Assert.Equal(2, await server.FindAsync<long>("SELECT COUNT(*) FROM scan;"));
    }

    /// <summary>The same phone within ten minutes weighs nothing, wherever it is, so nothing is asked of it.</summary>
    [Fact]
    public async Task A_page_loaded_again_asks_for_no_position()
    {
        await using var server = await RunningServer.StartAsync();
        var (_, _, uri) = await BatchAsync(await server.CreateBrandAsync());

        var first = await OpenAsync(server, Hamburg.Address, uri, "AAAAAAAAAAAAAAAAAAAAAA");
        var again = await OpenAsync(server, Hamburg.Address, uri, "AAAAAAAAAAAAAAAAAAAAAA");

        Assert.Equal((true, false), (first.Body.Contains("position.js", StringComparison.Ordinal), again.Body.Contains("position.js", StringComparison.Ordinal)));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_the_check_was_judged_by_besides_stays_as_it_was(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 6, expiry = "2020-01" });
        foreach (var (index, status) in new[] { "active", "recalled", "retired", "stolen", "spoiled" }.Index())
            await brand.ReportAsync(batch, index, index, status);
        var pages = new List<Answer>();
        foreach (var uri in await brand.UrisAsync(batch, 0, 6))
            pages.Add(await server.Public.OpenAsync(CodeRequests.PathOf(uri), ("Accept", "text/html")));
        await brand.ReportAsync(batch, 0, 5, "lost");

        foreach (var page in pages)
        {
            var shared = await ShareAsync(server, SentReports.AnswerIn(page), 53.55, 10);
            Assert.Contains("Thank you.", shared.Text, StringComparison.Ordinal);
            Assert.Equal(Findings(page), Findings(shared));
        }

        Assert.Equal(
            ["Caution", "Caution", "Caution", "NotActivated", "Recalled", "Retired"], (await StoredScans.Of(server).ListAsync()).Select(scan => scan.Verdict).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("lost", pages.Aggregate("", (text, page) => text + Findings(page)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_one_check_and_of_one_unit_positions_are_limited()
    {
        await using var server = await Clock.At(Start).StartLimitedAsync(Engine.Sqlite);
        var brand = await server.CreateBrandAsync();
        var answer = await server.CheckAsync((await BatchAsync(brand)).Uri);
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, (await ShareAsync(server, answer, 1, 1)).Status);

        var refused = await ShareAsync(server, answer, 1, 1);

        Assert.Equal((429, true), (refused.Status, refused.Text.Contains("could not be noted at the moment", StringComparison.Ordinal)));
        // Who sends one check often takes nothing from the others of its unit.
        var limits = server.Services.GetRequiredService<KeyedLimits>();
        var unit = (await server.FindAsync<long>("SELECT unit_id FROM unit;")).ToString(CultureInfo.InvariantCulture);
        for (var i = 3; i < 60; i++)
            Assert.True(limits.TryTake(RateLimitPolicies.PositionOfUnit, unit, out _));
        Assert.False(limits.TryTake(RateLimitPolicies.PositionOfUnit, unit, out _));
        Assert.Equal(200, (await ShareAsync(server, await server.CheckAsync((await BatchAsync(brand)).Uri), 1, 1)).Status);
    }

    private static Task<RunningServer> StartAsync(Engine engine, FakeTimeProvider clock, PlaceFolder folder) => clock.StartServerAsync(
        engine,
        configure: null,
        "--Places:Databases",
        folder.Add(new MmdbWriter("City").Add("192.0.2.0/24", Records.Nested(52.5, 9.9, "DE", 300)).Add("198.51.100.0/24", Records.Nested(49.1, 11.1, "DE", 300)), "city.mmdb"),
        "--Proxies:Known=127.0.0.1");

    private static Task<Answer> OpenAsync(RunningServer server, string address, string uri, string device) =>
        server.Public.OpenAsync(CodeRequests.PathOf(uri), ("Accept", "text/html"), ("X-Forwarded-For", address), ("Cookie", $"trace_device={device}"));

    private static async Task<Answer> VerifyAsync(RunningServer server, (double Latitude, double Longitude, string Address) place, string code, string device)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/verify", UriKind.Relative))
        {
            Content = JsonContent.Create(new { code, device, location = new { latitude = place.Latitude, longitude = place.Longitude, accuracyMeters = 30 } }),
        };
        request.Headers.Add("X-Forwarded-For", place.Address);
        return await server.Public.SendForAnswerAsync(request);
    }

    private static Task<Answer> ShareAsync(RunningServer server, string answer, double latitude, double longitude) => server.Public.PostFormAsync(
        "/position",
        ("answer", answer), ("latitude", latitude.ToString(CultureInfo.InvariantCulture)), ("longitude", longitude.ToString(CultureInfo.InvariantCulture)), ("accuracy", "30"));

    private static async Task<(string Batch, long Number, string Uri)> BatchAsync(TestBrand brand)
    {
        var batch = await brand.Admin.PostAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 1, activate = true });
        return (batch.Text("id"), batch.GetProperty("number").GetInt64(), (await brand.UrisAsync(batch.Text("id"), 0, 1))[0]);
    }

    private static async Task<JsonElement> UnitAsync(TestBrand brand, string uri) =>
        (await brand.Admin.GetAnswerAsync($"/api/v1/units/{brand.Gtin}/{BrandBatches.SerialOf(uri)}")).AssertStatus(200).Json;

    /// <summary>All that is told of a unit but names of scans.</summary>
    private static string Story(JsonElement unit) => string.Join('\n', (string[])[
        unit.GetProperty("score").GetRawText(), unit.GetProperty("summary").GetRawText(), unit.GetProperty("reasons").GetRawText(), .. unit.GetProperty("evidence").EnumerateArray().Select(Weights),
        .. unit.GetProperty("scans").EnumerateArray().Select(scan => string.Join(' ', new[] { "scannedAt", "ordinal", "recheck", "verdict", "signature", "location" }.Select(name => scan.GetProperty(name).GetRawText())))]);

    private static string Weights(JsonElement reason) => $"{reason.Text("text")} {reason.GetProperty("weight").GetRawText()}";

    private static async Task<string> AnomalyAsync(TestBrand brand, string batch)
    {
        var anomaly = Assert.Single((await brand.Admin.GetAnswerAsync($"/api/v1/anomalies?batch={batch}")).AssertStatus(200).Json.GetProperty("items").EnumerateArray());
        return string.Join('\n', (string[])[
            anomaly.Text("kind"), anomaly.Text("status"), anomaly.Text("detectedAt"), anomaly.GetProperty("score").GetRawText(), anomaly.GetProperty("scans").GetRawText(),
            .. anomaly.GetProperty("reasons").EnumerateArray().Select(Weights)]);
    }

    private static async Task<(long Scans, long Cautions)> SumAsync(RunningServer server, string table) =>
        (await server.FindAsync<long>($"SELECT CAST(SUM(scans) AS BIGINT) FROM {table};"), await server.FindAsync<long>($"SELECT CAST(SUM(cautions) AS BIGINT) FROM {table};"));

    private static string Findings(Answer page) => page.Text.Split("<ul class=\"checks\">")[1].Split("</ul>")[0];
}
