using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Verification;
using Trace.Server.Web.Console;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Console;

/// <summary>Who gets to the console, by which way, and what a page may load; without a browser.</summary>
public sealed class ConsoleAccessTests
{
    private const string Queue = "/console/anomalies?status=all&kind=copied_code";

    [Fact]
    public async Task Who_is_not_signed_in_is_led_to_the_sign_in_and_back_to_the_page()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        using var kim = await Person.InviteAsync(server, brand, "brand_admin");

        var sent = await OpenAsync(kim.Browser, Queue);
        Assert.Equal((302, $"/sign-in?return={Uri.EscapeDataString(Queue)}"), ((int)sent.StatusCode, sent.Headers.Location!.OriginalString));
        Assert.Contains("name=\"return\" value=\"/console/anomalies?status=all&amp;kind=copied_code\"", await kim.Browser.GetStringAsync(sent.Headers.Location, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Assert.Equal(Queue, await SignInAsync(kim, Queue));
        Assert.Equal("/sign-in", await SignInAsync(kim, "https://evil.example/console"));
        using var page = await OpenAsync(kim.Browser, Queue);
        Assert.Equal(200, (int)page.StatusCode);
        Assert.Equal(ConsolePages.ContentSecurityPolicy, page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Contains("no-store", page.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/console", true)]
    [InlineData("/console/units/09506000134352/A%2FB", true)]
    [InlineData("/console?x=1", true)]
    [InlineData("//evil.example/console", false)]
    [InlineData("/console\\..\\x", false)]
    [InlineData("/consoles", false)]
    [InlineData("/console\r\nX: y", false)]
    [InlineData("/sign-out", false)]
    [InlineData(null, false)]
    public void The_way_back_leads_to_the_console_alone(string? path, bool isTaken) => Assert.Equal(isTaken ? path : null, ReturnPath.Checked(path));

    [Fact]
    public async Task A_role_that_does_not_read_scans_is_told_so_and_another_brands_things_are_not_there()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(2));
        var code = await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1 });
        await server.Public.VerifyAsync(code);
        var anomaly = (await brand.Admin.GetAnswerAsync("/api/v1/anomalies")).Json.GetProperty("items")[0];
        var unit = $"/console/units/{anomaly.Text("gtin")}/{anomaly.Text("serial")}";

        using var factory = await Person.SignedInAsync(server, brand, "factory", "factory@acme.example");
        using var refused = await OpenAsync(factory.Browser, "/console/anomalies");
        Assert.Equal(403, (int)refused.StatusCode);
        Assert.Contains("Your role does not open this page", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        using var viewer = await Person.SignedInAsync(server, brand, "brand_viewer", "viewer@acme.example");
        using var stranger = await Person.SignedInAsync(server, rival, "brand_admin", "admin@rival.example");
        foreach (var path in new[] { unit, $"/console/anomalies/{anomaly.Text("id")}" })
        {
            using var seen = await OpenAsync(viewer.Browser, path);
            Assert.Equal(200, (int)seen.StatusCode);
            Assert.Contains(anomaly.Text("serial"), await seen.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            using var unseen = await OpenAsync(stranger.Browser, path);
            Assert.Equal(404, (int)unseen.StatusCode);
        }

        using var viewed = await OpenAsync(viewer.Browser, "/console/anomalies");
        Assert.DoesNotContain("data-key=\"c\"", await viewed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Of a circuit begun by a page of another site everything would be done with the person's cookie.</summary>
    [Fact]
    public async Task A_web_socket_of_another_site_is_nobodys()
    {
        await using var server = await RunningServer.StartAsync();
        using var kim = await Person.SignedInAsync(server, await server.CreateBrandAsync(), "brand_admin");
        kim.Browser.DefaultRequestHeaders.Remove("Sec-Fetch-Site");

        Assert.Equal(401, await HandshakeAsync(kim.Browser, "https://evil.example"));
        Assert.NotEqual(401, await HandshakeAsync(kim.Browser, server.Address));
    }

    [Fact]
    public async Task The_list_as_a_file_has_every_line_and_no_formula()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(205);
        await brand.Admin.PostAsync($"/api/v1/batches/{batch}/status", new { from = 0, to = 204, status = "stolen" });
        foreach (var code in await brand.UrisAsync(batch, 0, 205))
            await server.Public.VerifyAsync(code);
        var id = (await brand.Admin.GetAnswerAsync("/api/v1/anomalies")).Json.GetProperty("items")[0].Text("id");
        (await brand.Admin.PostAnswerAsync($"/api/v1/anomalies/{id}/status", new { status = "confirmed", note = "=HYPERLINK(\"https://evil.example\")" })).AssertStatus(200);
        using var kim = await Person.SignedInAsync(server, brand, "brand_viewer");

        var lines = (await kim.Browser.GetStringAsync(new Uri("/console/anomalies.csv?status=all", UriKind.Relative), TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(206, lines.Length);
        Assert.Contains("'=HYPERLINK", lines.Single(line => line.StartsWith(id, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(205, (await kim.Browser.GetStringAsync(new Uri("/console/anomalies.csv", UriKind.Relative), TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task What_was_found_is_a_file_too_and_of_ones_own_brand_alone()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(2));
        string[] batches = [await brand.CreateBatchAsync(1), await brand.CreateBatchAsync(1)];
        await rival.CreateBatchAsync(1);
        using var kim = await Person.SignedInAsync(server, brand, "brand_viewer");

        Task<string> FindAsync(string text) => kim.Browser.GetStringAsync(new Uri($"/console/units.csv?q={text}", UriKind.Relative), TestContext.Current.CancellationToken);
        var lines = (await FindAsync(brand.Gtin)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(3, lines.Length);
        Assert.All(batches, batch => Assert.Contains(lines, line => line.StartsWith($"batch,{batch},", StringComparison.Ordinal)));
        Assert.Single((await FindAsync(rival.Gtin)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Signing_in_speaks_the_language_of_the_browser_or_the_one_chosen_there()
    {
        await using var server = await RunningServer.StartAsync();

        var asked = await server.Public.OpenAsync("/sign-in", ("Accept-Language", "zh-CN"));
        var chosen = await server.Public.OpenAsync("/sign-in?lang=zh", ("Accept-Language", "de"));
        var kept = await server.Public.OpenAsync("/sign-in", ("Accept-Language", "de"), ("Cookie", chosen.Headers["Set-Cookie"].Split(';')[0]));
        var failed = await server.Public.OpenAsync("/sign-in", ("Accept-Language", "de"));

        Assert.All([asked, chosen, kept], page => Assert.Contains("使用邀请您时所用的邮箱", page.Text, StringComparison.Ordinal));
        Assert.All([asked, chosen, kept], page => Assert.Contains("lang=\"zh-Hans\"", page.Body, StringComparison.Ordinal));
        Assert.Contains("With the address you were invited with", failed.Text, StringComparison.Ordinal);
    }

    /// <summary>In a build that is not published too.</summary>
    [Fact]
    public async Task What_a_page_loads_comes_from_the_server_that_made_it()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        using var client = server.NewClient();

        foreach (var path in new[] { "/_framework/blazor.web.js", "/_content/MudBlazor/MudBlazor.min.js", "/_content/MudBlazor/MudBlazor.min.css", "/console/console.css", "/console/world.svg" })
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal((path, 200), (path, (int)answer.StatusCode));
            Assert.True((await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length > 1000);
        }
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient browser, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        return await browser.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> SignInAsync(Person person, string back)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["email"] = person.Email, ["password"] = Person.Password, ["return"] = back });
        using var answer = await person.Browser.PostAsync(new Uri("/sign-in", UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.Equal(303, (int)answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    private static async Task<int> HandshakeAsync(HttpClient browser, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_blazor?id=x");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        using var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
