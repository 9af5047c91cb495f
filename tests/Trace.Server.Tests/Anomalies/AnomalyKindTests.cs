using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Server.Tests.Verification;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Anomalies;

/// <summary>Kinds that hang on countries, which a test cannot have over HTTP without a database of places.</summary>
public sealed class AnomalyKindTests
{
    private static readonly (string Country, double Latitude, double Longitude)[] Europe = [("FR", 48.86, 2.35), ("IT", 45.46, 9.19), ("ES", 41.39, 2.17), ("PL", 52.23, 21.01)];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Goods_in_a_market_they_were_not_made_for_are_seen_without_a_warning_to_anybody(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var unit = await UnitAsync(world);

        var verdicts = new List<Verdict>();
        for (var device = 0; device < 3; device++)
            verdicts.Add((await AppendAsync(world, unit, device, Europe[0])).Judgement.Verdict);

        Assert.All(verdicts, verdict => Assert.Equal(Verdict.Issued, verdict));
        var found = Assert.Single(await world.ListAsync());
        Assert.Equal(("diverted", "foreign_market", 3), (found.Text("kind"), found.GetProperty("reasons")[0].Text("code"), found.GetProperty("scans").GetInt32()));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_copied_code_whose_picture_goes_around_becomes_one_that_was_shared_online(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var webhook = await world.Brand.Admin.PostAsync($"/api/v1/brands/{world.Brand.Id}/webhooks", new { url = "https://hooks.acme.example/trace" });
        var unit = await UnitAsync(world);
        for (var turn = 0; turn < 4; turn++)
            await AppendAsync(world, unit, turn % 2, ("DE", turn % 2 == 0 ? 53.55 : 48.14, turn % 2 == 0 ? 10.0 : 11.58));
        var copied = Assert.Single(await world.ListAsync());
        Assert.Equal("copied_code", copied.Text("kind"));

        for (var device = 2; device < 22; device++)
            await AppendAsync(world, unit, device, Europe[device % 4], TimeSpan.FromHours(1));

        var shared = Assert.Single(await world.ListAsync());
        Assert.Equal((copied.Text("id"), "shared_online"), (shared.Text("id"), shared.Text("kind")));
        var told = (await world.Brand.Admin.GetAnswerAsync($"/api/v1/brands/{world.Brand.Id}/webhooks/{webhook.Text("id")}/deliveries")).Json.GetProperty("items");
        Assert.Equal(["anomaly.changed", "anomaly.opened"], told.EnumerateArray().Select(item => item.Text("eventType")));
    }

    private static async Task<(long Unit, long Brand)> UnitAsync(AnomalyWorld world)
    {
        Assert.True(BatchId.TryParse(await world.Brand.CreateBatchAsync(new { gtin = world.Brand.Gtin, quantity = 1, activate = true, market = new[] { "DE" } }), out var number));
        Assert.True(PublicId.TryParse(world.Brand.Id, out var brand));
        return (UnitId.Of(number, 0).Value, brand);
    }

    private static async Task<Server.Verification.StoredScan> AppendAsync(
        AnomalyWorld world, (long Unit, long Brand) unit, int device, (string Country, double Latitude, double Longitude) place, TimeSpan? later = null)
    {
        world.Time.Advance(later ?? TimeSpan.FromDays(3));
        return (await world.Server.Services.GetRequiredService<Scans>().AppendAsync(
        [
            new ScanToStore(
                unit.Unit,
                unit.Brand,
                world.Time.GetUtcNow(),
                TestScans.Active,
                SignatureState.Valid,
                "api",
                new DeviceHashes((UInt128)(uint)(device + 1), default),
                place.Latitude,
                place.Longitude,
                500)
            {
                Country = place.Country,
                Markets = ["DE"],
            },
        ]))[0];
    }
}
