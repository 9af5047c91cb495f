using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>A brand cannot tell what another brand has from what nobody has.</summary>
public sealed class TenancyTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_another_brand_has_answers_like_what_nobody_has(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var acme = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var batch = await acme.CreateBatchAsync(5);
        var serial = (await server.Public.VerifyAsync((await acme.UrisAsync(batch, 0, 1))[0])).GetProperty("unit").Text("serial");
        await acme.Admin.ReportAsync(batch, 0, 1, "spoiled");
        var before = await server.DumpAsync();

        // Each address with what is acme's in the place of the #, and with what nobody has.
        var calls = new (string Method, string Path, string Theirs, string Nobodys, object? Body)[]
        {
            ("GET", "/api/v1/products/#", acme.Gtin, TestGtin.Of(9), null),
            ("PATCH", "/api/v1/products/#", acme.Gtin, TestGtin.Of(9), new { name = "Mine" }),
            ("POST", "/api/v1/batches", acme.Gtin, TestGtin.Of(9), new { gtin = "#", quantity = 1 }),
            ("GET", "/api/v1/batches?gtin=#", acme.Gtin, TestGtin.Of(9), null),
            ("GET", "/api/v1/batches/#", batch, "000000", null),
            ("GET", "/api/v1/batches/#/codes", batch, "000000", null),
            ("GET", "/api/v1/batches/#/codes/manifest", batch, "000000", null),
            ("GET", "/api/v1/batches/#/labels", batch, "000000", null),
            ("GET", "/api/v1/batches/#/status", batch, "000000", null),
            ("POST", "/api/v1/batches/#/status", batch, "000000", new { from = 0, to = 0, status = "recalled" }),
            ("GET", $"/api/v1/units/{acme.Gtin}/#", serial, "0123456789AB", null),
            ("GET", "/api/v1/brands/#", acme.Id, "000000000000", null),
            ("POST", "/api/v1/brands/#/api-keys", acme.Id, "000000000000", new { role = "factory", name = "x" }),
            ("POST", $"/api/v1/brands/{rival.Id}/api-keys", acme.Gtin, TestGtin.Of(9), new { role = "factory", name = "x", gtins = new[] { "#" } }),
        };
        foreach (var (method, path, theirs, nobodys, body) in calls)
        {
            var (first, second) = (await CallAsync(theirs), await CallAsync(nobodys));
            Assert.Equal(second, first);

            async Task<(int, string)> CallAsync(string what)
            {
                using var content = body == null ? null : System.Net.Http.Json.JsonContent.Create(body);
                var text = content == null ? "" : (await content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace("#", what, StringComparison.Ordinal);
                var answer = await rival.Admin.SendAnswerAsync(
                    new HttpMethod(method), path.Replace("#", what, StringComparison.Ordinal), body == null ? null : new StringContent(text, System.Text.Encoding.UTF8, "application/json"));
                Assert.True(answer.Status is 404 or 422 || answer.Text == """{"items":[]}""", $"{method} {path}: {answer}");
                return (answer.Status, answer.Text.Replace(what, "#", StringComparison.Ordinal));
            }
        }

        Assert.Equal(before, await server.DumpAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Lists_hold_only_what_is_ones_own(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var acme = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        await acme.CreateBatchAsync(5);
        var own = await rival.CreateBatchAsync(5);

        Assert.Equal(rival.Gtin, Assert.Single((await rival.Admin.GetAnswerAsync("/api/v1/products")).Json.GetProperty("items").EnumerateArray().ToList()).Text("gtin"));
        Assert.Equal(own, Assert.Single((await rival.Admin.GetAnswerAsync("/api/v1/batches")).Json.GetProperty("items").EnumerateArray().ToList()).Text("id"));
    }

    /// <summary>That a GTIN is taken must be said; by whom must not.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_gtin_that_is_taken_is_refused_without_a_word_on_who_has_it(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var acme = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var batch = await acme.CreateBatchAsync(1);
        var before = await server.DumpAsync();

        var created = await rival.Admin.PostAnswerAsync("/api/v1/products", new { gtin = acme.Gtin, name = "Mine" });
        var moved = await rival.Admin.PatchAnswerAsync($"/api/v1/products/{rival.Gtin}", new { gtin = acme.Gtin });
        var again = await acme.Admin.PostAnswerAsync("/api/v1/products", new { gtin = acme.Gtin, name = "Mine" });

        foreach (var answer in new[] { created, moved, again })
        {
            answer.AssertProblem(409, "gtin_taken");
            Assert.DoesNotContain("acme", answer.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(acme.Id, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("olive", answer.Text, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(created.Text, again.Text);
        Assert.Equal(before, await server.DumpAsync());
        Assert.Equal("issued", await server.VerdictAsync((await acme.UrisAsync(batch, 0, 1))[0]));
    }

    /// <summary>A report by scanned codes never reaches into another batch, whoever's it is.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Codes_of_another_brand_in_a_report_are_refused_like_text_that_is_no_code(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var acme = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var theirs = (await acme.UrisAsync(await acme.CreateBatchAsync(5), 0, 1))[0];
        var batch = await rival.CreateBatchAsync(5);
        var before = await server.DumpAsync();

        var problem = (await rival.Admin.ReportLinesAsync(batch, $"\"{theirs}\"\n\"nonsense\"\n", "?status=lost")).AssertProblem(422, "invalid_lines");

        var errors = problem.GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("line").GetInt32(), error.Text("code"), error.Text("text"))).ToList();
        Assert.Equal([1, 2], errors.Select(error => error.Item1));
        Assert.Equal((errors[0].Item2, errors[0].Item3), (errors[1].Item2, errors[1].Item3));
        Assert.Equal(before, await server.DumpAsync());
    }
}
