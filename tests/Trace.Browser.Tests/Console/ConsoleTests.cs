using System.Text.RegularExpressions;
using Trace.Browser.Tests.Consumer;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Console;

/// <summary>The console as a brand's people use it: with a browser, live over its circuit.</summary>
public sealed partial class ConsoleTests(ConsoleWorld world) : IClassFixture<ConsoleWorld>
{
    /// <summary>What tells that the circuit has taken over the page.</summary>
    private const string Live = ".shell[data-live]";

    /// <summary>True once no dialog is open.</summary>
    private const string Closed = "new Promise(done => { const look = () => document.querySelector('[role=dialog]') ? setTimeout(look, 20) : done(true); look(); })";

    [Fact]
    public async Task From_the_sign_in_to_a_confirmed_anomaly_by_keys_alone()
    {
        var picture = PageLook.Picture("console-why");
        var page = await Chromium.VisitAsync(world.SignIn("/console") with
        {
            Axe = true,
            Width = 1440,
            Height = 900,
            Steps =
            [
                .. ConsoleWorld.SignInSteps,
                PageStep.WaitFor(Live), PageStep.WaitFor("[data-row]"), PageStep.Screenshot(PageLook.Picture("console-queue")),
                // One line for the theft, one for each copied code.
                PageStep.Evaluate("[...document.querySelectorAll('[data-row] .title-link')].map(link => link.innerText).sort().join()"),
                PageStep.Evaluate("document.querySelector('[data-row]:has(.mark.copied_code)').previousElementSibling?.focus()"),
                PageStep.Press("j"), PageStep.Press("Enter"),
                PageStep.WaitFor(".map"), PageStep.WaitFor(".reasons li"), PageStep.Screenshot(picture),
                PageStep.Evaluate("[document.querySelectorAll('.map .disc').length, document.querySelectorAll('.time circle').length].join()"),
                PageStep.Press("c"), PageStep.WaitFor("[role=dialog] #note"), PageStep.Fill("#note", "Bought one in each city; both carry it."),
                PageStep.Click("#decide"), PageStep.WaitFor(".chip.confirmed"), PageStep.WaitFor("text=both carry it"),
                PageStep.Evaluate("location.pathname.split('/').pop()"),
            ],
        });

        AssertClean(page);
        Assert.Equal("Copied code,Stolen or lost labels", page.Values[0].GetString());
        Assert.Equal("2,6", page.Values[2].GetString());
        var anomaly = (await world.Admin.GetFromJsonAsync($"/api/v1/anomalies/{page.Values[3].GetString()}")).GetProperty("anomaly");
        Assert.Equal(("confirmed", "Bought one in each city; both carry it."), (anomaly.Text("status"), anomaly.Text("note")));
    }

