using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Http;

/// <summary>Sending a request again with its Idempotency-Key does nothing again.</summary>
public sealed class IdempotencyTests
{
    /// <summary>Everything that can be created with an answer that may be repeated, and what makes it another request.</summary>
    private static readonly (string Path, string MediaType, string Body, string OtherBody, bool ByOwner)[] Creations =
    [
        ("/api/v1/brands", "application/json", """{"name":"Casa","slug":"casa","host":"id.casa.example"}""", """{"name":"Casa","slug":"casa2","host":"id.casa.example"}""", true),
        ("/api/v1/products", "application/json", $$"""{"gtin":"{{TestGtin.Of(1)}}","name":"Vinegar"}""", $$"""{"gtin":"{{TestGtin.Of(2)}}","name":"Vinegar"}""", false),
        ("/api/v1/batches", "application/json", $$"""{"gtin":"{{TestBrand.DefaultGtin}}","quantity":5}""", $$"""{"gtin":"{{TestBrand.DefaultGtin}}","quantity":6}""", false),
        ($"/api/v1/batches/import?gtin={TestBrand.DefaultGtin}", "text/csv", "serial\nA1\n", "serial\nA2\n", false),
    ];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_repeat_gets_the_first_answer_and_creates_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        foreach (var (path, mediaType, body, otherBody, byOwner) in Creations)
        {
            var client = byOwner ? server.Owner : brand.Admin;
            var key = $"key {path}".Replace(' ', '!');
            var first = (await client.PostTextAsync(path, body, mediaType, key)).AssertStatus(201);
            Assert.False(first.IsReplay);
            Assert.True(first.Headers.CacheControl?.NoStore);
            var after = await server.DumpAsync();

            for (var i = 0; i < 2; i++)
            {
                var again = (await client.PostTextAsync(path, body, mediaType, key)).AssertStatus(201);
                Assert.True(again.IsReplay);
                Assert.Equal((first.Text, first.Location, first.MediaType), (again.Text, again.Location, again.MediaType));
            }

            (await client.PostTextAsync(path, otherBody, mediaType, key)).AssertProblem(422, "idempotency_key_reused");
            (await client.PostTextAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? "&" : "?")}lot=L9", body, mediaType, key)).AssertProblem(422, "idempotency_key_reused");
            Assert.Equal(after, await server.DumpAsync());
        }

        // The same key at another address, and the same JSON written otherwise.
        (await brand.Admin.PostTextAsync("/api/v1/batches", Creations[2].Body, idempotencyKey: "key!/api/v1/products")).AssertProblem(422, "idempotency_key_reused");
        Assert.True((await brand.Admin.PostTextAsync("/api/v1/batches", $"{{ \"quantity\" : 5 ,\n\"gtin\":\"{brand.Gtin}\"}}", idempotencyKey: "key!/api/v1/batches")).AssertStatus(201).IsReplay);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Without_a_key_every_request_creates(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();

        var first = await brand.Admin.PostTextAsync("/api/v1/batches", Creations[2].Body);
        var second = await brand.Admin.PostTextAsync("/api/v1/batches", Creations[2].Body);

        Assert.NotEqual(first.AssertStatus(201).Json.Text("id"), second.AssertStatus(201).Json.Text("id"));
        Assert.Equal(0, await server.FindAsync<long>("SELECT COUNT(*) FROM idempotency;"));
    }

    /// <summary>Two factories that both count from 1 do not get each other's batches.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Keys_belong_to_the_api_key_that_sent_them(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var factory = await server.NewClientAsync(brand, "factory");

        var ids = new List<string>();
        foreach (var (client, gtin) in new[] { (brand.Admin, brand.Gtin), (factory, brand.Gtin), (rival.Admin, rival.Gtin) })
        {
            var answer = (await client.PostAnswerAsync("/api/v1/batches", new { gtin, quantity = 5 }, "1")).AssertStatus(201);
            Assert.False(answer.IsReplay);
            ids.Add(answer.Json.Text("id"));
        }

        Assert.Distinct(ids);
        Assert.Equal(ids[1], (await factory.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 5 }, "1")).AssertStatus(201).Json.Text("id"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_that_is_no_key_is_refused_and_one_of_a_refused_request_is_free(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var before = await server.DumpAsync();
        foreach (var (path, mediaType, body, _, byOwner) in Creations)
        {
            foreach (var key in new[] { "", "a b", "a\tb", new string('x', 256), "a\u007fb" })
                (await (byOwner ? server.Owner : brand.Admin).PostTextAsync(path, body, mediaType, key)).AssertProblem(400, "invalid_request");
        }

        using (var twice = new HttpRequestMessage(HttpMethod.Post, "/api/v1/batches") { Content = new StringContent(Creations[2].Body, Encoding.UTF8, "application/json") })
        {
            Assert.True(twice.Headers.TryAddWithoutValidation("Idempotency-Key", ["one", "two"]));
            using var response = await brand.Admin.SendAsync(twice, TestContext.Current.CancellationToken);
            (await Answer.ReadAsync(response)).AssertProblem(400, "invalid_request");
        }

        Assert.Equal(before, await server.DumpAsync());

        // Refused for what it says, for what is not there yet, for what is in the way: each time the key is free afterwards.
        var longest = new string('~', 255);
        (await brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = TestGtin.Of(1), quantity = 0 }, longest)).AssertProblem(422, "invalid_quantity");
        (await brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = TestGtin.Of(1), quantity = 1 }, longest)).AssertProblem(422, "unknown_gtin");
        (await brand.Admin.PostAnswerAsync("/api/v1/products", new { gtin = brand.Gtin, name = "Oil" }, longest)).AssertProblem(409, "gtin_taken");
        (await brand.Admin.ImportAsync($"?gtin={TestGtin.Of(1)}", "serial\nA1\n", longest)).AssertProblem(422, "unknown_gtin");
        Assert.Equal(before, await server.DumpAsync());
        await brand.Admin.PostAsync("/api/v1/products", new { gtin = TestGtin.Of(1), name = "Vinegar" });
        Assert.False((await brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = TestGtin.Of(1), quantity = 1 }, longest)).AssertStatus(201).IsReplay);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_answer_is_kept_for_a_day_at_least_and_not_forever(Engine engine)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 9, 30, 0, TimeSpan.Zero));
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        string? apiKey;
        Answer first;
        await using (var server = await StartAsync())
        {
            var brand = await server.CreateBrandAsync();
            apiKey = brand.Admin.DefaultRequestHeaders.Authorization!.Parameter;
            first = (await brand.Admin.PostTextAsync("/api/v1/batches", Creations[2].Body, idempotencyKey: "k")).AssertStatus(201);
        }

        await using var again = await StartAsync();
        using var client = again.NewClient(apiKey);
        foreach (var hours in new[] { 24.1, 23.8 })
        {
            clock.Advance(TimeSpan.FromHours(hours));
            var repeat = (await client.PostTextAsync("/api/v1/batches", Creations[2].Body, idempotencyKey: "k")).AssertStatus(201);
            Assert.True(repeat.IsReplay);
            Assert.Equal(first.Text, repeat.Text);
            // Another key's request in between clears out what is old.
            (await client.PostTextAsync("/api/v1/batches", Creations[2].Body, idempotencyKey: $"after {hours}".Replace(' ', '-'))).AssertStatus(201);
        }

        clock.Advance(TimeSpan.FromHours(1));
        var late = (await client.PostTextAsync("/api/v1/batches", Creations[2].Body, idempotencyKey: "k")).AssertStatus(201);
        Assert.False(late.IsReplay);
        Assert.NotEqual(first.Text, late.Text);

        Task<RunningServer> StartAsync() => RunningServer.StartAsync(folder.Path, database, builder => builder.Services.AddSingleton<TimeProvider>(clock));
    }
}
