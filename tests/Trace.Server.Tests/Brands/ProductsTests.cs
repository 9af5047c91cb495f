using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Brands;

/// <summary>Products of a brand: what can be registered, what can change, and what printed codes keep.</summary>
public sealed class ProductsTests
{
    /// <summary>The examples of the GS1 General Specifications for each length.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_length_of_gtin_is_registered_as_14_digits(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var lengths = new[] { ("95050003", "00000095050003"), ("614141000036", "00614141000036"), ("4006381333931", "04006381333931"), ("10614141000415", "10614141000415") };

        foreach (var (given, padded) in lengths)
        {
            var created = (await brand.Admin.PostAnswerAsync("/api/v1/products", new { gtin = given, name = $"GTIN-{given.Length}" })).AssertStatus(201);
            Assert.Equal(padded, created.Json.Text("gtin"));
            Assert.Equal($"/api/v1/products/{padded}", created.Location);
            Assert.Equal(padded, (await brand.Admin.GetAnswerAsync($"/api/v1/products/{given}")).AssertStatus(200).Json.Text("gtin"));

            var batch = (await brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = given, quantity = 1, activate = true })).AssertStatus(201).Json;
            Assert.Equal(padded, batch.Text("gtin"));
            Assert.Contains($"/01/{padded}/21/", Assert.Single(await brand.UrisAsync(batch.Text("id"), 0, 1)), StringComparison.Ordinal);
            Assert.Single((await brand.Admin.GetAnswerAsync($"/api/v1/batches?gtin={given}")).AssertStatus(200).Json.GetProperty("items").EnumerateArray().ToList());
            (await brand.Admin.PostAnswerAsync("/api/v1/products", new { gtin = padded, name = "Again" })).AssertProblem(409, "gtin_taken");
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_product_that_cannot_be_is_not_registered(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var before = await server.DumpAsync();
        var gtin = TestGtin.Of(1);
        string?[] gtins = [null, "", "0", "9506000134353", "950600013435", "95060001343520000", "950600013435A", "９５０６０００１３４３５２", " 9506000134352", "9506000134352\n", "-506000134352", "00000000000001"];
        object[] details =
        [
            new { gtin }, new { gtin, name = "" }, new { gtin, name = "a\u0000b" }, new { gtin, name = new string('x', 201) }, new { gtin, name = "x", description = "" },
            new { gtin, name = "x", description = new string('x', 2001) }, new { gtin, name = "x", imageUrl = "http://acme.example/a.png" }, new { gtin, name = "x", imageUrl = "javascript:alert(1)" },
            new { gtin, name = "x", imageUrl = "//acme.example/a.png" }, new { gtin, name = "x", imageUrl = "https://" }, new { gtin, name = "x", imageUrl = "" },
            new { gtin, name = "x", imageUrl = $"https://acme.example/{new string('x', 2000)}" },
        ];

        foreach (var bad in gtins)
        {
            (await brand.Admin.PostAnswerAsync("/api/v1/products", new { gtin = bad, name = "x" })).AssertProblem(422, "invalid_gtin");
            if (bad != null)
                (await brand.Admin.PatchAnswerAsync($"/api/v1/products/{brand.Gtin}", new { gtin = bad })).AssertProblem(422, "invalid_gtin");
        }

        foreach (var bad in details)
            (await brand.Admin.PostAnswerAsync("/api/v1/products", bad)).AssertProblem(422, "invalid_product");
        foreach (var bad in details.Skip(1).Select(detail => System.Text.Json.JsonSerializer.SerializeToNode(detail)!.AsObject()))
        {
            bad.Remove("gtin");
            (await brand.Admin.PatchAnswerAsync($"/api/v1/products/{brand.Gtin}", bad)).AssertProblem(422, "invalid_product");
        }

        Assert.Contains("should be 2", (await brand.Admin.PostAnswerAsync("/api/v1/products", new { gtin = "9506000134353", name = "x" })).Json.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(before, await server.DumpAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_gtin_changes_while_no_codes_exist_and_never_after(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var (wrong, right, later) = (TestGtin.Of(1), TestGtin.Of(2), TestGtin.Of(3));
        await brand.Admin.PostAsync("/api/v1/products", new { gtin = wrong, name = "Vinegar", description = "Wine vinegar", imageUrl = "https://acme.example/v.png" });

        var moved = (await brand.Admin.PatchAnswerAsync($"/api/v1/products/{wrong}", new { gtin = right })).AssertStatus(200).Json;

        Assert.Equal((right, "Vinegar", "Wine vinegar", "https://acme.example/v.png"), (moved.Text("gtin"), moved.Text("name"), moved.Text("description"), moved.Text("imageUrl")));
        (await brand.Admin.GetAnswerAsync($"/api/v1/products/{wrong}")).AssertProblem(404, "not_found");
        (await brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = wrong, quantity = 1 })).AssertProblem(422, "unknown_gtin");
        Assert.Equal(moved.ToString(), (await brand.Admin.GetAnswerAsync($"/api/v1/products/{right}")).Text);

        var batch = await brand.CreateBatchAsync(new { gtin = right, quantity = 1, activate = true });
        var uri = Assert.Single(await brand.UrisAsync(batch, 0, 1));
        var before = await server.DumpAsync();
        (await brand.Admin.PatchAnswerAsync($"/api/v1/products/{right}", new { gtin = later })).AssertProblem(409, "gtin_in_use");
        Assert.Equal(before, await server.DumpAsync());

        // A name may change at any time; to the GTIN it has is no change.
        (await brand.Admin.PatchAnswerAsync($"/api/v1/products/{right}", new { gtin = right, name = "White wine vinegar" })).AssertStatus(200);
        var answer = await server.Public.VerifyAsync(uri);
        Assert.Equal(("issued", "White wine vinegar"), (answer.Text("verdict"), answer.GetProperty("product").Text("name")));
        Assert.Equal(uri, Assert.Single(await brand.UrisAsync(batch, 0, 1)));
    }

    /// <summary>An import makes codes as an order does; a number set free by a change can be registered by anybody.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Imported_serials_fix_a_gtin_too_and_a_gtin_left_behind_is_free(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(5));
        (await brand.Admin.ImportAsync($"?gtin={brand.Gtin}", "serial\nA1\n")).AssertStatus(201);
        (await brand.Admin.PatchAnswerAsync($"/api/v1/products/{brand.Gtin}", new { gtin = TestGtin.Of(1) })).AssertProblem(409, "gtin_in_use");

        (await rival.Admin.PatchAnswerAsync($"/api/v1/products/{rival.Gtin}", new { gtin = TestGtin.Of(6) })).AssertStatus(200);
        (await brand.Admin.PostAnswerAsync("/api/v1/products", new { gtin = rival.Gtin, name = "Mine now" })).AssertStatus(201);

        var published = (await server.Public.GetAnswerAsync("/.well-known/trace-keys.json")).Json.GetProperty("keys").EnumerateArray()
            .Select(key => string.Join(' ', key.GetProperty("gtins").EnumerateArray().Select(gtin => gtin.GetString())));
        Assert.Equal([$"{rival.Gtin} {brand.Gtin}", TestGtin.Of(6)], published);
    }
}
