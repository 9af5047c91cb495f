using System.Text.Json.Nodes;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>A batch that a restored backup does not hold is made again from its manifest, or not at all.</summary>
public sealed class RecreateTests
{
    private const string Path = "/api/v1/batches/recreate";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_lost_batch_is_made_again_and_its_printed_codes_are_issued_again(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        foreach (var order in new object[]
        {
            new { gtin = brand.Gtin, quantity = 1000, lot = "L-1", expiry = "2040-12", market = new[] { "FR", "DE" }, inCode = new[] { "lot", "expiry" }, activate = true, overrunPercent = 1.5, samplePercent = 0.1, site = "Porto" },
            new { gtin = brand.Gtin, quantity = 5, profile = "compact", activate = true },
        })
        {
            var id = await brand.CreateBatchAsync(order);
            var (batch, codes) = (await GetAsync(brand, $"/api/v1/batches/{id}"), await GetAsync(brand, $"/api/v1/batches/{id}/codes"));
            var uri = codes.Split('\n')[3].Split(',')[3];
            // A part of the codes is enough, in either format.
            var manifest = await ManifestAsync(brand, id, order.ToString()!.Contains("compact", StringComparison.Ordinal) ? "?format=ndjson&from=2&count=2" : "");
            await LoseAsync(server, id);
            Assert.Equal("not_issued", await server.VerdictAsync(uri));

            var made = (await brand.Admin.PostTextAsync(Path, manifest.ToJsonString())).AssertStatus(201);

            Assert.Equal($"/api/v1/batches/{id}", made.Location);
            Assert.Equal(batch, await GetAsync(brand, $"/api/v1/batches/{id}"));
            Assert.Equal(codes, await GetAsync(brand, $"/api/v1/batches/{id}/codes"));
            Assert.Equal("issued", await server.VerdictAsync(uri));
            // Again: the same answer, and nothing is written.
            var rows = await server.DumpAsync();
            Assert.Equal(made.Text, (await brand.Admin.PostTextAsync(Path, manifest.ToJsonString())).AssertStatus(201).Text);
            Assert.Equal(rows, await server.DumpAsync());
            Assert.Equal(1, await server.FindAsync<long>("SELECT COUNT(*) FROM audit_entry WHERE action = 'batch.recreate' AND target = @Id;", new { Id = id }));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_manifest_that_is_not_true_changes_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var other = await server.CreateBrandAsync("other", "id.other.example", "09506000134369");
        var id = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 20, lot = "L-1", inCode = new[] { "lot" }, activate = true });
        var manifest = await ManifestAsync(brand, id);
        var imported = await ManifestAsync(brand, (await brand.Admin.ImportAsync($"?gtin={brand.Gtin}", "serial\nOWN-1\n")).AssertStatus(201).Json.Text("id"));
        await LoseAsync(server, id);
        var before = await server.DumpAsync();

        await RefusedAsync(422, "batch_differs", batch => batch["lot"] = "L-2");
        await RefusedAsync(422, "batch_differs", batch => batch["host"] = "id.elsewhere.example");
        await RefusedAsync(422, "batch_differs", batch => (batch["id"], batch["number"]) = ("000001", 1));
        await RefusedAsync(422, "batch_differs", batch => batch["inCode"] = new JsonArray());
        await RefusedAsync(422, "batch_differs", _ => { }, whole => whole["sha256"] = new string('0', 64));
        await RefusedAsync(422, "batch_differs", _ => { }, whole => whole["firstSerial"] = "000000000000");
        await RefusedAsync(422, "batch_differs", _ => { }, whole => whole["sizeBytes"] = 1);
        await RefusedAsync(422, "invalid_range", _ => { }, whole => whole["count"] = 21);
        await RefusedAsync(422, "invalid_quantity", batch => batch["quantity"] = 21);
        await RefusedAsync(422, "invalid_batch", batch => batch["number"] = 1);
        await RefusedAsync(422, "invalid_batch", batch => batch["createdAt"] = "2999-01-01T00:00:00Z");
        await RefusedAsync(422, "unknown_gtin", batch => batch["gtin"] = "09506000134369");
        await RefusedAsync(409, "key_lost", batch => batch["keyId"] = 77);
        // The key of another brand.
        await RefusedAsync(409, "key_lost", batch => batch["keyId"] = 2);
        (await brand.Admin.PostTextAsync(Path, imported.ToJsonString())).AssertProblem(422, "invalid_batch");
        (await brand.Admin.PostTextAsync(Path, "{}")).AssertProblem(422, "invalid_batch");
        (await other.Admin.PostTextAsync(Path, manifest.ToJsonString())).AssertProblem(422, "unknown_gtin");
        Assert.Equal(before, await server.DumpAsync());

        // Its number belongs to another batch by now.
        var later = await brand.CreateBatchAsync(1);
        await server.ExecuteAsync("UPDATE batch SET batch_number = @Number WHERE batch_number = @Later;", new { Number = Number(manifest), Later = Number(await ManifestAsync(brand, later)) });
        before = await server.DumpAsync();
        await RefusedAsync(409, "batch_number_taken", _ => { });
        Assert.Equal(before, await server.DumpAsync());

        async Task RefusedAsync(int status, string code, Action<JsonNode> change, Action<JsonNode>? changeWhole = null)
        {
            var changed = manifest.DeepClone();
            change(changed["batch"]!);
            changeWhole?.Invoke(changed);
            (await brand.Admin.PostTextAsync(Path, changed.ToJsonString())).AssertProblem(status, code);
        }
    }

    /// <summary>Codes of a batch that was issued with a key after it counted as in other hands stay what they are.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_batch_of_a_key_revoked_before_it_was_issued_is_not_made_again(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var (first, second) = (await brand.CreateBatchAsync(3), await brand.CreateBatchAsync(3));
        var (before, after) = (await ManifestAsync(brand, first), await ManifestAsync(brand, second));
        await LoseAsync(server, first);
        await LoseAsync(server, second);
        (await brand.Admin.PostAnswerAsync($"/api/v1/brands/{brand.Id}/keys/1/revoke", new { reason = "test" })).AssertStatus(200);
        after["batch"]!["createdAt"] = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("o");

        (await brand.Admin.PostTextAsync(Path, before.ToJsonString())).AssertStatus(201);
        (await brand.Admin.PostTextAsync(Path, after.ToJsonString())).AssertProblem(409, "key_revoked");
    }

    private static async Task<JsonNode> ManifestAsync(TestBrand brand, string id, string query = "") =>
        JsonNode.Parse(await GetAsync(brand, $"/api/v1/batches/{id}/codes/manifest{query}"))!;

    private static long Number(JsonNode manifest) => manifest["batch"]!["number"]!.GetValue<long>();

    /// <summary>As a restored backup from before it leaves the database. No scan has made the server remember it.</summary>
    private static async Task LoseAsync(RunningServer server, string id)
    {
        Assert.True(Server.Codes.BatchId.TryParse(id, out var number));
        await server.ExecuteAsync("DELETE FROM batch WHERE batch_number = @Number;", new { Number = (long)number });
    }

    private static async Task<string> GetAsync(TestBrand brand, string path) => (await brand.Admin.GetAnswerAsync(path)).AssertStatus(200).Text;
}
