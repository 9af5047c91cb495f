using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>The form of an answer: its members, its headers, page or JSON.</summary>
public sealed class AnswerTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_issued_code_has_every_member_and_one_not_issued_tells_nothing_of_a_unit(Engine engine)
    {
        await using var server = await Clock.At("2026-11-24T09:30:00.123Z").StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1, lot = "L1", expiry = "2040-01-31", activate = true });

        foreach (var issued in new[] { (await server.Public.VerifyForAnswerAsync(new { code = uri })).Json, (await server.Public.OpenAsJsonAsync(CodeRequests.PathOf(uri))).Json })
        {
            Assert.Equal(["verdict", "reasons", "signature", "product", "unit", "scan", "checkedAt"], Members(issued));
            Assert.Equal(["gtin", "name", "brand"], Members(issued.GetProperty("product")));
            Assert.Equal(["gtin", "serial", "lot", "expiry"], Members(issued.GetProperty("unit")));
            Assert.Equal(["id", "ordinal", "firstScannedAt", "yourEarlierScans"], Members(issued.GetProperty("scan")));
            Assert.Equal(("2026-11-24T09:30:00.123Z", "2026-11-24T09:30:00.123Z"), (issued.Text("checkedAt"), issued.GetProperty("scan").Text("firstScannedAt")));
        }

        // A unit that exists and one that does not look the same from outside: nothing but a reason.
        foreach (var code in new[] { "hello", $"{uri[..^1]}x", $"{brand.Gtin} 000000000000", "https://id.acme.example/01/09506000134369/21/1" })
        {
            var refused = await server.Public.VerifyForAnswerAsync(new { code });
            Assert.Equal((200, "not_issued"), (refused.Status, refused.Verdict));
            Assert.Equal(["verdict", "reasons", "signature", "checkedAt"], Members(refused.Json));
            Assert.Single(refused.Reasons);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task No_answer_may_be_cached_and_none_tells_the_next_page_what_was_scanned(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var path = CodeRequests.PathOf(await brand.CodeAsync());

        foreach (var answer in new[]
        {
            await server.Public.VerifyForAnswerAsync(new { code = path }),
            await server.Public.VerifyForAnswerAsync(new { code = "hello" }),
            await server.Public.OpenAsJsonAsync(path),
            await server.Public.OpenAsJsonAsync($"{path}0"),
            await server.Public.OpenAsync(path),
            await server.Public.OpenAsync($"{path}0"),
            await server.Public.OpenAsync(path, ("Purpose", "prefetch")),
            await server.Public.RequestAsync(HttpMethod.Head, path),
        })
        {
            Assert.Equal((200, "no-store", "no-referrer", "nosniff"), (answer.Status, answer.Headers["Cache-Control"], answer.Headers["Referrer-Policy"], answer.Headers["X-Content-Type-Options"]));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_label_opens_as_a_page_unless_json_is_asked_for(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var path = CodeRequests.PathOf(await brand.CodeAsync());

        Assert.Equal("text/html", (await server.Public.OpenAsync(path)).MediaType);
        foreach (var (accept, type) in new[]
        {
            ("*/*", "text/html"), ("text/html", "text/html"), ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"), ("image/avif,image/webp", "text/html"), ("", "text/html"), (";;,", "text/html"),
            ("application/json", "application/json"), ("APPLICATION/JSON", "application/json"), ("application/json; charset=utf-8", "application/json"), ("application/json, text/plain, */*", "application/json"),
            ("text/html;q=0.5, application/json", "application/json"), ("application/json;q=0.5, text/html", "text/html"), ("application/json;q=0.1", "application/json"),
        })
        {
            var answer = await server.Public.OpenAsync(path, ("Accept", accept));
            // Of the two only the page is in a language of its reader.
            Assert.Equal((accept, 200, type, type == "text/html" ? "Accept, Accept-Language" : "Accept"), (accept, answer.Status, answer.MediaType, answer.Headers["Vary"]));
        }
    }

    /// <summary>The resolver of links comes later; until then asking for links is no scan.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Links_to_further_information_are_not_offered_yet_and_asking_is_no_scan(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var path = CodeRequests.PathOf(await brand.CodeAsync());

        foreach (var answer in new[]
        {
            await server.Public.OpenAsync(path, ("Accept", "application/linkset+json")),
            await server.Public.OpenAsync($"{path}&linkType=gs1:pip"),
            await server.Public.OpenAsync($"{path}&linkType=all", ("Accept", "text/html")),
        })
        {
            Assert.Equal((404, "application/problem+json", "not_found"), (answer.Status, answer.MediaType, answer.Json.Text("code")));
        }

        Assert.Equal((0, 0), await StoredScans.Of(server).CountAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Other_addresses_are_not_found_as_a_page_or_as_a_problem(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);

        foreach (var path in new[] { "/about", "/21/7K3M9QX2TV4B", "/gtin/09506000134352", "/01", "/wp-login.php", "/%2501/x" })
        {
            var page = await server.Public.OpenAsync(path, ("Accept", "text/html"));
            Assert.Equal((path, 404, "text/html"), (path, page.Status, page.MediaType));
            var problem = await server.Public.OpenAsync(path);
            Assert.Equal((path, 404, "application/problem+json"), (path, problem.Status, problem.MediaType));
        }

        Assert.Equal("application/problem+json", (await server.Public.OpenAsync("/api/v1/nothing", ("Accept", "text/html"))).MediaType);
    }

    /// <summary>Some paths under /01/ have no code, and say so as a verdict.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_address_with_a_gtin_that_is_no_code_gets_a_verdict(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);

        foreach (var path in new[] { "/01/09506000134352", "/01/09506000134353/21/1", "/01/x/21/1", "/01//21/", "/01/09506000134352/21/1/extra", "/01/09506000134352/10/L", "/01/09506000134352/21/1?10=L", "/01/09506000134352/21/123456789012345678901" })
        {
            var answer = await server.Public.OpenAsJsonAsync(path);
            Assert.Equal((path, 200, "not_issued", "not_a_code"), (path, answer.Status, answer.Verdict, Assert.Single(answer.Reasons)));
        }
    }

    private static IEnumerable<string> Members(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
