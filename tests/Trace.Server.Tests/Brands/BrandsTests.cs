using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Brands;

/// <summary>Brands, made by the owner.</summary>
public sealed class BrandsTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_brand_has_keys_from_its_first_moment(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);

        var answer = (await server.Owner.PostAnswerAsync("/api/v1/brands", new { name = "Casa do Azeite", slug = "casa-1", host = "ID.Casa.Example:8443" })).AssertStatus(201);

        var brand = answer.Json;
        Assert.Equal($"/api/v1/brands/{brand.Text("id")}", answer.Location);
        Assert.Equal(("Casa do Azeite", "casa-1", "id.casa.example:8443"), (brand.Text("name"), brand.Text("slug"), brand.Text("host")));
        Assert.Equal(answer.Text, (await server.Owner.GetAnswerAsync(answer.Location!)).AssertStatus(200).Text);
        (await server.Owner.GetAnswerAsync("/api/v1/brands/000000000000")).AssertProblem(404, "not_found");
        (await server.Owner.GetAnswerAsync("/api/v1/brands/x")).AssertProblem(404, "not_found");
        var key = Assert.Single((await server.Public.GetAnswerAsync("/.well-known/trace-keys.json")).Json.GetProperty("keys").EnumerateArray().ToList());
        Assert.Equal(("Casa do Azeite", "active"), (key.Text("brand"), key.Text("status")));
        Assert.Equal(2, await server.FindAsync<long>("SELECT COUNT(*) FROM secret_key;"));
        Assert.Equal(brand.Text("id"), Assert.Single((await server.Owner.GetAnswerAsync("/api/v1/brands")).Json.GetProperty("items").EnumerateArray().ToList()).Text("id"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_brand_that_cannot_be_is_not_made(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        await server.CreateBrandAsync();
        var before = await server.DumpAsync();
        var name = "Casa";
        var slug = "casa";
        var host = "id.casa.example";
        object[] bodies =
        [
            new { slug, host }, new { name, host }, new { name, slug }, new { },
            new { name = "", slug, host }, new { name = "\t", slug, host }, new { name = "a\nb", slug, host }, new { name = new string('x', 101), slug, host },
            new { name, slug = "", host }, new { name, slug = "Casa", host }, new { name, slug = "-casa", host }, new { name, slug = "ca--sa", host },
            new { name, slug = "casa\n", host }, new { name, slug = "cäsa", host }, new { name, slug = new string('x', 41), host },
            new { name, slug, host = "" }, new { name, slug, host = "https://id.casa.example" }, new { name, slug, host = "id.casa.example/x" }, new { name, slug, host = "id casa" },
            new { name, slug, host = "id..casa" }, new { name, slug, host = "-id.casa" }, new { name, slug, host = "id.casa:0" }, new { name, slug, host = "id.casa:65536" },
            new { name, slug, host = "id.casa:" }, new { name, slug, host = "ïd.casa" }, new { name, slug, host = "user@id.casa" }, new { name, slug, host = $"{new string('x', 64)}.example" },
            new { name, slug, host = string.Join('.', Enumerable.Repeat("aaaaaaaaa", 11)) },
        ];

        foreach (var body in bodies)
            (await server.Owner.PostAnswerAsync("/api/v1/brands", body)).AssertProblem(422, "invalid_brand");
        (await server.Owner.PostAnswerAsync("/api/v1/brands", new { name, slug = "acme", host })).AssertProblem(409, "slug_taken");
        Assert.Equal(before, await server.DumpAsync());
    }
}
