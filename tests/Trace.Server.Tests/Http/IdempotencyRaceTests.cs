using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Http;

/// <summary>The same request many times at once, as a client does that lost its patience.</summary>
public sealed class IdempotencyRaceTests
{
    private const int Requests = 20;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Twenty_at_once_create_one_thing_and_all_get_its_answer(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        (string Table, Func<Task<Answer>> Send)[] creations =
        [
            ("batch", () => brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 5 }, "batch")),
            ("product", () => brand.Admin.PostAnswerAsync("/api/v1/products", new { gtin = TestGtin.Of(1), name = "Vinegar" }, "product")),
            ("brand", () => server.Owner.PostAnswerAsync("/api/v1/brands", new { name = "Casa", slug = "casa", host = "id.casa.example" }, "brand")),
        ];
        foreach (var (table, send) in creations)
        {
            var before = await server.CountRowsAsync();

            var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => send()));

            var first = Assert.Single(answers, answer => !answer.IsReplay);
            Assert.All(answers, answer => Assert.Equal((201, first.Text, first.Location), (answer.Status, answer.Text, answer.Location)));
            Assert.Equal(1, (await server.CountRowsAsync())[table] - before[table]);
        }
    }

    /// <summary>An upload does most of its work before its last transaction, so two can come far side by side.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_upload_sent_many_times_at_once_becomes_one_batch(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        Task<Answer> SendAsync() => brand.Admin.ImportAsync($"?gtin={brand.Gtin}", "serial\nA1\nA2\nA3\n", "upload");

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => SendAsync()));

        var last = (await SendAsync()).AssertStatus(201);
        Assert.All(answers.Where(answer => answer.Status == 201), answer => Assert.Equal((last.Text, last.Location), (answer.Text, answer.Location)));
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.AssertProblem(422, "invalid_lines"));
        Assert.Equal((1, 3), ((int)await server.FindAsync<long>("SELECT COUNT(*) FROM batch;"), (int)await server.FindAsync<long>("SELECT COUNT(*) FROM imported_serial;")));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_twenty_requests_for_one_api_key_one_sees_it(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var before = await server.CountRowsAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(
            _ => server.Owner.PostAnswerAsync($"/api/v1/brands/{brand.Id}/api-keys", new { role = "factory", name = "Line 1" }, "line-1")));

        var created = Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer != created), answer => answer.AssertProblem(409, "already_created"));
        Assert.Equal(1, (await server.CountRowsAsync())["api_key"] - before["api_key"]);
        using var factory = server.NewClient(created.Json.Text("key"));
        (await factory.GetAnswerAsync("/api/v1/batches")).AssertStatus(200);
    }

    /// <summary>Different keys that want the same thing: one gets it, the others hear that it is taken, and may try again with their key.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Twenty_keys_for_one_gtin_give_one_product(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(
            i => brand.Admin.PostAnswerAsync("/api/v1/products", new { gtin = TestGtin.Of(1), name = $"Vinegar {i}" }, $"key-{i}")));

        var created = Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer != created), answer => answer.AssertProblem(409, "gtin_taken"));
        Assert.Equal(created.Text, (await brand.Admin.GetAnswerAsync($"/api/v1/products/{TestGtin.Of(1)}")).Text);
        Assert.Equal(1, await server.FindAsync<long>("SELECT COUNT(*) FROM idempotency;"));
    }
}
