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

    private static IEnumerable<string> Ids(Answer list, string member) =>
        list.AssertStatus(200).Json.GetProperty("items").EnumerateArray().Select(item => item.Text(member));
}
