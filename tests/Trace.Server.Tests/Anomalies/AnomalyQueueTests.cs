using System.Text.Json;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Anomalies;

/// <summary>The queue as people work through it: in pages, by kind and batch, each within its limits.</summary>
public sealed class AnomalyQueueTests
{
    private const int Stolen = 7;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_queue_is_read_in_pages_and_by_filter_and_by_who_may_see_it(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var (batch, codes) = await StealAsync(world);
        var other = TestGtin.Of(1);
        await world.Brand.Admin.PostAsync("/api/v1/products", new { gtin = other, name = "Vinegar" });
        var porto = await world.Brand.CreateBatchAsync(new { gtin = other, quantity = 1, site = "Porto" });
        await world.ScanAsync((await world.Brand.UrisAsync(porto, 0, 1))[0], "somebody", AnomalyWorld.Hamburg);

        var all = Ids(await world.ListAsync());
        Assert.Equal(Stolen + 1, all.Distinct().Count());
        foreach (var limit in new[] { 1, 3, Stolen })
            Assert.Equal(all, Ids(await PagesAsync(world.Brand.Admin, $"{AnomalyWorld.Path}?limit={limit}")));
        Assert.Equal(all.Take(1), Ids(await world.ListAsync("?kind=scanned_before_activation")));
        Assert.Equal(all.Take(1), Ids(await world.ListAsync($"?gtin={other}")));
        Assert.Equal(all.Skip(1), Ids(await world.ListAsync($"?batch={batch}&status=open")));
        Assert.Empty(await world.ListAsync("?status=confirmed"));
        foreach (var wrong in new[] { "kind=x", "status=x", "gtin=x", "batch=x", "cursor=x", "cursor=1-0AQKFF00001A8", "limit=0" })
            (await world.Brand.Admin.GetAnswerAsync($"{AnomalyWorld.Path}?{wrong}")).AssertProblem(400, "invalid_request");
        foreach (var wrong in new[] { "cursor=x", "cursor=1-2", "cursor=1-2-x", "kind=x" })
            (await world.Brand.Admin.GetAnswerAsync($"{AnomalyWorld.Path}/groups?{wrong}")).AssertProblem(400, "invalid_request");

        var rival = await world.Server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(2));
        Assert.Empty(await world.ListAsync(client: rival.Admin));
        Assert.Empty(Groups(await rival.Admin.GetAnswerAsync($"{AnomalyWorld.Path}/groups")));
        Assert.Empty((await rival.Admin.GetAnswerAsync($"{AnomalyWorld.Path}/precision")).AssertStatus(200).Json.GetProperty("kinds").EnumerateArray());
        (await rival.Admin.GetAnswerAsync($"{AnomalyWorld.Path}/{all[0]}")).AssertProblem(404, "not_found");
        (await rival.Admin.PostAnswerAsync($"{AnomalyWorld.Path}/groups/status", new { batch, kind = "stolen_labels", status = "dismissed" })).AssertProblem(422, "invalid_anomaly");
        var limited = await world.Server.NewClientAsync(world.Brand, "inspector", world.Brand.Gtin);
        Assert.Equal(all.Skip(1), Ids(await world.ListAsync(client: limited)));
        (await limited.GetAnswerAsync($"{AnomalyWorld.Path}/{all[0]}")).AssertProblem(404, "not_found");
        using var lisbon = world.Server.NewClient((await world.Brand.Admin.PostAsync($"/api/v1/brands/{world.Brand.Id}/api-keys", new { role = "brand_admin", name = "Lisbon", sites = new[] { "Lisbon" } })).Text("key"));
        Assert.Equal(all.Skip(1), Ids(await world.ListAsync(client: lisbon)));
        (await lisbon.PostAnswerAsync($"{AnomalyWorld.Path}/{all[0]}/status", new { status = "dismissed" })).AssertProblem(404, "not_found");

