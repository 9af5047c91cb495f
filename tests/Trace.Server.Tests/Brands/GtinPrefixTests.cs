using System.Net.Http.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Brands;

/// <summary>The owner keeps a company's GTINs for its brand.</summary>
public sealed class GtinPrefixTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_gtin_under_a_reserved_prefix_is_taken_for_everybody_else(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var acme = await server.CreateBrandAsync(gtin: "04006381333931");
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", "05000112637922");
        (await PutAsync("9506000", acme.Id)).AssertStatus(200);

        var refused = await rival.Admin.PostAnswerAsync("/api/v1/products", new { gtin = TestGtin.Of(4), name = "Mine" });
        refused.AssertProblem(409, "gtin_taken");
        Assert.DoesNotContain(acme.Id, refused.Text, StringComparison.Ordinal);
        (await rival.Admin.PatchAnswerAsync($"/api/v1/products/{rival.Gtin}", new { gtin = TestGtin.Of(4) })).AssertProblem(409, "gtin_taken");
        (await acme.Admin.PostAnswerAsync("/api/v1/products", new { gtin = TestGtin.Of(4), name = "Ours" })).AssertStatus(201);

        // A longer prefix goes before a shorter one, and a prefix can move.
        (await PutAsync("95060000", rival.Id)).AssertStatus(200);
        (await rival.Admin.PostAnswerAsync("/api/v1/products", new { gtin = TestGtin.Of(5), name = "Mine now" })).AssertStatus(201);
        (await acme.Admin.PostAnswerAsync("/api/v1/products", new { gtin = TestGtin.Of(6), name = "Ours?" })).AssertProblem(409, "gtin_taken");
        (await server.Owner.SendAnswerAsync(HttpMethod.Delete, "/api/v1/gtin-prefixes/95060000")).AssertStatus(204);
        (await acme.Admin.PostAnswerAsync("/api/v1/products", new { gtin = TestGtin.Of(6), name = "Ours" })).AssertStatus(201);

        foreach (var (prefix, brand, code) in new[] { ("123", acme.Id, "invalid_gtin"), ("12345a", acme.Id, "invalid_gtin"), ("1234567890123", acme.Id, "invalid_gtin"), ("1234", "000000000009", "unknown_brand"), ("1234", "x", "unknown_brand") })
            (await PutAsync(prefix, brand)).AssertProblem(422, code);

        Task<Answer> PutAsync(string prefix, string brandId) =>
            server.Owner.SendAnswerAsync(HttpMethod.Put, $"/api/v1/gtin-prefixes/{prefix}", JsonContent.Create(new { brandId }));
    }
}
