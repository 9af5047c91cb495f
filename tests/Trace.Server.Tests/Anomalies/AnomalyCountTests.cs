using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Anomalies;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Server.Tests.Verification;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Anomalies;

/// <summary>Which scans of a unit are counted as those of a status, and what happens to many anomalies at once.</summary>
public sealed class AnomalyCountTests
{
    private const int Portion = 200;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Scans_from_before_a_unit_was_retired_that_come_later_count_for_nothing_and_those_after_it_one_by_one(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var (brand, units) = await UnitsAsync(world, 1);
        var bought = world.Time.GetUtcNow();
        for (var scan = 0; scan < 6; scan++)
            await RetiredAsync(days: 3);
        Assert.Equal((6, "open"), await FoundAsync());
        await world.DecideAsync((await world.ListAsync())[0].Text("id"), "dismissed");

        await AppendAsync(world, Enumerable.Range(1, 100).Select(i => Scan(brand, units[0], bought.AddMinutes(-i), UnitStatus.Active) with { Source = Scans.ImportSource }));
        await RetiredAsync(days: 3);
        await RetiredAsync(days: 3);

        Assert.Equal((8, "dismissed"), await FoundAsync());

        async Task RetiredAsync(int days)
        {
            world.Time.Advance(TimeSpan.FromDays(days));
            await AppendAsync(world, [Scan(brand, units[0], world.Time.GetUtcNow(), UnitStatus.Retired)]);
        }

        async Task<(int Scans, string Status)> FoundAsync()
        {
            var found = Assert.Single(await world.ListAsync());
            return (found.GetProperty("scans").GetInt32(), found.Text("status"));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Who_looks_again_just_after_a_unit_was_retired_at_the_till_opens_nothing(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var (brand, units) = await UnitsAsync(world, 1);
        await AppendAsync(world, [Scan(brand, units[0], world.Time.GetUtcNow(), UnitStatus.Active)]);

        await AppendAsync(world, [Scan(brand, units[0], world.Time.GetUtcNow().AddMinutes(5), UnitStatus.Retired)]);
        Assert.Empty(await world.ListAsync());

        await AppendAsync(world, [Scan(brand, units[0], world.Time.GetUtcNow().AddDays(1), UnitStatus.Retired)]);
        Assert.Equal(1, Assert.Single(await world.ListAsync()).GetProperty("scans").GetInt32());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Two_scans_of_one_name_are_shown_as_one(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var (brand, units) = await UnitsAsync(world, 1);
        foreach (var days in new[] { 1, 2 })
            await AppendAsync(world, [Scan(brand, units[0], world.Time.GetUtcNow().AddDays(days), UnitStatus.Retired) with { ScanId = 7 }]);

        var id = Assert.Single(await world.ListAsync()).Text("id");
        var detail = (await world.Brand.Admin.GetAnswerAsync($"{AnomalyWorld.Path}/{id}")).AssertStatus(200).Json;
        Assert.Equal(JsonValueKind.Object, detail.GetProperty("evidence")[0].GetProperty("scan").ValueKind);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_was_decided_of_a_group_before_it_broke_off_is_in_the_trail(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var (brand, units) = await UnitsAsync(world, Portion + 1);
        await AppendAsync(world, units.Select(unit => Scan(brand, unit, world.Time.GetUtcNow(), UnitStatus.Stolen)));
        var batch = (await world.ListAsync())[0].Text("batchId");
        await world.Server.RefuseAnomaliesAsync($"subject_id = {units[^1]}");

        var broken = await world.Brand.Admin.PostAnswerAsync($"{AnomalyWorld.Path}/groups/status", new { batch, kind = "stolen_labels", status = "dismissed" });

        Assert.InRange(broken.Status, 500, 599);
        Assert.Single(await world.ListAsync("?status=open&limit=200"));
        var trail = (await world.Brand.Admin.GetAnswerAsync($"/api/v1/brands/{world.Brand.Id}/audit?action=anomaly.decide_group")).AssertStatus(200).Json.GetProperty("items");
        Assert.Equal(Portion, Assert.Single(trail.EnumerateArray()).GetProperty("new").GetProperty("decided").GetInt32());
    }

    /// <summary>A portion costs as much as it holds, not as much as its group.</summary>
    [Fact]
    public async Task The_next_open_ones_of_a_group_are_read_from_an_index_in_their_order()
    {
        await using var world = await AnomalyWorld.StartAsync(Engine.Sqlite);

        var plan = string.Join('\n', (await world.Server.Database().ReadAsync(
            session => session.ListAsync<PlanRow>($"EXPLAIN QUERY PLAN {AnomalyGroupsStore.ListOpen}", new { BrandId = 1, Batch = 1, Slot = 1, Kind = "copied_code", After = 1, Limit = 1 }),
            TestContext.Current.CancellationToken)).Select(row => row.Detail));

        Assert.Contains("anomaly_by_batch", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("ORDER BY", plan, StringComparison.Ordinal);
    }

    private static async Task<(long Brand, long[] Units)> UnitsAsync(AnomalyWorld world, int count)
    {
        Assert.True(BatchId.TryParse(await world.Brand.CreateBatchAsync(count), out var number));
        Assert.True(PublicId.TryParse(world.Brand.Id, out var brand));
        return (brand, [.. Enumerable.Range(0, count).Select(index => UnitId.Of(number, (uint)index).Value)]);
    }

    private static ScanToStore Scan(long brand, long unit, DateTimeOffset at, UnitStatus status) => new(
        unit, brand, at, TestScans.Active with { Status = status }, SignatureState.Valid, "api", new DeviceHashes(1, default));

    private static Task AppendAsync(AnomalyWorld world, IEnumerable<ScanToStore> scans) =>
        world.Server.Services.GetRequiredService<Scans>().AppendAsync([.. scans]);

    private sealed class PlanRow
    {
        public string Detail { get; init; } = "";
    }
}
