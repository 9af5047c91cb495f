using System.Globalization;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Anomalies;

/// <summary>Anomalies put off, and groups in the order people ask for.</summary>
public sealed class SnoozeTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_snoozed_leaves_the_open_ones_and_comes_back_by_itself(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        await world.ScanAsync(await world.Brand.CodeAsync(new { gtin = world.Brand.Gtin, quantity = 1 }), "somebody", AnomalyWorld.Hamburg);
        var id = (await world.ListAsync("?status=open"))[0].Text("id");
        var until = world.Time.GetUtcNow().AddDays(5);

        Assert.Equal(until, (await SnoozeAsync(world, id, until)).AssertStatus(200).Json.GetProperty("snoozedUntil").GetDateTimeOffset());

        Assert.Empty(await world.ListAsync("?status=open"));
        Assert.Equal(("open", id), ((await world.ListAsync("?status=snoozed"))[0].Text("status"), (await world.ListAsync())[0].Text("id")));
        var group = (await world.Brand.Admin.GetAnswerAsync($"{AnomalyWorld.Path}/groups?status=snoozed")).AssertStatus(200).Json.GetProperty("items")[0];
        Assert.Equal((0, 1, id), (group.GetProperty("open").GetInt32(), group.GetProperty("snoozed").GetInt32(), group.Text("anomalyId")));
        Assert.Equal(1, (await world.Brand.Admin.GetAnswerAsync($"{AnomalyWorld.Path}/precision")).Json.GetProperty("kinds")[0].GetProperty("open").GetInt32());

        world.Time.Advance(TimeSpan.FromDays(5));
        Assert.Equal([id], (await world.ListAsync("?status=open")).Select(item => item.Text("id")));
        Assert.Empty(await world.ListAsync("?status=snoozed"));

        foreach (var wrong in new[] { world.Time.GetUtcNow(), world.Time.GetUtcNow().AddDays(367) })
            (await SnoozeAsync(world, id, wrong)).AssertProblem(422, "invalid_anomaly");
        (await SnoozeAsync(world, id, world.Time.GetUtcNow().AddDays(9))).AssertStatus(200);
        (await SnoozeAsync(world, id, until: null)).AssertStatus(200);
        Assert.Single(await world.ListAsync("?status=open"));

        // What is decided is no longer put off, also when it is opened again.
        (await SnoozeAsync(world, id, world.Time.GetUtcNow().AddDays(9))).AssertStatus(200);
        await world.DecideAsync(id, "confirmed");
        (await SnoozeAsync(world, id, world.Time.GetUtcNow().AddDays(9))).AssertProblem(422, "invalid_anomaly");
        Assert.False((await world.DecideAsync(id, "open")).TryGetProperty("snoozedUntil", out _));
        (await SnoozeAsync(world, "0AQKFF00001A1", world.Time.GetUtcNow().AddDays(9))).AssertProblem(404, "not_found");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Groups_come_in_the_order_asked_for_and_in_pages_of_it(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        // Many codes with one scan each, one code with many scans and a high score, and one that is older than both.
        await world.ScanAsync(await world.Brand.CodeAsync(new { gtin = world.Brand.Gtin, quantity = 1 }), "somebody", AnomalyWorld.Hamburg);
        var batch = await world.Brand.CreateBatchAsync(3);
        await world.Brand.Admin.PostAsync($"/api/v1/batches/{batch}/status", new { from = 0, to = 2, status = "stolen" });
        foreach (var code in await world.Brand.UrisAsync(batch, 0, 3))
            await world.ScanAsync(code, "somebody", AnomalyWorld.Hamburg);
        await world.CopyAsync(await world.Brand.CodeAsync(), turns: 4);
        Dictionary<string, string[]> expected = new(StringComparer.Ordinal)
        {
            ["newest"] = ["copied_code", "stolen_labels", "scanned_before_activation"],
            ["harm"] = ["copied_code", "stolen_labels", "scanned_before_activation"],
            ["score"] = ["copied_code", "stolen_labels", "scanned_before_activation"],
            ["spread"] = ["stolen_labels"],
            ["age"] = ["scanned_before_activation", "stolen_labels", "copied_code"],
            ["kind"] = ["copied_code", "scanned_before_activation", "stolen_labels"],
        };

        foreach (var (sort, kinds) in expected)
        {
            Assert.Equal(kinds, (await PagesAsync(world, sort, limit: 50)).Take(kinds.Length));
            Assert.Equal(await PagesAsync(world, sort, limit: 50), await PagesAsync(world, sort, limit: 1));
        }

        foreach (var wrong in new[] { "sort=x", "cursor=NaN_1_copied_code", "cursor=1_-1_copied_code", "cursor=1_1_x" })
            (await world.Brand.Admin.GetAnswerAsync($"{AnomalyWorld.Path}/groups?{wrong}")).AssertProblem(400, "invalid_request");
    }

    private static Task<Answer> SnoozeAsync(AnomalyWorld world, string id, DateTimeOffset? until) =>
        world.Brand.Admin.PostAnswerAsync($"{AnomalyWorld.Path}/{id}/snooze", new { until });

    private static async Task<IReadOnlyList<string>> PagesAsync(AnomalyWorld world, string sort, int limit)
    {
        var kinds = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await world.Brand.Admin.GetAnswerAsync(string.Create(
                CultureInfo.InvariantCulture, $"{AnomalyWorld.Path}/groups?sort={sort}&limit={limit}{(cursor == null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}"))).AssertStatus(200).Json;
            kinds.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Text("kind")));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor != null);
        return kinds;
    }
}
