using System.Net.Http.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>A key that is limited to GTINs: to it, the brand's other products do not exist.</summary>
public sealed class LimitedKeyTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_factory_key_issues_and_reports_for_its_gtins_only(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var other = TestGtin.Of(1);
        await brand.Admin.PostAsync("/api/v1/products", new { gtin = other, name = "Not yet announced" });
        var foreign = await brand.CreateBatchAsync(new { gtin = other, quantity = 5 });
        var factory = await server.NewClientAsync(brand, "factory", brand.Gtin);

        var own = (await factory.PostAsync("/api/v1/batches", new { gtin = brand.Gtin[1..], quantity = 5 })).Text("id");
        (await factory.ReportAsync(own, 0, 4, "active")).AssertStatus(200);

        var before = await server.DumpAsync();
        (await factory.PostAnswerAsync("/api/v1/batches", new { gtin = other, quantity = 5 })).AssertProblem(422, "unknown_gtin");
        (await factory.GetAnswerAsync($"/api/v1/batches/{foreign}")).AssertProblem(404, "not_found");
        (await factory.GetAnswerAsync($"/api/v1/batches/{foreign}/codes")).AssertProblem(404, "not_found");
        (await factory.GetAnswerAsync($"/api/v1/batches/{foreign}/codes/manifest")).AssertProblem(404, "not_found");
        (await factory.GetAnswerAsync($"/api/v1/batches/{foreign}/labels")).AssertProblem(404, "not_found");
        (await factory.GetAnswerAsync($"/api/v1/batches/{foreign}/status")).AssertProblem(404, "not_found");
        (await factory.ReportAsync(foreign, 0, 0, "active")).AssertProblem(404, "not_found");
        (await factory.GetAnswerAsync($"/api/v1/products/{other}")).AssertProblem(404, "not_found");
        Assert.Equal(before, await server.DumpAsync());

        Assert.Equal([own], Ids(await factory.GetAnswerAsync("/api/v1/batches"), "id"));
        Assert.Equal([], Ids(await factory.GetAnswerAsync($"/api/v1/batches?gtin={other}"), "id"));
        Assert.Equal([brand.Gtin], Ids(await factory.GetAnswerAsync("/api/v1/products"), "gtin"));
    }

    /// <summary>What such a key may not do itself it may not do by another key either.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_limited_brand_admin_stays_within_its_gtins(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var other = TestGtin.Of(1);
        await brand.Admin.PostAsync("/api/v1/products", new { gtin = other, name = "Vinegar" });
        var serial = (await brand.Admin.ImportAsync($"?gtin={other}", "serial\nV-1\n")).AssertStatus(201);
        var limited = await server.NewClientAsync(brand, "brand_admin", brand.Gtin);
        var before = await server.DumpAsync();

        (await limited.PatchAnswerAsync($"/api/v1/products/{other}", new { name = "Mine" })).AssertProblem(404, "not_found");
        (await limited.PatchAnswerAsync($"/api/v1/products/{brand.Gtin}", new { gtin = TestGtin.Of(2) })).AssertProblem(403, "forbidden");
        (await limited.PostAnswerAsync("/api/v1/products", new { gtin = TestGtin.Of(2), name = "Mine" })).AssertProblem(403, "forbidden");
        (await limited.ImportAsync($"?gtin={other}", "serial\nV-2\n")).AssertProblem(422, "unknown_gtin");
        (await limited.GetAnswerAsync($"/api/v1/units/{other}/V-1")).AssertProblem(404, "not_found");
        (await limited.PostAnswerAsync($"/api/v1/brands/{brand.Id}/api-keys", new { role = "brand_admin", name = "wider" })).AssertProblem(403, "forbidden");
        (await limited.PostAnswerAsync($"/api/v1/brands/{brand.Id}/api-keys", new { role = "factory", name = "wider", gtins = new[] { brand.Gtin, other } })).AssertProblem(403, "forbidden");
        Assert.Equal(before, await server.DumpAsync());

        (await limited.PostAnswerAsync($"/api/v1/brands/{brand.Id}/api-keys", new { role = "factory", name = "as wide", gtins = new[] { brand.Gtin } })).AssertStatus(201);
        (await limited.PatchAnswerAsync($"/api/v1/products/{brand.Gtin}", new { name = "Oil" })).AssertStatus(200);
        (await limited.ImportAsync($"?gtin={brand.Gtin}", "serial\nO-1\n")).AssertStatus(201);
        Assert.Equal(other, serial.Json.Text("gtin"));
    }

    /// <summary>Keys, quota, retention and the trail are the whole brand's, by key and in person.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_limited_brand_admin_has_no_say_in_what_is_the_whole_brands(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        using var person = await Person.SignedInAsync(server, brand, "brand_admin", sites: ["Porto"]);
        var limited = await server.NewClientAsync(brand, "brand_admin", brand.Gtin);
        var path = $"/api/v1/brands/{brand.Id}";
        var before = await server.DumpAsync();

        foreach (var client in new[] { limited, person.Browser })
        {
            foreach (var read in new[] { "keys", "issuing-quota", "privacy", "appearance", "audit", "audit/export" })
                (await client.GetAnswerAsync($"{path}/{read}")).AssertProblem(403, "forbidden");
            (await client.PostAnswerAsync($"{path}/keys/rotate", new { })).AssertProblem(403, "forbidden");
            (await client.SendAnswerAsync(HttpMethod.Put, $"{path}/issuing-quota", JsonContent.Create(new { dailyUnits = 0 }))).AssertProblem(403, "forbidden");
            (await client.PostAnswerAsync($"{path}/issuing-quota/allowances", new { units = 1 })).AssertProblem(403, "forbidden");
            (await client.SendAnswerAsync(HttpMethod.Put, $"{path}/appearance", JsonContent.Create(new { accent = "#0b5d4b" }))).AssertProblem(403, "forbidden");
            (await client.SendAnswerAsync(HttpMethod.Put, $"{path}/logo", JsonContent.Create(new { content = "AAAA" }))).AssertProblem(403, "forbidden");
            (await client.SendAnswerAsync(HttpMethod.Put, $"{path}/privacy", JsonContent.Create(new { scanRetentionDays = 1 }))).AssertProblem(403, "forbidden");
        }

        Assert.Equal(before, await server.DumpAsync());
        (await brand.Admin.SendAnswerAsync(HttpMethod.Put, $"{path}/issuing-quota", JsonContent.Create(new { dailyUnits = 0 }))).AssertStatus(200);
    }

    /// <summary>Wider keys and people are not there for it, on whatever page they would be.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_limited_brand_admin_sees_and_changes_keys_and_people_within_its_limits_only(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var keys = $"/api/v1/brands/{brand.Id}/api-keys";
        var people = $"/api/v1/brands/{brand.Id}/accounts";
        var limited = await server.NewClientAsync(brand, "brand_admin", brand.Gtin);
        var own = Assert.Single(Ids(await limited.GetAnswerAsync(keys), "id"));
        var wide = (await brand.Admin.PostAsync(keys, new { role = "factory", name = "wide" })).Text("id");
        var within = new List<string> { own };
        for (var i = 0; i < 3; i++)
            within.Add((await brand.Admin.PostAsync(keys, new { role = "factory", name = "narrow", gtins = new[] { brand.Gtin } })).Text("id"));
        using var boss = await Person.InviteAsync(server, brand, "brand_admin", "boss@acme.example");
        using var kim = await Person.InviteAsync(server, brand, "factory", gtins: [brand.Gtin]);
        var before = await server.DumpAsync();

        Assert.Equal(within.Order(StringComparer.Ordinal), Ids(await limited.GetAnswerAsync(keys), "id"));
        var paged = new List<string>();
        for (string? cursor = ""; cursor != null;)
        {
            var page = (await limited.GetAnswerAsync($"{keys}?limit=1{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}")).AssertStatus(200).Json;
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Text("id")));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        Assert.Equal(within.Order(StringComparer.Ordinal), paged);
        (await limited.PostAnswerAsync($"{keys}/{wide}/rotate", new { })).AssertProblem(404, "not_found");
        (await limited.SendAnswerAsync(HttpMethod.Delete, $"{keys}/{wide}")).AssertProblem(404, "not_found");
        Assert.Equal([kim.Id], Ids(await limited.GetAnswerAsync(people), "id"));
        (await limited.GetAnswerAsync($"{people}/{boss.Id}")).AssertProblem(404, "not_found");
        (await limited.GetAnswerAsync($"{people}/{boss.Id}/export")).AssertProblem(404, "not_found");
        (await limited.GetAnswerAsync($"{people}/{kim.Id}")).AssertStatus(200);
        (await limited.GetAnswerAsync($"{people}/{kim.Id}/export")).AssertStatus(200);
        Assert.Equal(before, await server.DumpAsync());
    }

    private static IEnumerable<string> Ids(Answer list, string member) =>
        list.AssertStatus(200).Json.GetProperty("items").EnumerateArray().Select(item => item.Text(member));
}
