using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Verification;
using Trace.Server.Storage;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Single scans go when their brand says so; what was answered about a unit stays right.</summary>
public sealed class ScanRetentionTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Old_scans_go_and_the_unit_keeps_its_count_and_its_first_time(Engine engine)
    {
        var clock = Clock.At("2026-01-01T12:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var (brand, other) = (await server.CreateBrandAsync(), await server.CreateBrandAsync("other", "id.other.example", TestGtin.Of(1)));
        var (code, theirs) = (await brand.CodeAsync(), await other.CodeAsync());
        await SetAsync(brand, 30);
        for (var device = 0; device < 3; device++)
            await server.Public.VerifyAsync(code, $"device {device}");
        await server.Public.VerifyAsync(theirs);
        await server.Public.VerifyAsync($"{brand.Gtin} 7K3M9QX2TV4B");
        await server.Public.VerifyAsync("hello");
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, (await StoredScans.Of(server).RefusedAsync(tries: 2)).Count);
        clock.Set("2026-01-20T12:00:00Z");
        Assert.Equal(4, (await server.Public.VerifyAsync(code, "device 0")).Ordinal());

        // A second too early for the first ones, then late enough.
        clock.Set("2026-01-31T12:00:00Z");
        await RunAsync(server);
        Assert.Equal((5, 2), await StoredScans.Of(server).CountAsync());
        clock.Set("2026-01-31T12:00:01Z");
        await RunAsync(server);

        var left = (await StoredScans.Of(server).ListAsync()).GroupBy(scan => scan.UnitId).Select(unit => unit.Count()).ToList();
        Assert.Equal([1, 1], left);
        var again = await server.Public.VerifyAsync(code, "device 0");
        Assert.Equal(5, again.Ordinal());
        Assert.Equal("2026-01-01T12:00:00.000Z", again.GetProperty("scan").Text("firstScannedAt"));
        Assert.Equal(2, again.GetProperty("scan").GetProperty("yourEarlierScans").GetInt64());

        // All of them gone, the count still goes on.
        clock.Set("2026-06-01T12:00:00Z");
        await RunAsync(server);
        Assert.Equal((1, 2), await StoredScans.Of(server).CountAsync());
        // Nor is a device remembered without its scans.
        var units = await StoredScans.Of(server).ListUnitsAsync();
        Assert.All(units, unit => Assert.Empty(server.Services.GetRequiredService<Scans>().FindUnitAsync(unit.UnitId).Result!.State.Devices));
        Assert.Equal("not_a_code", Assert.Single(await StoredScans.Of(server).RefusedAsync(tries: 1)).Reason);
        var last = await server.Public.VerifyAsync(code, "device 9");
        Assert.Equal((6, "2026-01-01T12:00:00.000Z"), (last.Ordinal(), last.GetProperty("scan").Text("firstScannedAt")));
        Assert.Equal("2026-01-01T12:00:00.000Z", (await server.Public.VerifyAsync(theirs)).GetProperty("scan").Text("firstScannedAt"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Many_scans_of_one_unit_go_in_portions(Engine engine)
    {
        const int Scans = 1203;
        var clock = Clock.At("2026-01-01T12:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();
        await server.Public.VerifyAsync(code);
        var (scans, unit) = (server.Services.GetRequiredService<Scans>(), Assert.Single(await StoredScans.Of(server).ListAsync()).UnitId);
        Assert.True(PublicId.TryParse(brand.Id, out var brandId));
        await scans.AppendAsync([.. Enumerable.Repeat(new ScanToStore(unit, brandId, clock.GetUtcNow(), TestScans.Active, SignatureState.Valid, "api"), Scans - 1)]);
        Assert.Equal((Scans, 1), await StoredScans.Of(server).CountAsync());
        clock.Advance(TimeSpan.FromDays(730) + TimeSpan.FromSeconds(1));

        await RunAsync(server);
        Assert.Equal((0, 1), await StoredScans.Of(server).CountAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task It_happens_by_itself_every_day(Engine engine)
    {
        var clock = Clock.At("2026-01-01T12:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        await server.Public.VerifyAsync(await brand.CodeAsync());
        await SetAsync(brand, 1);

        clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal((1, 1), await StoredScans.Of(server).CountAsync());
        for (var i = 0; i < 1500 && (await StoredScans.Of(server).CountAsync()).Scans > 0; i++)
        {
            clock.Advance(TimeSpan.FromHours(1));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal((0, 1), await StoredScans.Of(server).CountAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_brand_says_how_long_and_the_trail_says_who_did(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        Assert.Equal(730, (await brand.Admin.GetAnswerAsync(PathOf(brand))).AssertStatus(200).Json.GetProperty("scanRetentionDays").GetInt32());
        var before = await server.DumpAsync();
        foreach (var days in new object?[] { 0, -1, 3651, long.MaxValue, null })
            (await PutAsync(brand, days)).AssertProblem(422, "invalid_retention");
        (await PutAsync(brand, "30")).AssertProblem(400, "invalid_json");
        Assert.Equal(before, await server.DumpAsync());

        await SetAsync(brand, 3650);
        await SetAsync(brand, 1);

        Assert.Equal(1, (await server.Owner.GetAnswerAsync(PathOf(brand))).Json.GetProperty("scanRetentionDays").GetInt32());
        var entry = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit?action=privacy.set")).Json.GetProperty("items")[0];
        Assert.Contains("3650", entry.GetProperty("old").ToString(), StringComparison.Ordinal);
        Assert.Contains("1", entry.GetProperty("new").ToString(), StringComparison.Ordinal);
    }

    private static string PathOf(TestBrand brand) => $"/api/v1/brands/{brand.Id}/privacy";

    private static Task<Tests.Answer> PutAsync(TestBrand brand, object? days) =>
        brand.Admin.SendAnswerAsync(HttpMethod.Put, PathOf(brand), JsonContent.Create(new { scanRetentionDays = days }));

    private static async Task SetAsync(TestBrand brand, int days) =>
        Assert.Equal(days, (await PutAsync(brand, days)).AssertStatus(200).Json.GetProperty("scanRetentionDays").GetInt32());

    /// <summary>The server does so too when its clock moves on by a day, at the same time.</summary>
    private static Task<long> RunAsync(RunningServer server) =>
        server.Services.GetRequiredService<ScanRetention>().RunAsync(TestContext.Current.CancellationToken);
}
