using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Anomalies;
using Trace.Server.Tests.Verification;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Anomalies;

/// <summary>Batches whose codes are scanned once in six cities; of one some appear again, weeks later, in Hamburg.</summary>
public sealed class CopiedBatchTests
{
    private const int Units = 600;
    private static readonly DateTimeOffset Start = Clock.Parse("2025-10-01T08:00:00Z");

    private static readonly (double Latitude, double Longitude)[] Cities =
        [AnomalyWorld.Hamburg, AnomalyWorld.Munich, (50.94, 6.96), (52.52, 13.41), (48.78, 9.18), (51.34, 12.37)];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_batch_many_of_whose_codes_appear_again_in_one_city_is_an_anomaly_that_names_the_city(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var (honest, copied) = (await BatchAsync(world), await BatchAsync(world));
        await ImportAsync(world, [.. Sold(honest.Codes), .. Sold(copied.Codes), .. Again(copied.Codes, 25)]);
        Assert.Empty(await world.ListAsync());

        Assert.Equal(2, await JudgeAsync(world));

        var found = Assert.Single(await world.ListAsync());
        Assert.Equal(("copied_batch", copied.Id, world.Brand.Gtin, "open", 25), (found.Text("kind"), found.Text("batchId"), found.Text("gtin"), found.Text("status"), found.GetProperty("scans").GetInt32()));
        Assert.False(found.TryGetProperty("serial", out _));
        Assert.True(found.GetProperty("score").GetDouble() >= 8);
        var city = found.GetProperty("reasons").EnumerateArray().First(reason => reason.Text("code") == "copied_city").Text("text");
        Assert.Contains("Within 60 km of 53.", city, StringComparison.Ordinal);
        Assert.Contains("were to be expected", city, StringComparison.Ordinal);
        Assert.Equal("issued", await world.ScanAsync(copied.Codes[0], "first buyer", Cities[0]));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_batch_is_looked_at_again_when_it_has_more_scans_and_never_twice_for_the_same(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var (_, codes) = await BatchAsync(world);
        await ImportAsync(world, Sold(codes));
        Assert.Equal(1, await JudgeAsync(world));
        Assert.Equal(0, await JudgeAsync(world));
        Assert.Empty(await world.ListAsync());

        await ImportAsync(world, Again(codes, 25));
        Assert.Equal(1, await JudgeAsync(world));
        var found = Assert.Single(await world.ListAsync());

        await world.DecideAsync(found.Text("id"), "dismissed");
        await ImportAsync(world, Again(codes, 15, device: "third", days: 70));
        Assert.Equal(1, await JudgeAsync(world));
        Assert.Equal("dismissed", Assert.Single(await world.ListAsync()).Text("status"));

        await ImportAsync(world, Again(codes, 40, from: 50, city: 1));
        Assert.Equal(1, await JudgeAsync(world));
        Assert.Equal("open", Assert.Single(await world.ListAsync()).Text("status"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_few_gifts_and_a_shipment_in_another_market_are_none(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var (_, gifts) = await BatchAsync(world);
        var (_, diverted) = await BatchAsync(world);
        await ImportAsync(world, [.. Sold(gifts), .. Again(gifts, 5), .. Sold(diverted), .. Again(diverted, 60, country: "FR")]);

        Assert.Equal(2, await JudgeAsync(world));

        Assert.DoesNotContain(await world.ListAsync(), anomaly => anomaly.Text("kind") == "copied_batch");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Pools_forget_the_cities_of_scans_that_are_no_longer_kept(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        await ImportAsync(world, Sold((await BatchAsync(world)).Codes));
        Assert.Equal(1, await JudgeAsync(world));
        var ofEightPools = await PoolBytesAsync(world);

        world.Time.Advance(TimeSpan.FromDays(800));
        await world.Server.Services.GetRequiredService<ScanRetention>().RunAsync(TestContext.Current.CancellationToken);
        // The server itself may have made them just before the scans went, and then does so in 30 days.
        world.Time.Advance(TimeSpan.FromDays(31));
        await JudgeAsync(world);

        Assert.InRange(await PoolBytesAsync(world), 1, ofEightPools / 4);
    }

    [Fact]
    public async Task What_is_shown_around_is_none()
    {
        await using var world = await AnomalyWorld.StartAsync(Engine.Sqlite);
        var (_, specimens) = await BatchAsync(world, specimen: true);
        var (_, withSamples) = await BatchAsync(world, samplePercent: 20);
        await ImportAsync(world, [.. Sold(specimens), .. Again(specimens, 60), .. Sold(withSamples), .. Again([.. withSamples.Skip(Units)], 60)]);

        Assert.Equal(1, await JudgeAsync(world));

        Assert.DoesNotContain(await world.ListAsync(), anomaly => anomaly.Text("kind") == "copied_batch");
    }

    [Fact]
    public async Task What_could_not_be_stored_is_found_the_next_time()
    {
        await using var world = await AnomalyWorld.StartAsync(Engine.Sqlite);
        var (_, codes) = await BatchAsync(world);
        await ImportAsync(world, [.. Sold(codes), .. Again(codes, 25)]);
        await world.Server.RefuseAnomaliesAsync("kind = 'copied_batch'");
        await JudgeAsync(world);
        Assert.Empty(await world.ListAsync());

        await world.Server.ExecuteAsync("DROP TRIGGER refused;");
        await JudgeAsync(world);

        Assert.Single(await world.ListAsync());
    }

    [Fact]
    public async Task What_was_found_to_be_copied_says_nothing_of_what_is_usual()
    {
        await using var world = await AnomalyWorld.StartAsync(Engine.Sqlite);
        foreach (var city in Enumerable.Range(0, 3))
        {
            var (_, codes) = await BatchAsync(world);
            await ImportAsync(world, [.. Sold(codes), .. Again(codes, 60, city: city)]);
            Assert.Equal(1, await JudgeAsync(world));
            Assert.Equal(city + 1, (await world.ListAsync()).Count);
        }
    }

    [Fact]
    public async Task It_is_done_a_while_after_the_start_by_itself()
    {
        await using var world = await AnomalyWorld.StartAsync(Engine.Sqlite);
        var (_, codes) = await BatchAsync(world);
        await ImportAsync(world, [.. Sold(codes), .. Again(codes, 25)]);

        world.Time.Advance(TimeSpan.FromMinutes(16));

        for (var i = 0; i < 500 && (await world.ListAsync()).Count == 0; i++)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Single(await world.ListAsync());
    }

    private static async Task<long> PoolBytesAsync(AnomalyWorld world) => await world.Server.Database().ReadAsync(
        session => session.FindAsync<long>("SELECT LENGTH(evidence) FROM batch_pools;"), TestContext.Current.CancellationToken);

    private static Task<int> JudgeAsync(AnomalyWorld world) =>
        world.Server.Services.GetRequiredService<CopiedBatches>().RunAsync(TestContext.Current.CancellationToken);

    private static async Task<(string Id, IReadOnlyList<string> Codes)> BatchAsync(AnomalyWorld world, bool specimen = false, int samplePercent = 0)
    {
        var id = await world.Brand.CreateBatchAsync(new { gtin = world.Brand.Gtin, quantity = Units, samplePercent, activate = true, specimen, market = new[] { "DE" } });
        return (id, await world.Brand.UrisAsync(id, 0, Units + Units * samplePercent / 100));
    }

    private static async Task ImportAsync(AnomalyWorld world, IEnumerable<string> lines)
    {
        var answer = (await world.Brand.Admin.ImportScansAsync(lines)).AssertStatus(200).Json;
        Assert.Equal(0, answer.GetProperty("rejectedCount").GetInt32());
    }

    /// <summary>Each code once, by its buyer.</summary>
    private static IEnumerable<string> Sold(IReadOnlyList<string> codes) => codes.Select((code, unit) => Line(code, Start.AddDays(unit % 60 + unit * 0.001), "buyer", Cities[unit % 6]));

    /// <summary>Some that were sold elsewhere, by another device in one city.</summary>
    private static IEnumerable<string> Again(IReadOnlyList<string> codes, int count, string device = "other", int days = 60, string country = "DE", int from = 0, int city = 0)
    {
        foreach (var i in Enumerable.Range(from, count))
        {
            var unit = 6 * (i / 5) + (city + 1 + i % 5) % 6;
            yield return Line(codes[unit], Start.AddDays(unit % 60 + unit * 0.001 + days), device, Cities[city], country);
        }
    }

    private static string Line(string code, DateTimeOffset at, string device, (double Latitude, double Longitude) place, string country = "DE") => ImportLines.Line(
        new { gtin = TestBrand.DefaultGtin, serial = BrandBatches.SerialOf(code), scannedAt = at, device, latitude = place.Latitude, longitude = place.Longitude, radiusKm = 10, country });
}
