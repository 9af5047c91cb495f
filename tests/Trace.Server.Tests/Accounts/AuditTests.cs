using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>Who did what to what, when, from where: to read and export, never to change.</summary>
public sealed class AuditTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Each_change_is_in_the_trail_with_who_did_it_and_how_it_was_before(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        using var person = await Person.SignedInAsync(server, brand, "brand_admin");
        (await person.Browser.PatchAnswerAsync($"/api/v1/products/{brand.Gtin}", new { name = "Olive oil, 1 l" })).AssertStatus(200);
        var batch = (await person.Browser.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 10 })).AssertStatus(201).Json.Text("id");
        (await person.Browser.ReportAsync(batch, 2, 4, "stolen")).AssertStatus(200);

        // Whoever has the codes can print them.
        await brand.UrisAsync(batch, 3, 2);
        (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/labels?format=svg&from=1")).AssertStatus(200);

        var (downloads, trail) = ((await TrailAsync(person.Browser, brand)).Take(2).ToList(), (await TrailAsync(person.Browser, brand)).Skip(2).ToList());
        Assert.Equal([("batch.print_labels", 1L, 1L), ("batch.download_codes", 3L, 2L)], downloads.Select(entry => (
            entry.Text("action"), entry.GetProperty("new").GetProperty("from").GetInt64(), entry.GetProperty("new").GetProperty("count").GetInt64())));
        Assert.Equal(
            ["batch.report_status", "batch.create", "product.update", "session.sign_in", "account.set_password", "account.invite", "product.create", "api_key.create"],
            trail.Select(entry => entry.Text("action")));
        var change = trail[2];
        Assert.Equal(("Olive oil, 500 ml", "Olive oil, 1 l"), (change.GetProperty("old").Text("name"), change.GetProperty("new").Text("name")));
        Assert.Equal(("account", person.Id, "127.0.0.0/24"), (change.GetProperty("actor").Text("kind"), change.GetProperty("actor").Text("id"), change.GetProperty("actor").Text("network")));
        Assert.Equal(batch, trail[0].Text("target"));
        Assert.Equal(3, trail[0].GetProperty("new").GetProperty("units").GetInt64());
        Assert.Equal("api_key", trail[^1].GetProperty("actor").Text("kind"));
        Assert.Equal("brand.create", (await server.Owner.GetAnswerAsync("/api/v1/audit")).Json.GetProperty("items")[0].Text("action"));
    }

    /// <summary>What was refused or only asked again left nothing behind.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_changed_nothing_is_not_in_the_trail(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var order = new { gtin = brand.Gtin, quantity = 10 };
        (await brand.Admin.PostAnswerAsync("/api/v1/batches", order, "once")).AssertStatus(201);
        var before = (await TrailAsync(brand.Admin, brand)).Count;

        (await brand.Admin.PostAnswerAsync("/api/v1/batches", order, "once")).AssertStatus(201);
        (await brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 0 })).AssertStatus(422);
        (await brand.Admin.PostAnswerAsync("/api/v1/products", new { gtin = brand.Gtin, name = "Again" })).AssertStatus(409);
        Assert.Equal(before, (await TrailAsync(brand.Admin, brand)).Count);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_trail_pages_filters_and_exports_to_the_last_entry(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        for (var i = 0; i < 7; i++)
            await brand.CreateBatchAsync(1);

        var all = await TrailAsync(brand.Admin, brand);
        var paged = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit?limit=2{(cursor == null ? "" : $"&cursor={cursor}")}")).AssertStatus(200).Json;
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(entry => entry.Text("id")));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor != null);
        Assert.Equal(all.Select(entry => entry.Text("id")), paged);
        Assert.Equal(7, (await TrailAsync(brand.Admin, brand, "?action=batch.create")).Count);
        foreach (var action in new[] { "%00", "batch.create%00", "batch", "" })
            (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit?action={action}")).AssertProblem(400, "invalid_request");
        var lines = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit/export")).AssertStatus(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(paged, lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.Text("id")));
    }

    /// <summary>Not even our own statements could: the table refuses.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_entry_cannot_be_changed_or_removed(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        await server.CreateBrandAsync();

        foreach (var sql in new[] { "UPDATE audit_entry SET action = 'nothing';", "DELETE FROM audit_entry;" })
        {
            var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => server.ExecuteAsync(sql));
            Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<List<System.Text.Json.JsonElement>> TrailAsync(HttpClient client, TestBrand brand, string query = "") =>
        [.. (await client.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit{query}")).AssertStatus(200).Json.GetProperty("items").EnumerateArray()];
}
