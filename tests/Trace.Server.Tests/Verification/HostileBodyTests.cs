using System.Text;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Bodies of POST /api/v1/verify that are not the JSON it takes.</summary>
public sealed class HostileBodyTests
{
    private const int MaxBodyBytes = 8192;

    private static readonly string[] NotThisJson =
    [
        "", " ", "{", "}", "[", "[]", "null", "true", "1", "\"x\"", "{}", "{\"code\"}", "{\"code\":}", "{\"code\":\"x\"", "{\"code\":\"x\",}", "{'code':'x'}", "{code:\"x\"}", "{\"code\":\"x\"} {}", "{\"code\":\"x\"}x",
        "// comment\n{\"code\":\"x\"}", "{\"code\":null}", "{\"code\":1}", "{\"code\":1.5e308}", "{\"code\":true}", "{\"code\":[\"x\"]}", "{\"code\":{\"text\":\"x\"}}", "{\"CODE2\":\"x\"}", "{\"code\":\"x\",\"extra\":1}",
        "{\"code\":\"x\",\"code\":\"y\"}", "{\"code\":\"x\",\"$type\":\"System.Object\"}", "{\"code\":\"x\",\"__proto__\":{}}", "{\"code\":\"\\ud800\"}", "{\"code\":\"\\udc00x\"}", "{\"code\":\"\\ud800\\ud800\"}", "{\"code\":\"\\u12\"}",
        "{\"code\":\"\\x41\"}", "{\"code\":\"a\0b\"}", "{\"code\":\"a\nb\"}", "\0", "<code>x</code>", "code=x", "%7B%22code%22%3A%22x%22%7D",
        "{\"code\":\"x\",\"device\":1}", "{\"code\":\"x\",\"device\":\"\"}", "{\"code\":\"x\",\"device\":[]}", "{\"code\":\"x\",\"device\":\"\\ud800\"}",
        "{\"code\":\"x\",\"location\":1}", "{\"code\":\"x\",\"location\":\"52.5,13.4\"}", "{\"code\":\"x\",\"location\":[]}", "{\"code\":\"x\",\"location\":{}}", "{\"code\":\"x\",\"location\":{\"latitude\":1}}",
        "{\"code\":\"x\",\"location\":{\"longitude\":1}}", "{\"code\":\"x\",\"location\":{\"latitude\":90.0001,\"longitude\":0}}", "{\"code\":\"x\",\"location\":{\"latitude\":0,\"longitude\":-180.0001}}",
        "{\"code\":\"x\",\"location\":{\"latitude\":1e999,\"longitude\":0}}", "{\"code\":\"x\",\"location\":{\"latitude\":-1e999,\"longitude\":0}}", "{\"code\":\"x\",\"location\":{\"latitude\":NaN,\"longitude\":0}}",
        "{\"code\":\"x\",\"location\":{\"latitude\":\"NaN\",\"longitude\":0}}", "{\"code\":\"x\",\"location\":{\"latitude\":\"1\",\"longitude\":0}}", "{\"code\":\"x\",\"location\":{\"latitude\":1,\"longitude\":1,\"accuracyMeters\":-1}}",
        "{\"code\":\"x\",\"location\":{\"latitude\":1,\"longitude\":1,\"accuracyMeters\":1e300}}", "{\"code\":\"x\",\"location\":{\"latitude\":1,\"longitude\":1,\"altitude\":1}}", "{\"code\":\"x\",\"location\":{\"latitude\":null,\"longitude\":1}}",
        $"{{\"code\":\"x\",\"location\":{{\"latitude\":{new string('9', 4000)},\"longitude\":0}}}}",
        $"{{\"code\":\"x\",\"device\":\"{new string('d', 201)}\"}}",
        $"{{\"code\":{new string('[', 4000)}{new string(']', 4000)}}}", $"{new string('[', 8000)}", $"{string.Concat(Enumerable.Repeat("{\"code\":", 900))}1{new string('}', 900)}",
    ];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_body_that_is_not_this_json_is_a_bad_request_and_says_where(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);

        foreach (var body in NotThisJson)
            AssertBadRequest(body, await server.Public.VerifyRawAsync(body));
        foreach (var bytes in new byte[][] { [0xFF, 0xFE, 0x7B], [.. "{\"code\":\""u8, 0xC3, 0x28, .. "\"}"u8], [.. "{\"code\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8], [.. Encoding.Unicode.GetBytes("{\"code\":\"x\"}")], [0x1F, 0x8B, 8, 0, 0, 0, 0, 0] })
            AssertBadRequest(Convert.ToHexString(bytes), await server.Public.VerifyRawAsync(bytes));

        Assert.Equal((0, 0), await StoredScans.Of(server).CountAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Another_media_type_or_charset_is_refused_as_such(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);

        foreach (var type in new[] { null, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "nonsense", "application/json; charset=klingon", "application/json; charset=utf-7", "application/json; charset=\"" })
        {
            var answer = await server.Public.VerifyRawAsync("{\"code\":\"x\"}", type);
            Assert.Equal((type, 415, "application/problem+json"), (type, answer.Status, answer.MediaType));
        }

        foreach (var type in new[] { "application/json", "Application/JSON; charset=utf-8", "application/vnd.trace+json" })
            Assert.Equal("not_issued", (await server.Public.VerifyRawAsync("{\"code\":\"x\"}", type)).Verdict);
        Assert.Equal("not_issued", (await server.Public.VerifyRawAsync(Encoding.Unicode.GetBytes("{\"code\":\"x\"}"), "application/json; charset=utf-16")).Verdict);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_body_of_8_kibibytes_is_read_and_one_byte_more_is_too_large(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var most = $"{{\"code\":\"{new string('x', MaxBodyBytes - 11)}\"}}";

        Assert.Equal("not_issued", (await server.Public.VerifyRawAsync(most)).Verdict);
        var more = await server.Public.VerifyRawAsync(most + " ");
        Assert.Equal((413, "application/problem+json", "too_large"), (more.Status, more.MediaType, more.Json.Text("code")));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Ten_megabytes_are_refused_before_they_are_read(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        const string Head = "POST /api/v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n";

        // Announced: the answer comes although not a byte of it was sent.
        var announced = await RawHttp.SendAsync(server.Address, $"{Head}Content-Length: {10 << 20}\r\n\r\n");
        Assert.Equal(413, announced.Status);
        // Not announced: the answer comes in the middle of it.
        var chunk = $"2000\r\n{new string(' ', 0x2000)}\r\n";
        var streamed = await RawHttp.SendAsync(server.Address, $"{Head}Transfer-Encoding: chunked\r\n\r\n{chunk}{chunk}");
        Assert.Equal(413, streamed.Status);

        var flood = await RawHttp.SendAsync(server.Address, $"{Head}Content-Length: {10 << 20}\r\n\r\n{new string(' ', 10 << 20)}");
        Assert.Contains(flood.Status, new[] { 413, 0 });
        Assert.Equal("not_issued", (await server.Public.VerifyAsync("x")).Text("verdict"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Other_methods_are_refused(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var path = CodeRequests.PathOf(await (await server.CreateBrandAsync()).CodeAsync());

        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch, HttpMethod.Get })
            Assert.Contains((await server.Public.RequestAsync(method, "/api/v1/verify")).Status, new[] { 404, 405 });
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch, new HttpMethod("PROPFIND") })
            Assert.Equal(405, (await server.Public.RequestAsync(method, path)).Status);
        Assert.Equal((0, 0), await StoredScans.Of(server).CountAsync());
    }

    private static void AssertBadRequest(string body, Answer answer)
    {
        Assert.Equal((body, 400, "application/problem+json"), (body, answer.Status, answer.MediaType));
        Assert.Equal(("invalid_json", 400, "/problems/invalid_json"), (answer.Json.Text("code"), answer.Json.GetProperty("status").GetInt32(), answer.Json.Text("type")));
        Assert.False(string.IsNullOrWhiteSpace(answer.Json.Text("title")) || string.IsNullOrWhiteSpace(answer.Json.Text("detail")));
        Assert.DoesNotMatch("System\\.|VerifyRequest|parameter", answer.Body);
    }
}
