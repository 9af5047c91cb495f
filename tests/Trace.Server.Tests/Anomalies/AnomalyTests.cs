using System.Net.Http.Json;
using Trace.Core.Detection;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Anomalies;

/// <summary>What scans show is in the brand's queue with the scan that shows it, and what people decide holds for the scans after it.</summary>
public sealed class AnomalyTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_copied_code_is_one_anomaly_that_grows_and_whose_dismissal_calms_until_much_more_speaks_for_it(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var webhook = await world.Brand.Admin.PostAsync($"/api/v1/brands/{world.Brand.Id}/webhooks", new { url = "https://hooks.acme.example/trace", enabled = true });
        var code = await world.Brand.CodeAsync();

        Assert.Equal(["issued", "caution"], await world.CopyAsync(code, turns: 2));
        var opened = Assert.Single(await world.ListAsync());
        Assert.Equal(("copied_code", "open", world.Brand.Gtin, BrandBatches.SerialOf(code)), (opened.Text("kind"), opened.Text("status"), opened.Text("gtin"), opened.Text("serial")));
        Assert.Equal(("interleaving", 4), (opened.GetProperty("reasons")[0].Text("code"), opened.GetProperty("scans").GetInt32()));
        Assert.Equal(world.Time.GetUtcNow(), opened.GetProperty("detectedAt").GetDateTimeOffset());

        Assert.Equal(["caution", "caution"], await world.CopyAsync(code, turns: 2));
        var grown = Assert.Single(await world.ListAsync());
        Assert.Equal(opened.Text("id"), grown.Text("id"));
        Assert.True(grown.GetProperty("score").GetDouble() > opened.GetProperty("score").GetDouble() && grown.GetProperty("scans").GetInt32() > 4);
        Assert.Equal(opened.Text("detectedAt"), grown.Text("detectedAt"));

        Assert.Equal("caution", await world.ScanAsync(code, "second", AnomalyWorld.Munich));
        Assert.Equal(["anomaly.opened"], await ToldAsync());
        Assert.Equal("dismissed", (await world.DecideAsync(opened.Text("id"), "dismissed")).Text("status"));
        Assert.Equal("issued", await world.ScanAsync(code, "second", AnomalyWorld.Munich));
        Assert.Empty(await world.ListAsync("?status=open"));
        Assert.Equal("caution", (await world.CopyAsync(code, turns: 4))[^1]);
        var reopened = Assert.Single(await world.ListAsync("?status=open"));
        Assert.Equal(opened.Text("id"), reopened.Text("id"));
        Assert.True(reopened.GetProperty("score").GetDouble() >= grown.GetProperty("score").GetDouble() + 4 - 0.5);

        // The first was told of over a month ago.
        Assert.Equal(["anomaly.opened", "anomaly.changed"], await ToldAsync());

        async Task<IEnumerable<string>> ToldAsync() => (await world.Brand.Admin.GetAnswerAsync($"/api/v1/brands/{world.Brand.Id}/webhooks/{webhook.Text("id")}/deliveries"))
            .AssertStatus(200).Json.GetProperty("items").EnumerateArray().Select(item => item.Text("eventType")).ToList();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_block_cautions_everybody_in_the_brands_words_until_it_is_lifted(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var code = await world.Brand.CodeAsync();
        await world.CopyAsync(code);
        Assert.Equal("issued", await world.ScanAsync(code, "first", AnomalyWorld.Hamburg));
        var id = (await world.ListAsync())[0].Text("id");
        foreach (var wrong in new object[] { new { status = "gone" }, new { }, new { status = "dismissed", block = true }, new { status = "confirmed", text = "Bring it to the shop." }, new { status = "confirmed", block = true, text = "" } })
            (await world.Brand.Admin.PostAnswerAsync($"{AnomalyWorld.Path}/{id}/status", wrong)).AssertProblem(422, "invalid_anomaly");

        await world.DecideAsync(id, "confirmed", block: true, "Bring it to the shop.");
        var blocked = await world.Server.Public.VerifyAsync(code, "first");
        Assert.Equal(("caution", "blocked", "Bring it to the shop."), (blocked.Text("verdict"), blocked.GetProperty("reasons")[0].Text("code"), blocked.GetProperty("reasons")[0].Text("text")));
        Assert.Equal("Bring it to the shop.", (await world.Brand.Admin.GetAnswerAsync($"{AnomalyWorld.Path}/{id}")).AssertStatus(200).Json.Text("blocked"));
        var serial = BrandBatches.SerialOf(code);
        Assert.Equal("blocked", (await world.Brand.Admin.GetAnswerAsync($"/api/v1/units/{world.Brand.Gtin}/{serial}")).AssertStatus(200).Json.GetProperty("reasons")[0].Text("code"));

        await world.DecideAsync(id, "dismissed");
        Assert.Equal("issued", (await world.Server.Public.VerifyAsync(code, "second")).Text("verdict"));
        Assert.Empty((await world.Brand.Admin.GetAnswerAsync($"/api/v1/units/{world.Brand.Gtin}/{serial}")).AssertStatus(200).Json.GetProperty("reasons").EnumerateArray());
        var trail = (await world.Brand.Admin.GetAnswerAsync($"/api/v1/brands/{world.Brand.Id}/audit?action=anomaly.decide")).Json.GetProperty("items");
        Assert.Equal([id, id], trail.EnumerateArray().Select(entry => entry.Text("target")));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_scan_of_a_unit_that_nobody_should_have_is_an_anomaly_of_its_status(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var batch = await world.Brand.CreateBatchAsync(new { gtin = world.Brand.Gtin, quantity = 8 });
        var codes = await world.Brand.UrisAsync(batch, 0, 8);
        string[] statuses = ["retired", "stolen", "lost", "spoiled", "unused", "recalled", "active"];
        for (var i = 0; i < statuses.Length; i++)
            await world.Brand.ReportAsync(batch, i + 1, i + 1, statuses[i]);
        var specimen = await world.Brand.CodeAsync(new { gtin = world.Brand.Gtin, quantity = 1, specimen = true });

        foreach (var code in codes.Append(specimen))
        {
            for (var i = 0; i < 2; i++)
                await world.ScanAsync(code, $"phone {i}", AnomalyWorld.Hamburg);
        }

        var found = (await world.ListAsync()).Reverse().Select(item => (item.Text("serial"), item.Text("kind"), item.GetProperty("reasons")[0].Text("code"))).ToList();
        Assert.Equal(
            new[] { ("scanned_before_activation", "not_activated"), ("scanned_after_retirement", "retired"), ("stolen_labels", "reported_stolen"), ("stolen_labels", "reported_lost"), ("stolen_labels", "reported_spoiled"), ("stolen_labels", "reported_unused") }
                .Select((kind, i) => (BrandBatches.SerialOf(codes[i]), kind.Item1, kind.Item2)),
            found);
        var first = (await world.ListAsync("?kind=scanned_before_activation"))[0];
        Assert.Equal((Math.Round(5 + Math.Log(2), 2), 2, batch), (first.GetProperty("score").GetDouble(), first.GetProperty("scans").GetInt32(), first.Text("batchId")));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Scans_from_the_time_of_a_theft_on_count_also_when_it_is_reported_after_them(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var batch = await world.Brand.CreateBatchAsync(300);
        var codes = await world.Brand.UrisAsync(batch, 0, 300);
        await world.ScanAsync(codes[0], "buyer", AnomalyWorld.Hamburg);
        var theft = world.Time.GetUtcNow().AddHours(1);
        foreach (var code in codes.Skip(1).Take(120).Prepend(codes[0]))
            await world.Server.Public.VerifyAsync(code, "somebody");
        world.Time.Advance(TimeSpan.FromDays(1));
        foreach (var code in new[] { codes[0], codes[0], codes[1], codes[250] })
        {
            await world.ScanAsync(code, "somebody", AnomalyWorld.Munich);
            await world.Server.Public.VerifyAsync(code, "somebody");
        }

        (await world.Brand.Admin.ReportAsync(batch, 0, 249, "stolen", theft)).AssertStatus(200);
        Assert.Equal([(BrandBatches.SerialOf(codes[1]), 1), (BrandBatches.SerialOf(codes[0]), 2)], await FoundAsync());
        await world.ScanAsync(codes[1], "another", AnomalyWorld.Munich);
        Assert.Equal(2, (await world.ListAsync()).Single(item => item.Text("serial") == BrandBatches.SerialOf(codes[1])).GetProperty("scans").GetInt32());

        // All that were scanned, in portions.
        (await world.Brand.Admin.ReportAsync(batch, 0, 249, "stolen", theft.AddDays(-2))).AssertStatus(200);
        Assert.Equal(121, (await world.ListAsync("?kind=stolen_labels&limit=200")).Count);
        Assert.Equal(4, (await world.ListAsync("?limit=200")).Single(item => item.Text("serial") == BrandBatches.SerialOf(codes[0])).GetProperty("scans").GetInt32());

        async Task<IEnumerable<(string, int)>> FoundAsync() =>
            (await world.ListAsync()).Select(item => (item.Text("serial"), item.GetProperty("scans").GetInt32())).OrderBy(item => item.Item2);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_theft_that_is_reported_by_codes_that_lie_apart_looks_for_their_scans_in_few_queries(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var batch = await world.Brand.CreateBatchAsync(1200);
        var codes = await world.Brand.UrisAsync(batch, 0, 1200);
        var theft = world.Time.GetUtcNow();
        foreach (var scanned in new[] { 0, 1, 2, 1198 })
            await world.ScanAsync(codes[scanned], "somebody", AnomalyWorld.Hamburg);
        using var queries = await UnitQueries.CountAsync(world.Server, engine);

        // Every second code: 600 runs of one unit.
        var lines = string.Join('\n', codes.Where((_, i) => i % 2 == 0).Select(code => $$"""{"code":"{{code}}"}"""));
        (await world.Brand.Admin.ReportLinesAsync(batch, lines, $"?status=stolen&at={Uri.EscapeDataString(theft.ToString("O"))}")).AssertStatus(200);

        Assert.Equal(
            new[] { 0, 2, 1198 }.Select(i => BrandBatches.SerialOf(codes[i])).Order(StringComparer.Ordinal),
            (await world.ListAsync("?kind=stolen_labels")).Select(item => item.Text("serial")).Order(StringComparer.Ordinal));
        Assert.InRange(queries.Count, engine == Engine.Postgres ? 2 : 0, 10);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_brand_moves_its_own_threshold(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var (low, other) = (await world.Brand.CodeAsync(), await world.Brand.CodeAsync());
        Assert.Equal(EvidenceSettings.Default.Copied, (await world.Brand.Admin.GetAnswerAsync("/api/v1/detection")).AssertStatus(200).Json.GetProperty("copiedThreshold").GetDouble());
        foreach (var wrong in new object[] { new { copiedThreshold = 5.4 }, new { cautionThreshold = 5.4 }, new { copiedThreshold = 9, cautionThreshold = 8 }, new { copiedThreshold = 20.1 }, new { divertedThreshold = 1 } })
            (await PutAsync(wrong)).AssertProblem(422, "invalid_detection");

        Assert.Equal(20, (await PutAsync(new { copiedThreshold = 20, divertedThreshold = 6 })).AssertStatus(200).Json.GetProperty("copiedThreshold").GetDouble());
        Assert.Equal(["issued", "issued"], await world.CopyAsync(low, turns: 2));
        Assert.Empty(await world.ListAsync());

        (await PutAsync(new { })).AssertStatus(200);
        Assert.Equal(["issued", "caution"], await world.CopyAsync(other, turns: 2));
        Assert.Equal("caution", await world.ScanAsync(low, "second", AnomalyWorld.Munich));
        var limited = await world.Server.NewClientAsync(world.Brand, "brand_admin", world.Brand.Gtin);
        (await limited.SendAnswerAsync(HttpMethod.Put, "/api/v1/detection", JsonContent.Create(new { }))).AssertProblem(403, "forbidden");

        Task<Answer> PutAsync(object body) => world.Brand.Admin.SendAnswerAsync(HttpMethod.Put, "/api/v1/detection", JsonContent.Create(body));
    }
}
