using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Codes;
using Trace.Server.RateLimits;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>A batch that a restored backup does not hold is made again from its manifest, or not at all.</summary>
public sealed class RecreateTests
{
    private const string Path = "/api/v1/batches/recreate";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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

    /// <summary>Who has a stolen key can write a manifest with any time of issue. No signing key signs compact codes.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task For_a_revoked_key_no_batch_is_made_again_but_one_that_is_here_is_answered(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var (made, lost) = (await brand.CreateBatchAsync(3), await brand.CreateBatchAsync(3));
        var compact = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 3, profile = "compact" });
        var (here, gone, unsigned) = (await ManifestAsync(brand, made), await ManifestAsync(brand, lost), await ManifestAsync(brand, compact));
        foreach (var id in new[] { made, lost, compact })
            await LoseAsync(server, id);
        (await RecreateAsync(here)).AssertStatus(201);
        (await brand.Admin.PostAnswerAsync($"/api/v1/brands/{brand.Id}/keys/1/revoke", new { reason = "test" })).AssertStatus(200);

        (await RecreateAsync(here)).AssertStatus(201);
        (await RecreateAsync(gone)).AssertProblem(409, "key_revoked");
        gone["batch"]!["createdAt"] = "2020-01-01T00:00:00Z";
        (await RecreateAsync(gone)).AssertProblem(409, "key_revoked");
        (await RecreateAsync(unsigned)).AssertStatus(201);

        Task<Answer> RecreateAsync(JsonNode manifest) => brand.Admin.PostTextAsync(Path, manifest.ToJsonString());
    }

    /// <summary>The codes are derived, and what adds the batch waits for its product; then the key is revoked.</summary>
    [Fact]
    public async Task A_key_that_is_revoked_while_the_codes_are_derived_makes_no_batch_again()
    {
        await using var server = await RunningServer.StartAsync(Engine.Postgres);
        var brand = await server.CreateBrandAsync();
        var id = await brand.CreateBatchAsync(3);
        var manifest = await ManifestAsync(brand, id);
        await LoseAsync(server, id);
        var isHeld = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = server.Services.GetRequiredService<Database>().WriteAsync(
            async session =>
            {
                await session.ListAsync<long>("SELECT brand_id FROM product FOR UPDATE;");
                isHeld.SetResult();
                await go.Task;
            },
            Cancellation);
        await isHeld.Task;
        var waits = brand.Admin.PostTextAsync(Path, manifest.ToJsonString());
        await KeyRaceTests.WaitAsync(async () =>
            await server.FindAsync<long>("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock';") > 0);

        (await brand.Admin.PostAnswerAsync($"/api/v1/brands/{brand.Id}/keys/1/revoke", new { reason = "test" })).AssertStatus(200);
        go.SetResult();
        await held;

        (await waits).AssertProblem(409, "key_revoked");
        Assert.Equal(0, await server.FindAsync<long>("SELECT COUNT(*) FROM batch;"));
    }

    [Fact]
    public async Task One_batch_at_once_is_made_again_and_what_was_answered_before_needs_no_codes()
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, configure: null, "--RateLimits:Enabled=true");
        var brand = await server.CreateBrandAsync();
        var id = await brand.CreateBatchAsync(3);
        var manifest = await ManifestAsync(brand, id);
        await LoseAsync(server, id);
        var running = server.Services.GetRequiredService<KeyedLimits>().Running(RateLimitPolicies.Recreate);
        Assert.True(running.TryEnter(1, out _));
        (await brand.Admin.PostTextAsync(Path, manifest.ToJsonString())).AssertProblem(503, "overloaded");
        running.Leave(1);

        brand.Admin.DefaultRequestHeaders.Add("Idempotency-Key", "again");
        var made = (await brand.Admin.PostTextAsync(Path, manifest.ToJsonString())).AssertStatus(201);
        // Without the keys nothing can be derived.
        await server.ExecuteAsync("DELETE FROM batch;");
        await server.ExecuteAsync("DELETE FROM secret_key;");
        server.Services.GetRequiredService<BrandKeys>().Forget();
        Assert.Equal(made.Text, (await brand.Admin.PostTextAsync(Path, manifest.ToJsonString())).AssertStatus(201).Text);
        brand.Admin.DefaultRequestHeaders.Remove("Idempotency-Key");
        (await brand.Admin.PostTextAsync(Path, manifest.ToJsonString())).AssertProblem(422, "batch_differs");
    }

    private static async Task<JsonNode> ManifestAsync(TestBrand brand, string id, string query = "") =>
        JsonNode.Parse(await GetAsync(brand, $"/api/v1/batches/{id}/codes/manifest{query}"))!;

    private static long Number(JsonNode manifest) => manifest["batch"]!["number"]!.GetValue<long>();

    /// <summary>As a restored backup from before it leaves the database. No scan has made the server remember it.</summary>
    private static async Task LoseAsync(RunningServer server, string id)
    {
        Assert.True(BatchId.TryParse(id, out var number));
        await server.ExecuteAsync("DELETE FROM batch WHERE batch_number = @Number;", new { Number = (long)number });
    }

    private static async Task<string> GetAsync(TestBrand brand, string path) => (await brand.Admin.GetAnswerAsync(path)).AssertStatus(200).Text;
}
