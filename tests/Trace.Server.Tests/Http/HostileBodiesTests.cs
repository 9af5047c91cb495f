using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Http;

/// <summary>Bodies that are broken or meant to break something: a problem document each, never a 500, and nothing is changed.</summary>
public sealed class HostileBodiesTests
{
    /// <summary>What is no JSON object at all, or too much of one.</summary>
    private static readonly byte[][] Broken =
    [
        [], " "u8.ToArray(), "null"u8.ToArray(), "[]"u8.ToArray(), "\"x\""u8.ToArray(), "1"u8.ToArray(), "true"u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "{}x"u8.ToArray(), "{}{}"u8.ToArray(),
        "{'a':1}"u8.ToArray(), "{a:1}"u8.ToArray(), "{\"a\":1,}"u8.ToArray(), "{/* */}"u8.ToArray(), "{\"a\":NaN}"u8.ToArray(), "{\"a\":01}"u8.ToArray(), "{\"a\":\"\n\"}"u8.ToArray(), "{\"a\""u8.ToArray(),
        [0x00], [0xFF, 0xFE, (byte)'{', 0x00, (byte)'}', 0x00], [.. "{\"a\":\""u8, 0xFF, .. "\"}"u8], [.. "{\"a\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8], "{\"\\ud800\":1}"u8.ToArray(), "{\"a\\u0000\":1}"u8.ToArray(),
        Encoding.UTF8.GetBytes(new string('[', 1000)), Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', 1000)}{new string(']', 1000)}}}"),
    ];

    /// <summary>Each address that takes JSON, with a body it takes.</summary>
    private static (HttpClient Client, string Method, string Path, JsonObject Body)[] Addresses(RunningServer server, TestBrand brand, string batch) =>
    [
        (server.Owner, "POST", "/api/v1/brands", new JsonObject { ["name"] = "Casa", ["slug"] = "casa", ["host"] = "id.casa.example" }),
        (server.Owner, "POST", $"/api/v1/brands/{brand.Id}/api-keys", new JsonObject { ["role"] = "factory", ["name"] = "Line 1" }),
        (brand.Admin, "POST", "/api/v1/products", new JsonObject { ["gtin"] = TestGtin.Of(1), ["name"] = "Vinegar" }),
        (brand.Admin, "PATCH", $"/api/v1/products/{brand.Gtin}", new JsonObject { ["name"] = "Vinegar" }),
        (brand.Admin, "POST", "/api/v1/batches", new JsonObject { ["gtin"] = brand.Gtin, ["lot"] = "L1", ["quantity"] = 1 }),
        (brand.Admin, "POST", $"/api/v1/batches/{batch}/status", new JsonObject { ["status"] = "lost", ["from"] = 0, ["to"] = 0 }),
        (server.Public, "POST", "/api/v1/verify", new JsonObject { ["code"] = "hello" }),
    ];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_not_the_json_an_address_takes_is_refused_everywhere(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var addresses = Addresses(server, brand, await brand.CreateBatchAsync(5));
        var before = await server.DumpAsync();

        foreach (var (client, method, path, body) in addresses)
        {
            foreach (var broken in Broken)
                await AssertRefusedAsync(client, method, path, broken);

            var name = body.First().Key;
            var good = body.ToJsonString();
            string[] wrong =
            [
                $"{good[..^1]},\"{name}\":\"x\"}}", $"{good[..^1]},\"{name.ToUpperInvariant()}\":\"x\"}}", $"{good[..^1]},\"unknown\":1}}", $"{good[..^1]},\"$type\":\"x\"}}", $"{good[..^1]},\"__proto__\":{{}}}}", $"[{good}]",
                .. new[] { "\"\\ud800\"", "\"\\udc00x\"", "\"a\\ud83d\"", "1", "[]", "{}", "true", "{\"a\":\"b\"}" }.Select(value => With(body, name, value)),
            ];
            foreach (var text in wrong)
                await AssertRefusedAsync(client, method, path, Encoding.UTF8.GetBytes(text));
        }

        Assert.Equal(before, await server.DumpAsync());
    }

    /// <summary>Text that JSON can say and people cannot have meant. A code may be any text: that is a verdict.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Control_characters_are_refused_in_every_member_that_is_kept(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var addresses = Addresses(server, brand, await brand.CreateBatchAsync(5));
        var before = await server.DumpAsync();

        foreach (var (client, method, path, body) in addresses.Where(address => !address.Path.EndsWith("verify", StringComparison.Ordinal)))
        {
            foreach (var member in body.Where(member => member.Value!.GetValueKind() == System.Text.Json.JsonValueKind.String))
            {
                foreach (var bad in new[] { "\\u0000", "a\\u0000b", "a\\u001fb", "a\\u007fb", "a\\u0085b", "a\\nb", "a\\ufffdb", "a\\ufffeb" })
                {
                    var answer = await SendAsync(client, method, path, Encoding.UTF8.GetBytes(With(body, member.Key, $"\"{bad}\"")));
                    Assert.True(answer.Status == 422, $"{path} {member.Key} {bad}: {answer}");
                    answer.AssertProblem(422, answer.Json.Text("code"));
                }
            }
        }

        Assert.Equal("not_issued", await server.VerdictAsync("a\u0000b\uFFFE"));
        Assert.Equal(before, await server.DumpAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_body_of_another_type_or_too_large_is_refused(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var addresses = Addresses(server, brand, await brand.CreateBatchAsync(5));
        var before = await server.DumpAsync();

        foreach (var (client, method, path, body) in addresses)
        {
            var good = Encoding.UTF8.GetBytes(body.ToJsonString());
            foreach (var type in new[] { null, "text/plain", "application/xml", "application/x-www-form-urlencoded", "application/json; charset=klingon", "application/json; charset=\"klingon\"" })
            {
                var answer = await SendAsync(client, method, path, good, type);
                Assert.True(answer.Status == 415, $"{path} {type}: {answer}");
                answer.AssertProblem(415, "unsupported_media_type");
            }

            // What can be read is read as it says; these bytes are no UTF-16.
            (await SendAsync(client, method, path, good, "application/json; charset=utf-16")).AssertProblem(400, "invalid_json");

            // A report may be a long list of serials, so its body may be long.
            var isReport = path.EndsWith("status", StringComparison.Ordinal);
            var large = Encoding.UTF8.GetBytes(With(body, body.First().Key, $"\"{new string('x', 70_000)}\""));
            foreach (var chunked in new[] { false, true })
                (await SendAsync(client, method, path, large, "application/json", chunked)).AssertProblem(isReport ? 422 : 413, isReport ? "invalid_status" : "too_large");
        }

        Assert.Equal(before, await server.DumpAsync());
    }

    private static string With(JsonObject body, string member, string rawValue)
    {
        var rest = body.Where(other => other.Key != member).Select(other => $",\"{other.Key}\":{other.Value!.ToJsonString()}");
        return $"{{\"{member}\":{rawValue}{string.Concat(rest)}}}";
    }

    private static async Task AssertRefusedAsync(HttpClient client, string method, string path, byte[] body)
    {
        var answer = await SendAsync(client, method, path, body);
        var shown = string.Create(CultureInfo.InvariantCulture, $"{method} {path} {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 200)))}");
        Assert.True(answer.Status == 400, $"{shown}: {answer}");
        Assert.True(answer.Json.Text("code") is "invalid_json" or "invalid_request", $"{shown}: {answer}");
        answer.AssertProblem(400, answer.Json.Text("code"));
    }

    private static Task<Answer> SendAsync(HttpClient client, string method, string path, byte[] body, string? type = "application/json", bool chunked = false)
    {
        HttpContent content = chunked ? new StreamContent(new UnknownLength(body)) : new ByteArrayContent(body);
        content.Headers.ContentType = type == null ? null : MediaTypeHeaderValue.Parse(type);
        return client.SendAnswerAsync(new HttpMethod(method), path, content);
    }

    /// <summary>Bytes whose number is not told beforehand.</summary>
    private sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
