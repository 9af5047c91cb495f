using System.Text.RegularExpressions;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>The page a phone opens says what was checked and seen, works without script and asks nobody else for anything.</summary>
public sealed partial class VerdictPageTests
{
    private const string Script = "<script src=\"/consumer/position.js\" defer></script>";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_verdict_has_its_page(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 8, lot = "L1", expiry = "2040-12" });
        foreach (var (index, status) in new[] { "active", "recalled", "retired", "stolen", "spoiled", "lost", "unused" }.Index())
            await brand.ReportAsync(batch, index, index, status);
        var paths = (await brand.UrisAsync(batch, 0, 8)).Select(CodeRequests.PathOf).ToList();

        foreach (var (path, heading, reason) in new[]
        {
            (paths[0], "Acme issued this code.", "This is the first check of this code."),
            (paths[1], "Acme has recalled this unit.", "Do not use it."),
            (paths[2], "Acme has recorded this unit as sold, used up or withdrawn.", "If you have just bought this as new"),
            (paths[3], "Acme issued this code, but something asks for care.", "reported as stolen"),
            (paths[4], "Acme issued this code, but something asks for care.", "reported as spoiled"),
            (paths[5], "Acme issued this code, but something asks for care.", "reported as lost"),
            (paths[6], "Acme issued this code, but something asks for care.", "reported as unused"),
            (paths[7], "Acme issued this code but has not reported it as in use.", "goods on sale should have been reported"),
            (await PathAsync(brand, new { gtin = brand.Gtin, quantity = 1, expiry = "2020-01", activate = true }), "Acme issued this code, but something asks for care.", "The expiry date of this unit, 2020-01, has passed."),
            (await PathAsync(brand, new { gtin = brand.Gtin, quantity = 1, specimen = true, activate = true }), "Acme issued this code.", "This is a test label (specimen), not one for goods on sale."),
            (BrandBatches.WithoutSignature(paths[0]), "Acme issued this code, but something asks for care.", "This label should carry a signature"),
            (paths[0].Replace("/21/", "/21/0", StringComparison.Ordinal), "The signature does not match this code.", "First compare lot and expiry"),
            ("/01/nonsense", "This is not a complete product code.", "Type the code by hand"),
            ($"/01/{brand.Gtin}/21/NEVERMADE123", "We have no record of this code.", "The brand has no record of issuing this serial"),
        })
        {
            var page = await server.Public.OpenAsync(path);
            Assert.Equal((200, heading), (page.Status, AssertPlainPage(page)));
            Assert.Contains(reason, page.Body, StringComparison.Ordinal);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_other_pages_are_as_plain(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var path = CodeRequests.PathOf(await (await server.CreateBrandAsync()).CodeAsync());

        Assert.Equal("Check a product code", AssertPlainPage(await server.Public.OpenAsync("/")));
        Assert.Equal("Check a product code", AssertPlainPage(await server.Public.OpenAsync(path, ("Purpose", "prefetch"))));
        Assert.Equal("Nothing is at this address", AssertPlainPage(await server.Public.OpenAsync("/about", ("Accept", "text/html"))));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_others_wrote_is_shown_as_text(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        const string Name = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>&amp;'";
        await brand.Admin.PostAsync("/api/v1/products", new { gtin = "9506000134369", name = Name, imageUrl = "https://images.example/a.png?x=\"onerror=" });
        // Set 82 has these of the marks that HTML knows.
        const string Marks = "\"'<>&";
        var path = CodeRequests.PathOf((await brand.UrisAsync(await brand.ImportAsync([Marks]), 0, 1))[0]);

        var product = await server.Public.OpenAsync(await PathAsync(brand, new { gtin = "09506000134369", quantity = 1, lot = Marks, activate = true }));
        AssertPlainPage(product);
        Assert.Contains("&lt;script&gt;", product.Body, StringComparison.Ordinal);
        Assert.Equal("Acme issued this code.", AssertPlainPage(await server.Public.OpenAsync(path)));
        AssertPlainPage(await server.Public.OpenAsync("/01/<script>alert(1)</script>/21/\"onload=alert(1)"));
        AssertPlainPage(await server.Public.OpenAsync("/01/09506000134352/21/1?s=<script>alert(1)</script>"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_code_typed_into_the_form_gets_its_page_and_counts(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync();

        var first = await PostFormAsync(server, $"gtin=9506000134352&serial={BrandBatches.SerialOf(uri)}");
        Assert.Equal((200, "Acme issued this code."), (first.Status, AssertPlainPage(first)));
        Assert.Contains("No signature was checked, because the code as given carries none.", first.Body, StringComparison.Ordinal);
        Assert.Equal(("no-store", "no-referrer"), (first.Headers["Cache-Control"], first.Headers["Referrer-Policy"]));
        Assert.Equal(2, (await server.Public.VerifyAsync(uri)).Ordinal());

        foreach (var form in new[] { "gtin=9506000134352", "serial=1", "gtin=1&gtin=2&serial=3", "gtin=9506000134352&serial=%F0%9F%98%80", $"gtin=9506000134352&serial={new string('1', 8000)}" })
            Assert.Equal((form, "This is not a complete product code."), (form, AssertPlainPage(await PostFormAsync(server, form))));
        foreach (var empty in new[] { "", "x", "&&&=&=", "gtin=&serial=+" })
        {
            var asked = await PostFormAsync(server, empty);
            Assert.Equal((empty, "Check a product code"), (empty, AssertPlainPage(asked)));
            Assert.Contains("Type the GTIN and the serial; both are on the label.", asked.Body, StringComparison.Ordinal);
        }

        var address = await server.Public.OpenAsync("/check", ("Accept", "text/html"));
        Assert.Equal((302, "/"), (address.Status, address.Headers["Location"]));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_brands_own_serial_may_be_typed_in_small_letters_and_with_spaces(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        await brand.ImportAsync(["BALM-0001", "Mixed-L1", "MIXED-L1"]);

        foreach (var (typed, serial) in new[] { ("balm-0001", "BALM-0001"), ("Balm - 0001", "BALM-0001"), ("Mixed-L1", "Mixed-L1"), ("mixed-l1", "MIXED-L1") })
        {
            var answer = await server.Public.VerifyAsync($"{brand.Gtin} {typed}");
            Assert.Equal((typed, "issued", serial), (typed, answer.Text("verdict"), answer.GetProperty("unit").Text("serial")));
        }

        Assert.Equal("not_issued", (await server.Public.VerifyAsync($"{brand.Gtin} balm0001")).Text("verdict"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_browser_whose_form_cannot_be_read_gets_the_form_again(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        using var content = new ByteArrayContent([1]);
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/check") { Content = content };
        request.Headers.Accept.ParseAdd("text/html");

        using var answer = await server.Public.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((400, "text/html"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.False(answer.Headers.Contains("blazor-enhanced-nav"));
        Assert.Contains("could not be read", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_form_that_is_none_is_refused_and_never_a_failure_of_ours(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);

        Assert.Equal(415, (await PostFormAsync(server, "{}", "application/json")).Status);
        Assert.Equal(413, (await PostFormAsync(server, $"gtin=1&serial={new string('1', 9000)}")).Status);
        foreach (var (body, type) in new[]
        {
            ("gtin=%00&serial=%00", "application/x-www-form-urlencoded"), (string.Concat(Enumerable.Repeat("a&", 4000)), "application/x-www-form-urlencoded"), ($"{new string('k', 4000)}=1", "application/x-www-form-urlencoded"), ("x", "multipart/form-data"), ("x", "multipart/form-data; boundary="), ("x", "multipart/form-data; boundary=b"),
            ("--b\r\nContent-Disposition: form-data; name=\"gtin\"\r\n\r\n1", "multipart/form-data; boundary=b"), ("x", $"multipart/form-data; boundary={new string('b', 500)}"), ("gtin=1", "application/x-www-form-urlencoded; charset=klingon"),
        })
        {
            var answer = await PostFormAsync(server, body, type);
            Assert.True(answer.Status is 200 or 400 or 415, $"{type}: {answer.Status} {answer.Body}");
        }
    }

    /// <summary>Returns the heading.</summary>
    private static string AssertPlainPage(Answer page)
    {
        Assert.Equal("text/html", page.MediaType);
        Assert.StartsWith("<!DOCTYPE html>", page.Body);
        Assert.DoesNotMatch(Judging(), page.Body);
        // The one script is a file of ours, on answers that take a position alone; what it shows is hidden without it.
        var hasScript = page.Body.Contains(Script, StringComparison.Ordinal);
        Assert.Equal(hasScript, page.Body.Contains("<section id=\"position\" hidden", StringComparison.Ordinal));
        Assert.DoesNotMatch(Scripting(), Quoted().Replace(page.Body.Replace(Script, "", StringComparison.Ordinal), "\"\""));
        foreach (Match reference in References().Matches(page.Body))
        {
            var target = reference.Groups["target"].Value;
            Assert.True(target.StartsWith('/') || target is "" || target.StartsWith("data:image/svg", StringComparison.Ordinal), $"The page refers to {target}.");
        }

        Assert.DoesNotContain("@import", page.Body, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal(hasScript, page.Headers["Content-Security-Policy"].EndsWith("; script-src 'self'", StringComparison.Ordinal));
        Assert.Equal(hasScript, page.Headers["Content-Security-Policy"].Contains("script-src", StringComparison.Ordinal));
        Assert.Contains(hasScript ? "geolocation=(self)" : "geolocation=()", page.Headers["Permissions-Policy"], StringComparison.Ordinal);
        return Assert.Single(Headings().Matches(page.Body)).Groups["text"].Value;
    }

    private static async Task<string> PathAsync(TestBrand brand, object order) => CodeRequests.PathOf(await brand.CodeAsync(order));

    private static async Task<Answer> PostFormAsync(RunningServer server, string form, string type = "application/x-www-form-urlencoded")
    {
        using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(form));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await server.Public.PostForAnswerAsync("/check", content);
    }

    [GeneratedRegex("genuine|fake|counterfeit|authentic|original", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Judging();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    /// <summary>A script, or an event handler inside a tag. Addresses that run are among the references.</summary>
    [GeneratedRegex("<script|<iframe|<object|<embed|<[^>]*\\son[a-z]+\\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scripting();

    [GeneratedRegex("(?:href|src|srcset|action|formaction|poster|data)\\s*=\\s*[\"'](?<target>[^\"']*)|url\\((?<target>[^)]*)\\)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex References();

    [GeneratedRegex("<h1[^>]*>(?<text>[^<]*)</h1>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Headings();
}
