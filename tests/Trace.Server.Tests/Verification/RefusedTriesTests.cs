using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Codes that were not issued leave counters per brand and hour, and nothing else.</summary>
public sealed class RefusedTriesTests
{
    private const string OtherGtin = "09506000134376";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Tries_are_counted_by_brand_hour_and_reason_and_leave_no_scan_and_no_unit(Engine engine)
    {
        var clock = Clock.At("2026-11-24T12:59:59Z");
        await using var server = await clock.StartServerAsync(engine);
        var (brand, other) = (await server.CreateBrandAsync(), await server.CreateBrandAsync("other", "id.other.example", OtherGtin));
        var (mine, theirs) = ((await BrandSigner.OfAsync(server, brand)).BrandId, (await BrandSigner.OfAsync(server, other)).BrandId);
        var uri = await brand.CodeAsync();
        var forged = uri[..^1] + (uri[^1] == '0' ? '1' : '0');
        var stored = StoredScans.Of(server);

        foreach (var code in new[] { forged, forged, $"{brand.Gtin} 7K3M9QX2TV4B", $"{OtherGtin} 7K3M9QX2TV4B", "hello", "04006381333931 1" })
            Assert.Equal("not_issued", (await server.Public.VerifyAsync(code)).Text("verdict"));
        clock.Set("2026-11-24T13:00:00Z");
        Assert.Equal("not_issued", (await server.Public.OpenAsJsonAsync(CodeRequests.PathOf(forged))).Verdict);
        Assert.Contains("The signature does not match this code.", (await server.Public.OpenAsync(CodeRequests.PathOf(forged))).Body, StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromSeconds(5));

        var hour = Clock.Parse("2026-11-24T12:00:00Z").ToUnixTimeSeconds() / 3600;
        Assert.Equal(
            new RefusedTry[]
            {
                new(0, hour, "not_a_code", 1), new(0, hour, "unknown_gtin", 1), new(mine, hour, "signature_invalid", 2), new(mine, hour, "unknown_serial", 1), new(theirs, hour, "unknown_serial", 1),
                new(mine, hour + 1, "signature_invalid", 2),
            }.OrderBy(row => (row.Hour, row.BrandId, row.Reason)),
            (await stored.RefusedAsync(tries: 8)).OrderBy(row => (row.Hour, row.BrandId, row.Reason)));
        Assert.Equal((0, 0), await stored.CountAsync());

        // A counter goes on; the next tries are added to it.
        Assert.Equal("not_issued", (await server.Public.VerifyAsync(forged)).Text("verdict"));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains(new RefusedTry(mine, hour + 1, "signature_invalid", 3), await stored.RefusedAsync(tries: 9));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task No_number_of_tries_touches_the_unit_they_aim_at(Engine engine)
    {
        var clock = Clock.At("2026-11-24T12:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync();
        Assert.Equal(1, (await server.Public.VerifyAsync(uri)).Ordinal());
        var stored = StoredScans.Of(server);
        var (scans, units) = (await stored.ListAsync(), await stored.ListUnitsAsync());
        var tries = TestScale.Count(reduced: 200, full: 20_000);
        clock.Advance(TimeSpan.FromMinutes(1));

        await Parallel.ForEachAsync(
            Enumerable.Range(0, tries),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken },
            async (i, _) => Assert.Equal("not_issued", (await server.Public.VerifyAsync($"{uri[..^4]}{i % 10_000:D4}" is var guess && guess == uri ? "x" : guess)).Text("verdict")));
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(tries, (await stored.RefusedAsync(tries)).Sum(row => row.Tries));
        Assert.Equivalent(scans, await stored.ListAsync());
        Assert.Equal(units, await stored.ListUnitsAsync());
        Assert.Equal(2, (await server.Public.VerifyAsync(uri)).Ordinal());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Tries_that_were_not_written_yet_are_written_when_the_server_stops(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        await using (var server = await RunningServer.StartAsync(folder.Path, database))
            await server.Public.VerifyAsync("hello");

        await using var again = await RunningServer.StartAsync(folder.Path, database);
        Assert.Equal("not_a_code", Assert.Single(await StoredScans.Of(again).RefusedAsync(tries: 1)).Reason);
    }
}