        var detail = (await limited.GetAnswerAsync($"{AnomalyWorld.Path}/{all[^1]}")).AssertStatus(200).Json;
        var scan = detail.GetProperty("evidence")[0].GetProperty("scan");
        Assert.Equal((BrandBatches.SerialOf(codes[0]), "caution", "reported_stolen"), (detail.GetProperty("anomaly").Text("serial"), scan.Text("verdict"), detail.GetProperty("evidence")[0].Text("code")));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_theft_is_one_group_that_is_decided_at_once(Engine engine)
    {
        await using var world = await AnomalyWorld.StartAsync(engine);
        var (batch, codes) = await StealAsync(world);
        var copied = await world.Brand.CodeAsync();
        await world.CopyAsync(copied, turns: 2);
        var theirs = (await world.ListAsync("?kind=stolen_labels"))[0].Text("id");
        var kim = await Person.InviteAsync(world.Server, world.Brand, "brand_viewer");
        (await world.Brand.Admin.PostAnswerAsync($"{AnomalyWorld.Path}/{theirs}/assign", new { account = "000000000003" })).AssertProblem(422, "invalid_anomaly");
        Assert.Equal(kim.Id, (await world.Brand.Admin.PostAnswerAsync($"{AnomalyWorld.Path}/{theirs}/assign", new { account = kim.Id })).AssertStatus(200).Json.Text("assignee"));
        await world.DecideAsync(theirs, "confirmed");

        var groups = Groups(await world.Brand.Admin.GetAnswerAsync($"{AnomalyWorld.Path}/groups"));
        Assert.Equal(["copied_code", "stolen_labels"], groups.Select(group => group.Text("kind")));
        var theft = groups[1];
        Assert.Equal(
            (batch, world.Brand.Gtin, Stolen, Stolen, Stolen - 1, 1, 0),
            (theft.Text("batchId"), theft.Text("gtin"), Number(theft, "codes"), Number(theft, "scans"), Number(theft, "open"), Number(theft, "confirmed"), Number(theft, "dismissed")));
        Assert.Equal(["copied_code", "stolen_labels"], (await PagesAsync(world.Brand.Admin, $"{AnomalyWorld.Path}/groups?limit=1")).Select(group => group.Text("kind")));

        foreach (var wrong in new object[] { new { }, new { batch, kind = "x", status = "dismissed" }, new { batch, kind = "stolen_labels", status = "open" }, new { batch = "000000", kind = "stolen_labels", status = "dismissed" } })
            (await world.Brand.Admin.PostAnswerAsync($"{AnomalyWorld.Path}/groups/status", wrong)).AssertProblem(422, "invalid_anomaly");
        var decided = (await world.Brand.Admin.PostAnswerAsync($"{AnomalyWorld.Path}/groups/status", new { batch, kind = "stolen_labels", status = "dismissed", note = "found again" })).AssertStatus(200).Json;
        Assert.Equal(Stolen - 1, Number(decided, "decided"));
        Assert.Equal([theirs], Ids(await world.ListAsync("?status=confirmed")));
        Assert.Equal("found again", (await world.ListAsync("?status=dismissed"))[0].Text("note"));
        Assert.Equal(["copied_code"], Groups(await world.Brand.Admin.GetAnswerAsync($"{AnomalyWorld.Path}/groups?status=open")).Select(group => group.Text("kind")));
        // One more scan of each opens nothing again, and the verdict is that of the report.
        Assert.Equal("caution", await world.ScanAsync(codes[3], "another", AnomalyWorld.Munich));
        Assert.Equal(Stolen - 1, (await world.ListAsync("?status=dismissed")).Count);

        var precision = (await world.Brand.Admin.GetAnswerAsync($"{AnomalyWorld.Path}/precision")).AssertStatus(200).Json.GetProperty("kinds");
        Assert.Equal(("copied_code", 1, false), (precision[0].Text("kind"), Number(precision[0], "open"), precision[0].TryGetProperty("precision", out _)));
        Assert.Equal(("stolen_labels", 0.1429), (precision[1].Text("kind"), precision[1].GetProperty("precision").GetDouble()));
    }

    [Fact]
    public async Task What_was_found_and_decided_is_there_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        string before, code, path;
        string? key;
        await using (var server = await RunningServer.StartAsync(folder.Path))
        {
            var brand = await server.CreateBrandAsync();
            key = brand.Admin.DefaultRequestHeaders.Authorization!.Parameter;
            code = await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1 });
            await server.Public.VerifyAsync(code);
            path = $"{AnomalyWorld.Path}/{(await brand.Admin.GetAnswerAsync(AnomalyWorld.Path)).Json.GetProperty("items")[0].Text("id")}";
            (await brand.Admin.PostAnswerAsync($"{path}/status", new { status = "confirmed", block = true, text = "Ask us." })).AssertStatus(200);
            before = (await brand.Admin.GetAnswerAsync(path)).AssertStatus(200).Text;
        }

        await using var again = await RunningServer.StartAsync(folder.Path);
        using var admin = again.NewClient(key);
        Assert.Equal(before, (await admin.GetAnswerAsync(path)).AssertStatus(200).Text);
        var reasons = (await again.Public.VerifyAsync(code)).GetProperty("reasons");
        Assert.Equal([("not_activated", false), ("blocked", true)], reasons.EnumerateArray().Select(reason => (reason.Text("code"), reason.Text("text") == "Ask us.")));
    }

    /// <summary>A batch of which codes were stolen and are scanned, the first one first.</summary>
    private static async Task<(string Batch, IReadOnlyList<string> Codes)> StealAsync(AnomalyWorld world)
    {
        var batch = await world.Brand.CreateBatchAsync(Stolen);
        var codes = await world.Brand.UrisAsync(batch, 0, Stolen);
        await world.Brand.ReportAsync(batch, 0, Stolen - 1, "stolen");
        foreach (var code in codes)
            await world.ScanAsync(code, "somebody", AnomalyWorld.Hamburg);
        return (batch, codes);
    }

    private static async Task<IReadOnlyList<JsonElement>> PagesAsync(HttpClient client, string path)
    {
        var seen = new List<JsonElement>();
        for (string? cursor = ""; cursor != null;)
        {
            var page = (await client.GetAnswerAsync(path + cursor)).AssertStatus(200).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.TryGetProperty("next", out var next) ? $"&cursor={Uri.EscapeDataString(next.GetString()!)}" : null;
        }

        return seen;
    }

    private static IReadOnlyList<JsonElement> Groups(Answer answer) => [.. answer.AssertStatus(200).Json.GetProperty("items").EnumerateArray()];

    private static List<string> Ids(IEnumerable<JsonElement> items) => [.. items.Select(item => item.Text("id"))];

    private static int Number(JsonElement item, string member) => item.GetProperty(member).GetInt32();
}
