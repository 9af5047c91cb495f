using System.Text;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Texts that are no code of ours: a verdict, never an error.</summary>
public sealed class HostileTextTests
{
    private const string Gtin = TestBrand.DefaultGtin;

    /// <summary>What else people scan.</summary>
    private static readonly string[] OtherPeoplesCodes =
    [
        "", " ", "\r\n\t", "hello", "4006381333931", "9506000134352", "036000291452", "96385074", "https://example.com", "http://example.com/2026/01/24/news", "https://qr.example/abc123", "HTTPS://EXAMPLE.COM/",
        "https://www.instagram.com/someone?igsh=abc", "https://wa.me/491701234567?text=Hi%20there", "WIFI:T:WPA;S:Caf\u00E9 \"Home\";P:p\\;w;H:true;;", "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Zo\u00EB \u00C5\r\nTEL:+49\r\nEND:VCARD",
        "MECARD:N:Owen,Sean;ADR:76 9th Avenue;TEL:12125551212;;", "BEGIN:VEVENT\nSUMMARY:Summer+Vacation!\nDTSTART:20260101T000000Z\nEND:VEVENT", "mailto:a@example.com?subject=x", "tel:+12125551212", "SMSTO:+4912345:hi", "geo:40.71872,-73.98905,100",
        "otpauth://totp/A:b?secret=JBSWY3DPEHPK3PXP&issuer=A", "upi://pay?pa=a@b&am=1", "BCD\n002\n1\nSCT\nBFSWDE33BER\nA B\nDE89370400440532013000\nEUR1", "bitcoin:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq?amount=0.1",
        "00020101021129370016A000000677010111011300668123456785802TH53037646304ABCD", "M1DOE/JANE            EABC123 FRAJFKLH 0400 123Y001A0001 100", "{\"gtin\":\"09506000134352\"}", "DGC: HC1:6BFOXN*TS0BI$ZD", "SSH-RSA AAAA",
        "\uD83D\uDE00\uD83C\uDDE9\uD83C\uDDEA\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67", "\u202Eevil\u202C", "\u200F09506000134352 7K3M9QX2TV4B", "\u0645\u0631\u062D\u0628\u0627", "\u4F60\u597D", "a\u0300\u0301\u0302\u0303", "\uFEFF", "\0", "\u0001\u0002\u001B[31m", "\\", "'; DROP TABLE scan;--",
        "<script>alert(1)</script>", "${jndi:ldap://x/a}", "../../../../etc/passwd", "%s%s%n", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd",
    ];

    private static readonly string[] PercentTricks =
    [
        $"/01/{Gtin}/21/7K3M%00QX2TV4B", $"/01/{Gtin}/21/%00", $"/01/{Gtin}%00/21/7K3M9QX2TV4B", $"/01/{Gtin}/21/7K3M%", $"/01/{Gtin}/21/7K3M%4", $"/01/{Gtin}/21/7K3M%G1", $"/01/{Gtin}/21/%u0037", $"/01/{Gtin}/21/%C0%AF",
        $"/01/{Gtin}/21/%FF%FE", $"/01/{Gtin}/21/%E2%80%AE", $"/01/{Gtin}/21/A%0D%0ASet-Cookie:x", $"/01/{Gtin}%2F21%2F7K3M9QX2TV4B", $"/%30%31/{Gtin}/21/7K3M9QX2TV4B", $"/01/{Gtin}/%32%31/7K3M9QX2TV4B",
        $"/01/{Gtin}/21/", $"/01/{Gtin}/21/7K3M9QX2TV4B?s=%30", $"/01/{Gtin}/21/7K3M9QX2TV4B?s=%", $"/01/{Gtin}/21/7K3M9QX2TV4B?17=%00", $"/01/{Gtin}/21/7K3M9QX2TV4B?s=1&s=2", $"/01/{Gtin}/21/7K3M9QX2TV4B?89=1",
    ];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Other_peoples_codes_get_the_verdict_that_they_are_no_code_of_ours(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        await server.CreateBrandAsync();

        foreach (var text in (string[])[.. OtherPeoplesCodes, .. PercentTricks, .. PercentTricks.Select(path => $"https://id.acme.example{path}"), new string('9', 8000), new string('/', 8000), string.Concat(Enumerable.Repeat("/01/1", 1600))])
        {
            var answer = await server.Public.VerifyForAnswerAsync(new { code = text });
            Assert.Equal((text, 200, "not_issued"), (text, answer.Status, answer.Body.StartsWith('{') ? answer.Verdict : answer.Body));
            Assert.Equal((text, "not_a_code"), (text, Assert.Single(answer.Reasons)));
        }

        Assert.Equal((0, 0), await StoredScans.Of(server).CountAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task As_addresses_they_never_make_the_server_fail(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        await server.CreateBrandAsync();

        foreach (var text in (string[])[.. PercentTricks, .. OtherPeoplesCodes, .. OtherPeoplesCodes.Select(text => $"/01/{Gtin}/21/{Uri.EscapeDataString(text)}"), .. OtherPeoplesCodes.Select(text => $"/01/{Gtin}/21/1?s={text}")])
        {
            foreach (var accept in new[] { "application/json", "text/html" })
            {
                // As bytes, the way a client without manners writes them.
                var line = Encoding.UTF8.GetBytes($"GET {text} HTTP/1.1\r\nHost: a\r\nAccept: {accept}\r\nConnection: close\r\n\r\n");
                var (status, body) = await RawHttp.SendAsync(server.Address, line);
                // 405: what is no path is taken for the address of a tunnel (RFC 9112 section 3.2.3).
                Assert.Contains(status, text.StartsWith('/') ? new[] { 200, 400, 404 } : [400, 404, 405]);
                Assert.True(status != 200 || body.Contains(accept == "text/html" ? "<body class=\"not_issued\">" : "\"not_issued\"", StringComparison.Ordinal), $"{text}: {body}");
            }
        }

        Assert.Equal((0, 0), await StoredScans.Of(server).CountAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_address_that_is_too_long_is_refused_as_such(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);

        foreach (var length in new[] { 9_000, 20_000, 10 << 20 })
        {
            var (status, _) = await RawHttp.SendAsync(server.Address, $"GET /01/{Gtin}/21/1?s={new string('1', length)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            // Of ten megabytes the server reads a beginning, and the connection may be gone before its answer is read.
            Assert.Contains(status, length > 100_000 ? new[] { 414, 0 } : new[] { 414 });
        }

        Assert.Contains((await RawHttp.SendAsync(server.Address, $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('x', 40_000)}\r\nConnection: close\r\n\r\n")).Status, new[] { 431, 0 });
        Assert.Equal("not_issued", (await server.Public.VerifyAsync("x")).Text("verdict"));
    }
}
