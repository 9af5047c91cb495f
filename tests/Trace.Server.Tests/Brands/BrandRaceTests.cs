using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Brands;

/// <summary>Brands and products that many want to make or change at the same moment.</summary>
public sealed class BrandRaceTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Brands_made_together_have_each_their_own_keys(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            i => server.Owner.PostAnswerAsync("/api/v1/brands", new { name = $"Casa {i % 6}", slug = $"casa-{i % 6}", host = "id.casa.example" })));

        Assert.Equal(6, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.AssertProblem(409, "slug_taken"));
        var keys = (await server.Public.GetAnswerAsync("/.well-known/trace-keys.json")).Json.GetProperty("keys").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(1, 6), keys.Select(key => key.GetProperty("keyId").GetInt32()));
        Assert.Distinct(keys.Select(key => key.Text("publicKey")));
        Assert.Equal(Enumerable.Range(0, 6).Select(i => $"Casa {i}"), keys.Select(key => key.Text("brand")).Order(StringComparer.Ordinal));
        Assert.Equal(12, await server.FindAsync<long>("SELECT COUNT(*) FROM secret_key;"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_two_brands_that_register_a_gtin_together_one_has_it(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var acme = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));

        for (var round = 2; round < 8; round++)
        {
            var gtin = TestGtin.Of(round);
            var answers = await Task.WhenAll(new[] { acme, rival, acme, rival }.Select(brand => brand.Admin.PostAnswerAsync("/api/v1/products", new { gtin, name = "Vinegar" })));

            Assert.Single(answers, answer => answer.Status == 201);
            Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.AssertProblem(409, "gtin_taken"));
            var holders = new[] { await acme.Admin.GetAnswerAsync($"/api/v1/products/{gtin}"), await rival.Admin.GetAnswerAsync($"/api/v1/products/{gtin}") };
            Assert.Equal([200, 404], holders.Select(answer => answer.Status).Order());
        }
    }

    /// <summary>Either the codes exist and the GTIN stays, or it changed and no codes of the old one exist.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_gtin_never_changes_under_codes_that_are_issued_at_that_moment(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();

        for (var round = 1; round <= TestScale.Count(reduced: 12, full: 200); round++)
        {
            var (before, after) = (TestGtin.Of(2 * round), TestGtin.Of((2 * round) + 1));
            await brand.Admin.PostAsync("/api/v1/products", new { gtin = before, name = "Vinegar" });
            var issues = Task.WhenAll(Enumerable.Range(0, 3).Select(i => i % 3 == 2
                ? brand.Admin.ImportAsync($"?gtin={before}&activate=true", "serial\nA1\n")
                : brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = before, quantity = 1, activate = true })));
            var change = await brand.Admin.PatchAnswerAsync($"/api/v1/products/{before}", new { gtin = after });

            foreach (var issue in await issues)
            {
                if (issue.Status != 201)
                {
                    issue.AssertProblem(422, "unknown_gtin");
                    continue;
                }

                change.AssertProblem(409, "gtin_in_use");
                Assert.Equal("issued", await server.VerdictAsync((await brand.UrisAsync(issue.Json.Text("id"), 0, 1))[0]));
            }

            Assert.True(change.Status is 200 or 409, change.ToString());
            Assert.Equal(change.Status == 200 ? 404 : 200, (await brand.Admin.GetAnswerAsync($"/api/v1/products/{before}")).Status);
        }
    }
}
