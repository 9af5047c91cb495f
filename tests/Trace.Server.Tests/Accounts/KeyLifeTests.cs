using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>API keys expire, are replaced with an overlap, and are revoked at once.</summary>
public sealed class KeyLifeTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_works_until_it_expires(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var path = $"/api/v1/brands/{brand.Id}/api-keys";
        var expiresAt = clock.GetUtcNow().AddHours(2);
        (await brand.Admin.PostAnswerAsync(path, new { role = "factory", name = "x", expiresAt = clock.GetUtcNow().AddHours(-1) })).AssertProblem(422, "invalid_api_key");
        using var client = server.NewClient((await brand.Admin.PostAsync(path, new { role = "factory", name = "x", expiresAt })).Text("key"));

        (await client.GetAnswerAsync("/api/v1/products")).AssertStatus(200);
        clock.Advance(TimeSpan.FromHours(2));
        (await client.GetAnswerAsync("/api/v1/products")).AssertProblem(401, "unauthenticated");
        // Moving the date past the server does not help: the seal has it.
        await server.ExecuteAsync("UPDATE api_key SET expires_at = expires_at + 100000000 WHERE role = 'factory';");
        (await client.GetAnswerAsync("/api/v1/products")).AssertProblem(401, "unauthenticated");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_replaced_key_works_for_a_while_beside_the_new_one(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var path = $"/api/v1/brands/{brand.Id}/api-keys";
        var old = await brand.Admin.PostAsync(path, new { role = "factory", name = "Line 3", gtins = new[] { brand.Gtin }, sites = new[] { "Porto" } });
        using var oldClient = server.NewClient(old.Text("key"));

        var rotated = (await brand.Admin.PostAnswerAsync($"{path}/{old.Text("id")}/rotate", new { overlapHours = 5 })).AssertStatus(201).Json;
        using var newClient = server.NewClient(rotated.Text("key"));
        Assert.Equal(("factory", "Line 3", brand.Gtin, "Porto"), (rotated.Text("role"), rotated.Text("name"), rotated.GetProperty("gtins")[0].GetString(), rotated.GetProperty("sites")[0].GetString()));
        (await oldClient.GetAnswerAsync("/api/v1/products")).AssertStatus(200);
        (await newClient.GetAnswerAsync("/api/v1/products")).AssertStatus(200);
        clock.Advance(TimeSpan.FromHours(5));
        (await oldClient.GetAnswerAsync("/api/v1/products")).AssertProblem(401, "unauthenticated");
        (await newClient.GetAnswerAsync("/api/v1/products")).AssertStatus(200);

        (await brand.Admin.PostAnswerAsync($"{path}/{rotated.Text("id")}/rotate", new { overlapHours = 0 })).AssertStatus(201);
        (await newClient.GetAnswerAsync("/api/v1/products")).AssertProblem(401, "unauthenticated");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_revoked_key_stops_at_once_and_its_last_use_is_shown(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var path = $"/api/v1/brands/{brand.Id}/api-keys";
        var key = await brand.Admin.PostAsync(path, new { role = "factory", name = "x" });
        using var client = server.NewClient(key.Text("key"));
        (await client.GetAnswerAsync("/api/v1/products")).AssertStatus(200);
        var usedAt = clock.GetUtcNow();

        clock.Advance(TimeSpan.FromSeconds(61));
        for (var tries = 0; ; tries++)
        {
            var shown = Find(await brand.Admin.GetAnswerAsync(path), key.Text("id"));
            Assert.True(tries < 1500, "The last use was not stored.");
            if (shown.TryGetProperty("lastUsedAt", out var lastUse))
            {
                Assert.Equal(usedAt, lastUse.GetDateTimeOffset(), TimeSpan.FromSeconds(1));
                break;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"{path}/{key.Text("id")}")).AssertStatus(204);
        (await client.GetAnswerAsync("/api/v1/products")).AssertProblem(401, "unauthenticated");
        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"{path}/{key.Text("id")}")).AssertProblem(404, "not_found");
        Assert.Equal("revoked", Find(await brand.Admin.GetAnswerAsync(path), key.Text("id")).Text("status"));
        await server.ExecuteAsync("UPDATE api_key SET revoked_at = NULL;");
        (await client.GetAnswerAsync("/api/v1/products")).AssertProblem(401, "unauthenticated");
        Assert.DoesNotContain(key.Text("key"), (await brand.Admin.GetAnswerAsync(path)).Text, StringComparison.Ordinal);
    }

    /// <summary>Else a key that was to end tonight is access for good.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_that_expires_makes_no_key_that_outlives_it(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var path = $"/api/v1/brands/{brand.Id}/api-keys";
        var expiresAt = clock.GetUtcNow().AddHours(2);
        var own = await brand.Admin.PostAsync(path, new { role = "brand_admin", name = "for today", expiresAt });
        var lasting = await brand.Admin.PostAsync(path, new { role = "factory", name = "Line 3" });
        using var client = server.NewClient(own.Text("key"));
        var before = await server.DumpAsync();

        var refused = await client.PostAnswerAsync(path, new { role = "factory", name = "x" });
        refused.AssertProblem(422, "invalid_api_key");
        Assert.Contains(own.Text("expiresAt"), refused.Text, StringComparison.Ordinal);
        (await client.PostAnswerAsync(path, new { role = "factory", name = "x", expiresAt = expiresAt.AddSeconds(1) })).AssertProblem(422, "invalid_api_key");
        foreach (var id in new[] { own.Text("id"), lasting.Text("id") })
            (await client.PostAnswerAsync($"{path}/{id}/rotate", new { expiresAt = expiresAt.AddSeconds(1) })).AssertProblem(422, "invalid_api_key");
        (await client.PostAnswerAsync($"{path}/{lasting.Text("id")}/rotate", new { })).AssertProblem(422, "invalid_api_key");
        Assert.Equal(before, await server.DumpAsync());

        (await client.PostAnswerAsync(path, new { role = "factory", name = "x", expiresAt = expiresAt.AddSeconds(-1) })).AssertStatus(201);
        (await client.PostAnswerAsync($"{path}/{lasting.Text("id")}/rotate", new { expiresAt = expiresAt.AddSeconds(-1) })).AssertStatus(201);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_rotated_key_keeps_its_expiry_unless_told_otherwise_and_an_expired_one_is_not_rotated(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var path = $"/api/v1/brands/{brand.Id}/api-keys";
        var old = await brand.Admin.PostAsync(path, new { role = "factory", name = "x", expiresAt = clock.GetUtcNow().AddHours(2) });

        var kept = (await brand.Admin.PostAnswerAsync($"{path}/{old.Text("id")}/rotate", new { })).AssertStatus(201).Json;
        Assert.Equal(old.Text("expiresAt"), kept.Text("expiresAt"));
        var longer = (await brand.Admin.PostAnswerAsync($"{path}/{kept.Text("id")}/rotate", new { expiresAt = clock.GetUtcNow().AddHours(9) })).AssertStatus(201).Json;
        Assert.NotEqual(old.Text("expiresAt"), longer.Text("expiresAt"));

        clock.Advance(TimeSpan.FromHours(10));
        (await brand.Admin.PostAnswerAsync($"{path}/{longer.Text("id")}/rotate", new { })).AssertProblem(404, "not_found");
    }

    private static System.Text.Json.JsonElement Find(Answer list, string id) =>
        list.AssertStatus(200).Json.GetProperty("items").EnumerateArray().Single(item => item.Text("id") == id);
}
