using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trace.Server.Storage;
using Trace.Server.Tests.Anomalies;
using Trace.Server.Tests.Verification;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.RateLimits;

/// <summary>Guesses over many addresses are one campaign: seen, reported, slowed; whoever holds a true code is answered all the same.</summary>
public sealed class CampaignTests
{
    private const int Addresses = 1000;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_campaign_over_a_thousand_addresses_is_seen_as_one_reported_and_slowed(Engine engine)
    {
        var clock = Clock.At("2026-11-24T12:10:00Z");
        using var log = new CollectedLog();
        await using var server = await clock.StartLimitedAsync(
            engine, builder => builder.Services.AddSingleton<ILoggerProvider>(log), "CampaignPerHour=600", "CampaignPerMinute=10");
        var brand = await server.CreateBrandAsync();
        var other = await server.CreateBrandAsync("other", "id.other.example", "09506000134376");
        var (uri, compact) = (await brand.CodeAsync(), (await brand.UrisAsync(await brand.CreateBatchAsync(1, "compact"), 0, 1))[0]);
        var theirs = (await other.UrisAsync(await other.CreateBatchAsync(1), 0, 1))[0];
        var mark = (await server.Public.VerifyFromAsync("192.0.2.1", uri, "phone")).SeenMark();

        // One or two tries an address: nothing that a limit of an address could see.
        var answers = new List<int>();
        for (var i = 0; i < Addresses; i++)
            answers.Add((await server.Public.VerifyFromAsync(AddressOf(i), i % 2 == 0 ? LimitedServer.Guess(brand.Gtin, i) : LimitedServer.Forged(uri))).Status);

        Assert.All(answers.Take(600), status => Assert.Equal(200, status));
        Assert.InRange(answers.Skip(600).Count(status => status == 200), 10, 11);
        Assert.Equal("issued", (await server.Public.VerifyFromAsync("192.0.2.1", uri)).AssertStatus(200).Json.Text("verdict"));
        Assert.Equal("issued", (await server.Public.VerifyFromAsync("192.0.2.1", compact)).AssertStatus(200).Json.Text("verdict"));
        Assert.Equal("issued", (await server.Public.VerifyFromAsync("192.0.2.1", LimitedServer.Typed(uri), "phone", mark)).AssertStatus(200).Json.Text("verdict"));
        (await server.Public.VerifyFromAsync("192.0.2.1", LimitedServer.Typed(uri), "new phone")).AssertLimited();
        (await server.Public.VerifyFromAsync("192.0.2.1", LimitedServer.Typed(theirs))).AssertStatus(200);
        clock.Advance(TimeSpan.FromMinutes(1));
        (await server.Public.VerifyFromAsync("192.0.2.1", LimitedServer.Typed(uri), "new phone")).AssertStatus(200);

        var hour = await ReportedAsync(server, brand, Addresses);
        Assert.Equal("2026-11-24T12:00:00.000Z", hour.Text("hour"));
        Assert.True(hour.GetProperty("campaign").GetBoolean());
        Assert.Empty((await other.Admin.GetAnswerAsync($"/api/v1/brands/{other.Id}/refused-tries")).Json.GetProperty("items").EnumerateArray());
        Assert.Single(log.Text.Split('\n'), line => line.Contains($"Codes of brand {brand.Id} are being guessed", StringComparison.Ordinal));
        Assert.DoesNotContain(AddressOf(700), log.Text, StringComparison.Ordinal);

        var anomaly = await AnomalyAsync(brand);
        Assert.Equal(("guessing", Addresses), (anomaly.Text("kind"), anomaly.GetProperty("scans").GetInt32()));
        Assert.Empty((await other.Admin.GetAnswerAsync("/api/v1/anomalies")).AssertStatus(200).Json.GetProperty("items").EnumerateArray());

        // The next hour begins anew.
        clock.Set("2026-11-24T13:00:00Z");
        (await server.Public.VerifyFromAsync("192.0.2.1", LimitedServer.Typed(uri), "new phone")).AssertStatus(200);
    }

