using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>What a factory may order: so many units a day, for its sites.</summary>
public sealed class QuotaTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Factories_order_up_to_the_quota_of_the_day_and_a_brand_admin_allows_more(Engine engine)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var factory = await server.NewClientAsync(brand, "factory");
        var quota = $"/api/v1/brands/{brand.Id}/issuing-quota";
        Assert.Equal(100_000_000, (await brand.Admin.GetAnswerAsync(quota)).AssertStatus(200).Json.GetProperty("dailyUnits").GetInt64());
        (await OrderAsync(factory, 100_000_001)).AssertProblem(409, "quota_exceeded");

        Assert.Equal(1000, (await brand.Admin.SendAnswerAsync(HttpMethod.Put, quota, System.Net.Http.Json.JsonContent.Create(new { dailyUnits = 1000 }))).AssertStatus(200).Json.GetProperty("left").GetInt64());
        (await OrderAsync(factory, 600)).AssertStatus(201);
        var before = await server.DumpAsync();
        (await OrderAsync(factory, 401)).AssertProblem(409, "quota_exceeded");
        Assert.Equal(before, await server.DumpAsync());
        (await OrderAsync(brand.Admin, 5000)).AssertStatus(201);
        (await OrderAsync(factory, 400)).AssertStatus(201);
        (await OrderAsync(factory, 1)).AssertProblem(409, "quota_exceeded");

        (await factory.PostAnswerAsync($"{quota}/allowances", new { units = 10 })).AssertProblem(403, "forbidden");
        (await brand.Admin.PostAnswerAsync($"{quota}/allowances", new { units = 10 })).AssertStatus(200);
        (await OrderAsync(factory, 10)).AssertStatus(201);
        (await OrderAsync(factory, 1)).AssertProblem(409, "quota_exceeded");

        clock.Advance(TimeSpan.FromHours(15));
        (await OrderAsync(factory, 1001)).AssertProblem(409, "quota_exceeded");
        (await OrderAsync(factory, 1000)).AssertStatus(201);

        Task<Answer> OrderAsync(HttpClient client, long quantity) => client.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity });
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Orders_at_the_same_moment_do_not_both_take_what_is_left(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var factory = await server.NewClientAsync(brand, "factory");
        await brand.Admin.SendAnswerAsync(HttpMethod.Put, $"/api/v1/brands/{brand.Id}/issuing-quota", System.Net.Http.Json.JsonContent.Create(new { dailyUnits = 100 }));

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => factory.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 30 })));

        Assert.Equal(3, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.AssertProblem(409, "quota_exceeded"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_of_one_site_does_not_see_the_batches_of_another(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        using var porto = server.NewClient((await brand.Admin.PostAsync($"/api/v1/brands/{brand.Id}/api-keys", new { role = "factory", name = "p", sites = new[] { "Porto" } })).Text("key"));
        var forLyon = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 5, site = "Lyon" });
        var forAll = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 5 });

        var own = (await porto.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 5 })).AssertStatus(201).Json;
        Assert.Equal("Porto", own.Text("site"));
        (await porto.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 5, site = "Lyon" })).AssertProblem(422, "invalid_batch");
        foreach (var path in new[] { "", "/codes", "/codes/manifest", "/labels", "/status" })
        {
            (await porto.GetAnswerAsync($"/api/v1/batches/{forLyon}{path}")).AssertProblem(404, "not_found");
            (await porto.GetAnswerAsync($"/api/v1/batches/{forAll}{path}")).AssertStatus(200);
        }

        (await porto.ReportAsync(forLyon, 0, 0, "active")).AssertProblem(404, "not_found");
        Assert.Equal(
            new[] { own.Text("id"), forAll }.Order(StringComparer.Ordinal),
            (await porto.GetAnswerAsync("/api/v1/batches")).Json.GetProperty("items").EnumerateArray().Select(batch => batch.Text("id")).Order(StringComparer.Ordinal));
    }
}
