using Trace.Server.Http;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Http;

/// <summary>What every failure looks like, and what a problem's type points to.</summary>
public sealed class ProblemsTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_address_or_method_that_does_not_exist_is_a_problem_document(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);

        foreach (var path in new[] { "/api/v1/nothing", "/api/v2/batches", "/api", "/.well-known/nothing", "/problems/nothing", "/health/nothing" })
            (await server.Public.GetAnswerAsync(path)).AssertProblem(404, "not_found");
        foreach (var (method, path) in new[] { ("DELETE", "/api/v1/batches"), ("PUT", "/api/v1/products"), ("PATCH", "/health/live"), ("POST", "/.well-known/trace-keys.json") })
            (await server.Public.SendAnswerAsync(new HttpMethod(method), path)).AssertProblem(405, "method_not_allowed");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_type_of_problem_has_a_page_that_says_what_it_means(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);

        foreach (var (code, (status, title)) in Problems.Table)
        {
            var page = (await server.Public.GetAnswerAsync($"/problems/{code}")).AssertStatus(200);
            Assert.StartsWith($"{code} ({status}): {title}.", page.Text);
        }

        Assert.StartsWith("unauthenticated (401): An API key or a session is needed. Send `Authorization: Bearer {api key}`", (await server.Public.GetAnswerAsync("/problems/unauthenticated")).Text);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_parameter_that_a_call_does_not_have_is_named(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 2 });

        var refused = await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/labels?format=svg&cuont=21");
        refused.AssertProblem(400, "invalid_request");
        Assert.Contains("This call has no parameter `cuont`; it has format, template, from, count", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        (await server.Public.GetAnswerAsync("/api/v1/batches?cuont=21")).AssertProblem(401, "unauthenticated");
        // Where a call has no parameter, none can be misspelt.
        (await brand.Admin.GetAnswerAsync("/api/v1/label-templates?x=1")).AssertStatus(200);
        (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/labels?Format=svg&COUNT=2")).AssertStatus(200);
        // A label holds what it holds, and shops add words of their own to links.
        (await server.Public.GetAnswerAsync($"/01/{brand.Gtin}/21/X?utm_source=a")).AssertStatus(200);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_that_is_not_known_is_told_from_no_key(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);

        Assert.Contains("Send `Authorization: Bearer", (await server.Public.GetAnswerAsync("/api/v1/brands")).Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var stranger = new HttpRequestMessage(HttpMethod.Get, "/api/v1/brands");
        stranger.Headers.Add("Authorization", "Bearer trace_unknown");
        using var answer = await server.Public.SendAsync(stranger, TestContext.Current.CancellationToken);
        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Contains("The API key that was sent is not known here", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_answer_forbids_to_guess_its_type_and_to_frame_it(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);

        foreach (var path in new[] { "/health/live", "/api/v1/batches", "/nothing", "/01/x/21/y", "/.well-known/trace-keys.json" })
        {
            var answer = await server.Public.GetAnswerAsync(path);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    /// <summary>The server is alive while its database is away, says that it is not ready, and is again when the database is back.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Readiness_follows_the_database(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        Assert.Equal("live", (await server.Public.GetAnswerAsync("/health/live")).AssertStatus(200).Text);
        Assert.Equal("ready", (await server.Public.GetAnswerAsync("/health/ready")).AssertStatus(200).Text);

        await server.ExecuteAsync("ALTER TABLE schema_migration RENAME TO away; ALTER TABLE brand RENAME TO brand_away;");
        var ready = await server.Public.GetAnswerAsync("/health/ready");
        ready.AssertProblem(503, "storage_unavailable");
        Assert.NotNull(ready.Headers.RetryAfter);
        (await server.Public.GetAnswerAsync("/health/live")).AssertStatus(200);
        // A table that is missing is no passing fault: nobody is told to try again.
        (await server.Owner.GetAnswerAsync("/api/v1/brands")).AssertProblem(500, "internal_error");

        await server.ExecuteAsync("ALTER TABLE away RENAME TO schema_migration; ALTER TABLE brand_away RENAME TO brand;");
        (await server.Public.GetAnswerAsync("/health/ready")).AssertStatus(200);
        (await server.Owner.GetAnswerAsync("/api/v1/brands")).AssertStatus(200);
    }
}