    [Fact]
    public async Task One_address_alone_makes_no_campaign_however_much_it_tries()
    {
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartLimitedAsync(Engine.Sqlite, "InvalidPerMinute=30", "CampaignPerHour=31");
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync();
        for (var i = 0; i < 200; i++)
            await server.Public.VerifyFromAsync("198.51.100.1", LimitedServer.Guess(brand.Gtin, i));

        for (var i = 0; i < 150; i++)
            (await server.Public.VerifyFromAsync("192.0.2.1", LimitedServer.Typed(uri), $"phone {i}")).AssertStatus(200);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_brand_whose_queue_cannot_be_written_keeps_no_other_from_being_warned(Engine engine)
    {
        var clock = Clock.At("2026-11-24T12:10:00Z");
        using var log = new CollectedLog();
        await using var server = await clock.StartLimitedAsync(engine, builder => builder.Services.AddSingleton<ILoggerProvider>(log), "CampaignPerHour=10");
        TestBrand[] brands = [await server.CreateBrandAsync(), await server.CreateBrandAsync("other", "id.other.example", "09506000134376")];
        var numbers = brands.Select(brand => PublicId.TryParse(brand.Id, out var number) ? number : 0).ToArray();
        Array.Sort(numbers, brands);
        await server.RefuseAnomaliesAsync($"brand_id = {numbers[0]}");

        // Nearly all of them on another server, in the order in which they are read.
        foreach (var number in numbers)
            await server.Database().WriteAsync(session => RefusedTriesStore.AddAsync(session, number, clock.GetUtcNow().ToUnixTimeSeconds() / 3600, "unknown_serial", 20), TestContext.Current.CancellationToken);
        foreach (var brand in brands)
            (await server.Public.VerifyFromAsync("192.0.2.1", LimitedServer.Guess(brand.Gtin, 0))).AssertStatus(200);
        clock.Advance(TimeSpan.FromSeconds(5));

        var campaigns = server.Services.GetRequiredService<Campaigns>();
        await Codes.KeyRaceTests.WaitAsync(() => Task.FromResult(log.Text.Contains($"brand {brands[0].Id} are being guessed could not be put", StringComparison.Ordinal)));
        await Codes.KeyRaceTests.WaitAsync(() => Task.FromResult(numbers.All(campaigns.IsUnderWay)));
        Assert.Equal("guessing", (await AnomalyAsync(brands[1])).Text("kind"));
    }

    [Fact]
    public async Task Two_servers_on_one_database_see_one_campaign()
    {
        using var folder = new TemporaryFolder();
        var database = await Engine.Postgres.CreateDatabaseAsync();
        string[] limits = ["--RateLimits:Enabled=true", "--RateLimits:CampaignPerHour=100", "--RateLimits:CampaignPerMinute=1", LimitedServer.BelievedProxy];
        await using var first = await RunningServer.StartAsync(folder.Path, database, configure: null, limits);
        await using var second = await RunningServer.StartAsync(folder.Path, database, configure: null, limits);
        var brand = await first.CreateBrandAsync();
        for (var i = 0; i < 60; i++)
        {
            (await first.Public.VerifyFromAsync(AddressOf(i), LimitedServer.Guess(brand.Gtin, i))).AssertStatus(200);
            (await second.Public.VerifyFromAsync(AddressOf(i), LimitedServer.Guess(brand.Gtin, 1000 + i))).AssertStatus(200);
        }

        // They store their counters every five seconds, and learn of each other's with their own next ones.
        var slowed = 0;
        for (var i = 0; slowed < 3 && i < 40; i++)
        {
            slowed += (await second.Public.VerifyFromAsync(AddressOf(2000 + i), LimitedServer.Guess(brand.Gtin, 2000))).Status == 429 ? 1 : 0;
            await Task.Delay(1000, TestContext.Current.CancellationToken);
        }

        Assert.Equal(3, slowed);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_report_lists_hours_newest_first_in_pages_and_says_what_was_limited(Engine engine)
    {
        var clock = Clock.At("2026-11-24T10:00:00Z");
        await using var server = await clock.StartLimitedAsync(engine, "InvalidPerMinute=2", "CampaignPerHour=2");
        var brand = await server.CreateBrandAsync();
        for (var hour = 10; hour < 13; hour++)
        {
            clock.Set($"2026-11-24T{hour}:00:00Z");
            for (var i = 0; i < hour - 7; i++)
                await server.Public.VerifyFromAsync("192.0.2.1", LimitedServer.Guess(brand.Gtin, i));
            await server.Public.VerifyFromAsync("192.0.2.2", "04006381333931 1");
        }

        await server.Public.VerifyFromAsync("192.0.2.3", LimitedServer.Guess(brand.Gtin, 0));
        clock.Advance(TimeSpan.FromSeconds(5));
        await StoredScans.Of(server).RefusedAsync(tries: 3 + 4 + 5 + 3 + 1);

        var page = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/refused-tries?limit=2")).AssertStatus(200).Json;
        Assert.Equal(
            ["2026-11-24T12:00:00.000Z 3 3 True", "2026-11-24T11:00:00.000Z 2 2 False"],
            page.GetProperty("items").EnumerateArray().Select(item => $"{item.Text("hour")} {item.GetProperty("tries")} {item.GetProperty("limited")} {item.GetProperty("campaign")}"));
        var rest = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/refused-tries?limit=2&cursor={page.Text("next")}")).Json;
        var last = Assert.Single(rest.GetProperty("items").EnumerateArray());
        Assert.Equal(("2026-11-24T10:00:00.000Z", 2, 1), (last.Text("hour"), last.GetProperty("tries").GetInt32(), last.GetProperty("limited").GetInt32()));
        Assert.Equal("unknown_serial", Assert.Single(last.GetProperty("reasons").EnumerateArray()).Text("code"));
        Assert.False(rest.TryGetProperty("next", out _));
        Assert.Equal(3, (await server.Owner.GetAnswerAsync("/api/v1/brands/000000000000/refused-tries")).AssertStatus(200).Json.GetProperty("items").GetArrayLength());

        var other = await server.CreateBrandAsync("other", "id.other.example", "09506000134376");
        foreach (var (client, id) in new[] { (other.Admin, brand.Id), (other.Admin, "000000000000"), (other.Admin, "3F9K2M7QX1TV"), (server.Owner, "3F9K2M7QX1TV") })
            (await client.GetAnswerAsync($"/api/v1/brands/{id}/refused-tries")).AssertProblem(404, "not_found");
        (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/refused-tries?cursor=x")).AssertProblem(400, "invalid_request");
    }

    /// <summary>The newest hour once it holds this many tries: counters are written every few seconds.</summary>
    private static async Task<System.Text.Json.JsonElement> ReportedAsync(RunningServer server, TestBrand brand, long tries)
    {
        await StoredScans.Of(server).RefusedAsync(tries);
        var items = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/refused-tries")).AssertStatus(200).Json.GetProperty("items");
        var hour = Assert.Single(items.EnumerateArray());
        Assert.Equal(tries, hour.GetProperty("tries").GetInt64());
        return hour;
    }

    /// <summary>It is opened a moment after the counters are stored.</summary>
    private static async Task<System.Text.Json.JsonElement> AnomalyAsync(TestBrand brand)
    {
        for (var looks = 0; looks < 500; looks++)
        {
            var items = (await brand.Admin.GetAnswerAsync("/api/v1/anomalies")).AssertStatus(200).Json.GetProperty("items");
            if (items.GetArrayLength() == 1)
                return items[0];
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException("No anomaly was opened.");
    }

    private static string AddressOf(int i) => $"10.{i / 250}.{i % 250}.1";
}
