using System.Text;
using System.Text.Json.Nodes;

namespace Trace.Server.Tests.Fuzzing;

/// <summary>What attackers, broken programs and tired people send.</summary>
internal static class HostileValues
{
    public static readonly IReadOnlyList<string> Texts =
    [
        "", " ", "\0", "\u0001\u001f\u007f", "null", "undefined", "NaN", "true", "-1", "0", "1e309", "0x10", "９", "99999999999999999999999999", "1,5", "2026-02-30", "9999-12-31T23:59:60Z", "0001-01-01T00:00:00+14:00",
        "' OR '1'='1", "'; DROP TABLE scan; --", "\" OR \"\"=\"", "1; ATTACH DATABASE '/tmp/x' AS x", "$1", "@BrandId", "%s%n%x", "{0}", "${jndi:ldap://127.0.0.1/a}", "{{7*7}}", "<script>alert(1)</script>", "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
        "../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "file:///etc/passwd", "http://169.254.169.254/", "//evil.example", "javascript:alert(1)", "https://user:pass@evil.example/", "|id", "$(id)", "`id`", "a\r\nX-Injected: 1", "=1+1",
        "\ud83d\ude00", "\u202eevil", "e\u0301", "\u212a", "ﬀ", "\ufeff", "\uffff", "\ud800", "İ", "ß", new string('a', 300), new string('é', 5000), string.Concat(Enumerable.Repeat("[", 2000)), "0000000000000", "09506000134353", "1234567890128",
        "application/json", "owner", "OWNER", "brand_admin,owner", "system", "trace_", "trace_" + new string('0', 58), "*", "%", "_", "?", "#", ";", "\\",
    ];

    public static readonly IReadOnlyList<string> PathTricks =
    [
        "..", ".", "%2e%2e", "%2e%2e%2f", "..%2f..%2f", "%252e%252e", "..;", "%00", "%0d%0a", "%c0%af", "%ff", "%u0041", "a%2fb", "a//b", "01/09506000134352/21/x", "%f0%9f%98%80", "~", "'", "%27%20OR%201=1", "a.json", "{id}", "*", "%7B", "con", ".well-known",
    ];

    public static readonly IReadOnlyList<string> MediaTypes =
    [
        "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=\"\"", "application/json; charset=utf-7", "application/json; charset=utf-16", "application/json;charset=",
        "application/x-ndjson", "text/csv", "text/csv; charset=latin1", "application/json-patch+json", "*/*", "x", "application/problem+json", "image/png",
    ];

    public static readonly IReadOnlyList<(string Name, string Value)> Headers =
    [
        ("Accept", "text/html"), ("Accept", "application/xml"), ("Accept", "*/*;q=0"), ("Accept", ";;;,,,q=x"), ("Accept-Language", "zz-ZZ,*;q=9"), ("Accept-Encoding", "br;q=1.0, gzip;q=0, *"), ("If-None-Match", "*"), ("If-Modified-Since", "yesterday"),
        ("Range", "bytes=0-0,5-,-1"), ("Idempotency-Key", ""), ("Idempotency-Key", new string('k', 256)), ("Idempotency-Key", "a b"), ("Idempotency-Key", "fuzz"), ("Cookie", "trace_session=x; trace_device=%00; ="), ("Cookie", new string('c', 3000)),
        ("X-HTTP-Method-Override", "DELETE"), ("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"), ("Forwarded", "for=\"[::1]\";proto=https"), ("X-Original-URL", "/api/v1/brands"), ("Host", "evil.example"),
        ("Origin", "https://evil.example"), ("Referer", "javascript:1"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "image"), ("Expect", "100-continue"), ("Content-Encoding", "gzip"), ("Content-Language", "\u0001"), ("traceparent", "00-0-0-0"), ("User-Agent", "' OR 1=1"),
        ("X-Long", new string('h', 6000)), ("Upgrade", "websocket"), ("Max-Forwards", "-1"), ("Transfer-Encoding", "chunked"),
    ];

    public static readonly IReadOnlyList<string> Authorizations =
    [
        "Bearer", "Bearer ", "Bearer x", "Bearer trace_", "Bearer trace_" + new string('0', 58), "Basic b3duZXI6b3duZXI=", "bearer ' OR 1=1", "Digest username=\"owner\"", "Negotiate AAAA", "Bearer " + new string('Z', 4000),
    ];

    public static JsonNode? Json(Dice dice) => dice.Throw(14) switch
    {
        0 => null,
        1 => dice.OneIn(2),
        2 => dice.Pick([0L, 1, -1, long.MaxValue, long.MinValue, uint.MaxValue, 1L << 53]),
        3 => dice.Pick([0.5, -0.0, 1e300, 1e-300, double.MaxValue]),
        4 => new JsonArray(),
        5 => new JsonArray(Json(dice), Json(dice)),
        6 => new JsonObject { [dice.Pick(Texts)] = Json(dice) },
        7 => new JsonArray([.. Enumerable.Range(0, 3000).Select(i => (JsonNode)i)]),
        8 => Nested(200),
        _ => dice.Pick(Texts),
    };

    /// <summary>A text that is not JSON, or not the JSON that is asked for.</summary>
    public static byte[] Bytes(Dice dice) => dice.Throw(10) switch
    {
        0 => [],
        1 => [0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}'],
        2 => [0xFF, 0xFE, 0x00, 0xD8],
        3 => Encoding.UTF8.GetBytes("{\"a\":1,\"a\":2}"),
        4 => Encoding.UTF8.GetBytes(new string('[', 5000)),
        5 => Encoding.UTF8.GetBytes("{\"code\":\"\\ud800\"}"),
        6 => Encoding.UTF8.GetBytes("{\"name\":1e999999}"),
        7 => new byte[70_000],
        8 => Encoding.UTF8.GetBytes("null"),
        _ => Encoding.UTF8.GetBytes(dice.Pick(Texts)),
    };

    private static JsonNode Nested(int depth)
    {
        JsonNode node = new JsonArray();
        for (var i = 0; i < depth; i++)
            node = new JsonArray(node);
        return node;
    }
}