    [Theory]
    [InlineData("light", "en-GB", 1440)]
    [InlineData("dark", "zh-CN", 390)]
    public async Task Every_page_keeps_its_rules_in_light_and_dark_and_in_both_languages(string scheme, string locale, int width)
    {
        await world.DecideTwoAsync();
        foreach (var (name, path, ready) in world.Pages)
        {
            var page = await Chromium.VisitAsync(world.SignIn(path) with
            {
                Axe = true,
                Width = width,
                Height = 900,
                ColorScheme = scheme,
                Locale = locale,
                Screenshot = PageLook.Picture($"console-{name}-{scheme}"),
                Steps = [.. ConsoleWorld.SignInSteps, PageStep.WaitFor(Live), PageStep.WaitFor(ready)],
            });

            AssertClean(page);
            Assert.Equal(locale[..2], page.Language);
            Assert.True(page.ScrollWidth <= width, $"{name} is {page.ScrollWidth} px wide on a screen of {width}");
            Assert.Equal(locale.StartsWith("zh", StringComparison.Ordinal), Chinese().IsMatch(page.Text.Replace("中文", "", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Lines_are_dismissed_together_with_a_reason_and_the_theme_stays()
    {
        await using var own = new ConsoleWorld();
        await own.InitializeAsync();
        var page = await Chromium.VisitAsync(own.SignIn("/console/anomalies?sort=harm") with
        {
            Width = 1440,
            Height = 900,
            ColorScheme = "light",
            Steps =
            [
                .. ConsoleWorld.SignInSteps, PageStep.WaitFor(Live),
                PageStep.Press("?"), PageStep.WaitFor("[role=dialog] kbd"), PageStep.Click("[role=dialog] .form-acts button"), PageStep.Evaluate(Closed),
                PageStep.Click("thead input[type=checkbox]"), PageStep.WaitFor("[data-bulk]"),
                PageStep.Press("d"), PageStep.WaitFor("[role=dialog]"), PageStep.Click("#decide"), PageStep.WaitFor("[role=alert]"),
                PageStep.Click("[role=dialog] .choices button"), PageStep.Click("#decide"), PageStep.WaitFor("text=Nothing is open"),
                PageStep.Click("[data-theme-switch]"), PageStep.Go($"{own.Server.Address}/console/anomalies?status=dismissed"), PageStep.WaitFor("[data-row]"),
                PageStep.Evaluate("document.documentElement.dataset.theme"),
            ],
        });

        AssertClean(page);
        Assert.Equal("dark", page.Values[1].GetString());
        var dismissed = (await own.Admin.GetFromJsonAsync("/api/v1/anomalies?status=dismissed")).GetProperty("items");
        Assert.Equal(ConsoleWorld.Anomalies, dismissed.GetArrayLength());
        Assert.All(dismissed.EnumerateArray(), anomaly => Assert.Equal("A retailer scanned its stock", anomaly.Text("note")));
    }

    [Fact]
    public async Task An_open_page_of_a_session_that_ended_does_nothing_more_and_leads_to_the_sign_in()
    {
        var page = await Chromium.VisitAsync(world.SignIn("/console/units") with
        {
            Steps =
            [
                .. ConsoleWorld.SignInSteps, PageStep.WaitFor(Live),
                PageStep.Evaluate("fetch('/api/v1/session', { method: 'DELETE' }).then(answer => answer.status)"),
                PageStep.Fill("main #code", "9506000134352 X"), PageStep.Press("Enter"), PageStep.WaitFor("#password"),
            ],
        });

        Assert.Equal(204, page.Values[0].GetInt32());
        Assert.EndsWith("/sign-in?return=%2Fconsole%2Funits", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_an_order_to_a_balance_that_closes()
    {
        var page = await Chromium.VisitAsync(world.SignIn("/console/factory/order") with
        {
            Width = 1440,
            Height = 900,
            Steps =
            [
                .. ConsoleWorld.SignInSteps, PageStep.WaitFor(Live),
                PageStep.Fill("#quantity", "0"), PageStep.Click("#order"), PageStep.WaitFor("[role=alert]"),
                PageStep.Fill("#quantity", "1,000"), PageStep.Fill("#lot", "L7"), PageStep.Press("Tab"), PageStep.Evaluate("(document.querySelector('#order').click(), document.querySelector('#order').click())"),
                PageStep.WaitFor("#preview"), PageStep.Evaluate("(async () => { const label = document.querySelector('#preview'); await label.decode(); return label.naturalWidth > 100; })()"),
                PageStep.Fill("#preview-index", "999"), PageStep.Press("Tab"), PageStep.WaitFor("#preview[src*='from=999']"),
                PageStep.Select("#stock", "roll"), PageStep.Fill("#roll", "5x5"), PageStep.Press("Tab"), PageStep.WaitFor("[role=alert]"),
                PageStep.Fill("#report-from", "0"), PageStep.Fill("#report-to", "1000"), PageStep.Click("#report"), PageStep.WaitFor("form [role=alert]"),
                PageStep.Fill("#report-to", "899"), PageStep.Click("#report"), PageStep.WaitFor("text=900 codes, index 0 to 899"), PageStep.Click("#report-sure"), PageStep.WaitFor("text=100 codes not reported"),
                PageStep.Evaluate("[...document.querySelectorAll('#balance tbody td')].slice(0, 3).map(cell => cell.innerText.trim()).join()"),
                PageStep.Click("#balance tbody button"), PageStep.Select("#report-status", "spoiled"), PageStep.Click("#report"), PageStep.WaitFor("#report-sure"), PageStep.Click("#report-sure"),
                PageStep.WaitFor(".verdict.good"), PageStep.Evaluate("[...document.querySelectorAll('.sum strong')].map(number => number.innerText).join()"),
            ],
        });

        Assert.Equal([], page.ConsoleErrors);
        Assert.True(page.Values[1].GetBoolean());
        Assert.Equal("900,999,100", page.Values[2].GetString());
        Assert.Equal("1,000,900,100,0,0", page.Values[3].GetString());
        var ordered = (await world.Admin.GetFromJsonAsync("/api/v1/batches")).GetProperty("items").EnumerateArray().Count(batch => batch.TryGetProperty("lot", out var lot) && lot.GetString() == "L7");
        Assert.Equal(1, ordered);
    }

    [Fact]
    public async Task Anything_in_hand_leads_to_its_unit_or_batch_also_a_photo_of_a_label()
    {
        using var folder = new TemporaryFolder();
        var batch = (await world.Admin.GetFromJsonAsync("/api/v1/batches")).GetProperty("items").EnumerateArray().First(one => one.TryGetProperty("lot", out var lot) && lot.GetString() == "L2401").Text("id");
        var photo = Path.Combine(folder.Path, "label.png");
        await File.WriteAllBytesAsync(photo, await world.Admin.GetByteArrayAsync(new Uri($"/api/v1/batches/{batch}/labels?format=png&from=7", UriKind.Relative), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var noPhoto = Path.Combine(folder.Path, "text.png");
        await File.WriteAllTextAsync(noPhoto, "not a picture", TestContext.Current.CancellationToken);
        var lines = await world.Admin.GetStringAsync(new Uri($"/api/v1/batches/{batch}/codes?format=ndjson&from=7&count=1", UriKind.Relative), TestContext.Current.CancellationToken);
        var uri = System.Text.Json.JsonDocument.Parse(lines).RootElement.Text("uri");
        var serial = uri.Split("/21/")[1].Split('?')[0];
        PageStep[] FindByText(string text, string ready) =>
            [PageStep.Go($"{world.Server.Address}/console/units"), PageStep.WaitFor(Live), PageStep.Fill("main #code", text), PageStep.Press("Enter"), PageStep.WaitFor(ready), PageStep.Evaluate("location.pathname")];

        var page = await Chromium.VisitAsync(world.SignIn("/console/units") with
        {
            Steps =
            [
                .. ConsoleWorld.SignInSteps, PageStep.WaitFor(Live),
                PageStep.Upload("#photo", photo), PageStep.WaitFor(".story"), PageStep.Evaluate("location.pathname"),
                .. FindByText(serial, ".story"), .. FindByText(uri.Replace("id.casa.example", "else.example", StringComparison.OrdinalIgnoreCase), ".story"),
                .. FindByText("l2401", ".shares"), .. FindByText("nothing at all", ".empty"),
                PageStep.Upload("#photo", noPhoto), PageStep.WaitFor("[role=alert]"),
            ],
        });

        Assert.Equal([], page.ConsoleErrors);
        var unit = $"/console/units/{TestBrand.DefaultGtin}/{serial}";
        Assert.Equal([unit, unit, unit, $"/console/batches/{batch}", "/console/units"], page.Values.Select(value => value.GetString()));
    }

    [Fact]
    public async Task A_report_is_read_marked_as_handled_and_erased()
    {
        var id = await world.ReportAsync();
        var page = await Chromium.VisitAsync(world.SignIn("/console/reports") with
        {
            Width = 1440,
            Height = 900,
            Steps =
            [
                .. ConsoleWorld.SignInSteps, PageStep.WaitFor(Live), PageStep.Click($".title-link[href$='{id}']"), PageStep.WaitFor("#unchecked"),
                PageStep.Evaluate("[document.querySelector('.typed').innerText, document.querySelector('#seller').innerText, document.querySelector('#contact').innerText].join(' | ')"),
                PageStep.Evaluate("document.querySelectorAll('main a[href*=\"shop.example\"]').length"),
                PageStep.Evaluate("(async () => { const picture = document.querySelector('.pictures img'); await picture.decode(); return picture.naturalWidth > 100; })()"),
                PageStep.Click("#handled"), PageStep.WaitFor("#open"), PageStep.WaitFor(".head .chip.handled"),
                PageStep.Evaluate("fetch('/api/v1/reports?status=handled').then(answer => answer.json()).then(list => list.items.map(item => item.id).join())"),
                PageStep.Click("#erase"), PageStep.WaitFor("#consent"), PageStep.Screenshot(PageLook.Picture("console-report-erase")),
                PageStep.Click("#consent"), PageStep.WaitFor("text=The report was erased"), PageStep.WaitFor("[data-row]"),
                PageStep.Evaluate("location.pathname"),
            ],
        });

        AssertClean(page);
        Assert.Equal("The cap is of another green.\nIt smells of nothing. | https://shop.example/oil?id=1 | ines@example.com", page.Values[0].GetString());
        Assert.Equal((0, true), (page.Values[1].GetInt32(), page.Values[2].GetBoolean()));
        Assert.Equal((id, "/console/reports"), (page.Values[3].GetString(), page.Values[4].GetString()));
        Assert.DoesNotContain(id, (await world.Admin.GetFromJsonAsync("/api/v1/reports")).GetRawText(), StringComparison.Ordinal);
    }

    /// <summary>Nothing was refused by the policy, nothing failed, nobody else was asked, and axe is content.</summary>
    private void AssertClean(PageResult page)
    {
        Assert.Equal([], page.ConsoleErrors);
        Assert.Empty(page.Violations);
        Assert.All(page.Requests, request => Assert.True(
            request.StartsWith(world.Server.Address, StringComparison.Ordinal) || new Uri(request).IsLoopback || request.StartsWith("data:", StringComparison.Ordinal), request));
    }

    [GeneratedRegex("[一-鿿]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Chinese();
}
