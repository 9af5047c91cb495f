using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Detection;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>A code that is on two things at two places is called so to whoever has the second, with this scan in the count; whoever has the first stays calm.</summary>
public sealed class CopiedCodeTests
{
    private static readonly (double Latitude, double Longitude) Hamburg = (53.55, 10.0);
    private static readonly (double Latitude, double Longitude) Munich = (48.14, 11.58);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_owner_of_the_copy_is_warned_and_the_first_buyer_is_not(Engine engine)
    {
        var clock = Clock.At("2026-03-02T10:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();

        var verdicts = new List<string?>();
        foreach (var (device, place) in new[] { ("first", Hamburg), ("second", Munich), ("first", Hamburg), ("second", Munich), ("first", Hamburg) })
        {
            verdicts.Add(await ScanAsync(server, code, device, place));
            clock.Advance(TimeSpan.FromDays(3));
        }

        Assert.Equal(["issued", "issued", "issued", "caution", "issued"], verdicts);
        var unit = (await brand.Admin.GetAnswerAsync($"/api/v1/units/{brand.Gtin}/{BrandBatches.SerialOf(code)}")).AssertStatus(200).Json;
        Assert.Equal("copied_code", unit.GetProperty("reasons")[0].Text("code"));
        Assert.True(unit.GetProperty("score").GetDouble() >= EvidenceSettings.Default.Copied);
        var strongest = unit.GetProperty("evidence")[0];
        Assert.Equal("interleaving", strongest.Text("code"));
        Assert.Contains(strongest.Text("scan"), unit.GetProperty("scans").EnumerateArray().Select(scan => scan.Text("id")));
        Assert.Equal(["issued", "caution", "issued", "issued", "issued"], unit.GetProperty("scans").EnumerateArray().Select(scan => scan.Text("verdict")));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_gift_to_another_city_is_answered_calmly(Engine engine)
    {
        var clock = Clock.At("2026-03-02T10:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var code = await (await server.CreateBrandAsync()).CodeAsync();

        Assert.Equal("issued", await ScanAsync(server, code, "giver", Hamburg));
        clock.Advance(TimeSpan.FromDays(120));
        Assert.Equal("issued", await ScanAsync(server, code, "given", Munich));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("issued", await ScanAsync(server, code, "given", Munich));
    }

    /// <summary>What is folded scan by scan is what its stored scans give.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Evidence_that_is_made_again_from_the_stored_scans_is_the_same(Engine engine)
    {
        var clock = Clock.At("2026-03-02T10:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();
        for (var i = 0; i < 40; i++)
        {
            // Over a change of the key of devices.
            await ScanAsync(server, code, $"phone {i % 3}", i % 3 == 1 ? Munich : Hamburg);
            clock.Advance(TimeSpan.FromDays(2.3));
        }

        var scans = server.Services.GetRequiredService<Scans>();
        var unitId = (await StoredScans.Of(server).ListAsync())[0].UnitId;
        var known = (await scans.FindUnitAsync(unitId))!.Evidence!;
        var brandId = await server.Database().ReadAsync(session => session.FindAsync<long>("SELECT MAX(brand_id) FROM scan;"), TestContext.Current.CancellationToken);
        var again = Sightings.Fold([.. (await scans.ListScansAsync(brandId, unitId, 100)).Select(Sightings.Of)], []);

        Assert.Equal(3, known.Devices);
        Assert.Equal(known.ToBytes(), again.ToBytes());
    }

    /// <summary>The scan that comes late, as an import brings it, counts as if it had come in time.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Scans_that_come_late_count_as_if_they_had_come_in_time(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        await server.CreateBrandAsync();
        var scans = server.Services.GetRequiredService<Scans>();

        for (var day = 0; day < 6; day++)
            await scans.AppendAsync([Scan(1L << 40, day)]);
        await scans.AppendAsync([.. new[] { 4, 1, 5 }.Select(day => Scan(1L << 41, day))]);
        var last = await scans.AppendAsync([.. new[] { 3, 0, 2 }.Select(day => Scan(1L << 41, day))]);

        var (inOrder, late) = ((await scans.FindUnitAsync(1L << 40))!.Evidence!, (await scans.FindUnitAsync(1L << 41))!.Evidence!);
        Assert.Equal(inOrder.Score, late.Score);
        Assert.True(inOrder.Score > EvidenceSettings.Default.Copied);
        Assert.Equal([4, 5, 6], last.Select(scan => (int)scan.Ordinal));
    }

    /// <summary>Whoever has the first object is told nothing because of what came after, whenever the scan comes; the copy's is warned as it would have been.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_late_scan_is_answered_as_it_would_have_been_in_its_time(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        await server.CreateBrandAsync();
        var scans = server.Services.GetRequiredService<Scans>();
        const int Days = 9;
        var inTime = await scans.AppendAsync([.. Enumerable.Range(0, Days).Select(day => Scan(1L << 40, day))]);
        Assert.Equal(["Issued", "Caution", "Issued"], inTime.Skip(4).Take(3).Select(scan => scan.Judgement.Verdict.ToString()));

        for (var late = 0; late < Days - 1; late++)
        {
            var unit = (1L << 40) + late + 1;
            await scans.AppendAsync([.. Enumerable.Range(0, Days).Where(day => day != late).Select(day => Scan(unit, day))]);
            var answer = Assert.Single(await scans.AppendAsync([Scan(unit, late)]));
            Assert.Equal((inTime[late].Judgement.Verdict, inTime[late].Score), (answer.Judgement.Verdict, answer.Score));
            Assert.Equal(inTime[^1].Score, (await scans.FindUnitAsync(unit))!.Evidence!.Score);
        }
    }

    /// <summary>One that is imported: on even days of the first object, on odd days of the other.</summary>
    private static ScanToStore Scan(long unit, int day) => new(unit, 1, Clock.Parse("2026-03-02T10:00:00Z").AddDays(day), TestScans.Active, Core.Verification.SignatureState.Valid, "import", new DeviceHashes((UInt128)(uint)(1 + day % 2), default),
        day % 2 == 0 ? Hamburg.Latitude : Munich.Latitude, day % 2 == 0 ? Hamburg.Longitude : Munich.Longitude, 10_000);

    private static async Task<string?> ScanAsync(RunningServer server, string code, string device, (double Latitude, double Longitude) place) =>
        (await server.Public.VerifyForAnswerAsync(new { code, device, location = new { latitude = place.Latitude, longitude = place.Longitude, accuracyMeters = 200 } })).Verdict;
}
