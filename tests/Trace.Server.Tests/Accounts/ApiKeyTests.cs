using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>Keys that open, keys that do not, and how one is made.</summary>
public sealed class ApiKeyTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_that_is_garbled_unknown_or_revoked_opens_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var key = brand.Admin.DefaultRequestHeaders.Authorization!.Parameter!;
        string[] headers =
        [
            "Bearer", "Bearer ", "Bearer x", $"Basic {key}", key, $"Bearer {key}x", $"Bearer {key[..^1]}", $"Bearer {Swap(key, 10)}", $"Bearer {Swap(key, key.Length - 1)}",
            $"Bearer {key.ToUpperInvariant()}", $"Bearer {key} {key}", $"Bearer {key},Bearer {key}", $"Bearer trace_{new string('0', 58)}", $"Bearer {new string('A', 8000)}",
            $"Bearer {Trace.Server.Accounts.ApiKey.Create()}",
        ];

        foreach (var header in headers)
            (await SendAsync(server, header)).AssertProblem(401, "unauthenticated");
        Assert.Equal(200, (await SendAsync(server, $"bearer  {key} ")).Status);

        await server.ExecuteAsync("UPDATE api_key SET revoked_at = 1 WHERE role = 'brand_admin';");
        (await SendAsync(server, $"Bearer {key}")).AssertProblem(401, "unauthenticated");
    }

    /// <summary>An address that is open to all stays open to someone whose key is wrong.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_wrong_key_does_not_close_what_is_open_to_everybody(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        using var wrong = server.NewClient("trace_wrong");

        Assert.Equal("not_issued", (await wrong.VerifyAsync("hello")).Text("verdict"));
        Assert.Equal(200, (await wrong.GetAnswerAsync("/.well-known/trace-keys.json")).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_is_shown_once_and_kept_only_as_a_hash(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var path = $"/api/v1/brands/{brand.Id}/api-keys";
        var body = new { role = "factory", name = "Line 4", gtins = new[] { "9506000134352" }, sites = new[] { "Porto" } };

        var first = (await server.Owner.PostAnswerAsync(path, body, "line-4")).AssertStatus(201);
        var key = first.Json.Text("key");
        Assert.Matches("^trace_[0-9A-HJKMNP-TV-Z]{58}$", key);
        Assert.Equal(("factory", "Line 4"), (first.Json.Text("role"), first.Json.Text("name")));
        Assert.Equal(brand.Gtin, first.Json.GetProperty("gtins")[0].GetString());
        Assert.Equal("Porto", first.Json.GetProperty("sites")[0].GetString());
        Assert.True(first.Headers.CacheControl?.NoStore);

        var before = await server.DumpAsync();
        var again = await server.Owner.PostAnswerAsync(path, body, "line-4");
        again.AssertProblem(409, "already_created");
        Assert.DoesNotContain("trace_", again.Text, StringComparison.Ordinal);
        (await server.Owner.PostAnswerAsync(path, new { role = "factory", name = "Line 5" }, "line-4")).AssertProblem(422, "idempotency_key_reused");
        Assert.Equal(before, await server.DumpAsync());
        Assert.DoesNotContain(key, before, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(key)), before, StringComparison.Ordinal);

        using var factory = server.NewClient(key);
        Assert.Equal(200, (await factory.GetAnswerAsync("/api/v1/batches")).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_that_cannot_be_is_not_made(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var other = await server.CreateBrandAsync("other", "id.other.example", TestGtin.Of(1));
        var before = await server.DumpAsync();
        var cases = new (object Body, int Status, string Code)[]
        {
            (new { role = "owner", name = "x" }, 422, "invalid_api_key"),
            (new { role = "root", name = "x" }, 422, "invalid_api_key"),
            (new { name = "x" }, 422, "invalid_api_key"),
            (new { role = "factory" }, 422, "invalid_api_key"),
            (new { role = "factory", name = "" }, 422, "invalid_api_key"),
            (new { role = "factory", name = " x" }, 422, "invalid_api_key"),
            (new { role = "factory", name = "a\u0007b" }, 422, "invalid_api_key"),
            (new { role = "factory", name = new string('x', 101) }, 422, "invalid_api_key"),
            (new { role = "factory", name = "x", sites = new[] { "ok", "" } }, 422, "invalid_api_key"),
            (new { role = "factory", name = "x", sites = new string?[] { null } }, 422, "invalid_api_key"),
            (new { role = "factory", name = "x", gtins = new[] { "9506000134353" } }, 422, "invalid_gtin"),
            (new { role = "factory", name = "x", gtins = new string?[] { null } }, 422, "invalid_gtin"),
            (new { role = "factory", name = "x", gtins = new[] { TestGtin.Of(7) } }, 422, "unknown_gtin"),
            (new { role = "factory", name = "x", gtins = new[] { brand.Gtin, other.Gtin } }, 422, "unknown_gtin"),
            (new { role = "factory", name = "x", gtins = Enumerable.Repeat(brand.Gtin, 1001) }, 422, "invalid_api_key"),
            (new { role = "factory", name = "x", brand = other.Id }, 400, "invalid_json"),
        };

        foreach (var (body, status, code) in cases)
            (await server.Owner.PostAnswerAsync($"/api/v1/brands/{brand.Id}/api-keys", body)).AssertProblem(status, code);
        Assert.Equal(before, await server.DumpAsync());
    }

    private static string Swap(string key, int at) => key[..at] + (key[at] == 'A' ? 'B' : 'A') + key[(at + 1)..];

    private static async Task<Answer> SendAsync(RunningServer server, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/batches");
        Assert.True(request.Headers.TryAddWithoutValidation("Authorization", authorization));
        using var response = await server.Public.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
