using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>The page of each verdict, as phones of many sizes and settings show it.</summary>
public sealed class VerdictPageTests(ConsumerServer server) : IClassFixture<ConsumerServer>
{
    private const int MaxTransferredBytes = 14 * 1024;

    /// <summary>With headers; it comes after the page and nothing waits for it.</summary>
    private const int MaxScriptBytes = 3 * 1024;

    /// <summary>What differs from one run to the next.</summary>
    private const string SameSerial = "document.querySelectorAll('dd bdi span').forEach(part => { part.textContent = '0000' })";

    public static TheoryData<string> Verdicts => [.. ConsumerServer.Headings.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Verdicts))]
    public async Task A_phone_without_scripts_shows_the_answer_on_its_first_screen(string verdict)
    {
        var code = await server.CreateCodeAsync(verdict);

        var page = await PageLook.VisitAsync(
            server.Visit(code) with
            {
                JavaScript = false,
                ColorScheme = "light",
                Axe = true,
                FullPage = false,
                Steps =
                [
                    PageStep.Evaluate("document.querySelector('.hero').getBoundingClientRect().bottom"),
                    PageStep.Evaluate("document.querySelector('.hero svg').getBoundingClientRect().height"),
                    PageStep.Evaluate(SameSerial),
                ],
            },
            $"{verdict}-first-screen");
        GoldenPicture.AssertAlike(PageLook.Picture($"{verdict}-first-screen"), "tests", "Trace.Browser.Tests", "Consumer", "Pictures", $"{verdict}.png");

        Assert.Equal(ConsumerServer.Headings[verdict], page.Heading);
        Assert.Equal(ConsumerServer.Headings[verdict], page.Title);
        Assert.InRange(page.Values[0].GetDouble(), 100, 844);
        Assert.InRange(page.Values[1].GetDouble(), 40, 80);
        Assert.Contains("What to do", page.Text, StringComparison.Ordinal);
        // Of a code that nobody here issued there is no brand to name the host of.
        Assert.Equal(verdict != "not_issued", page.Text.Contains($"Only trust this page at the address {ConsumerServer.Host}", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Verdicts))]
    public async Task A_dark_phone_with_scripts_satisfies_axe_too(string verdict)
    {
        var page = await PageLook.VisitAsync(
            server.Visit(await server.CreateCodeAsync(verdict)) with
            {
                ColorScheme = "dark",
                Axe = true,
                Steps = [PageStep.Evaluate("getComputedStyle(document.body).backgroundColor")],
            },
            $"{verdict}-dark");

        Assert.Equal(ConsumerServer.Headings[verdict], page.Heading);
        Assert.Equal("rgb(15, 18, 17)", page.Values[0].GetString());
    }

    [Theory, MemberData(nameof(Verdicts))]
    public async Task A_screen_of_320_pixels_scrolls_in_one_direction_only(string verdict)
    {
        var page = await PageLook.VisitAsync(
            server.Visit(await server.CreateCodeAsync(verdict)) with { Width = 320, Height = 568, JavaScript = false, Axe = true }, $"{verdict}-320");

        Assert.Equal(ConsumerServer.Headings[verdict], page.Heading);
    }

    [Theory, MemberData(nameof(Verdicts))]
    public async Task Text_of_twice_the_size_is_twice_as_large_and_fits(string verdict)
    {
        var sizes = PageStep.Evaluate("[...document.querySelectorAll('h1, h2, p, li, dt, dd, .button')].map(element => parseFloat(getComputedStyle(element).fontSize))");

        var page = await PageLook.VisitAsync(
            server.Visit(await server.CreateCodeAsync(verdict)) with
            {
                Axe = true,
                Steps = [sizes, PageStep.Evaluate("document.documentElement.style.fontSize = '200%'"), sizes],
            },
            $"{verdict}-200-percent");

        var (usual, large) = (PageLook.Numbers(page.Values[0]), PageLook.Numbers(page.Values[2]));
        Assert.All(usual, size => Assert.InRange(size, 13, 40));
        Assert.Equal(usual.Select(size => size * 2), large);
    }

    [Theory, MemberData(nameof(Verdicts))]
    public async Task One_small_answer_is_the_whole_page(string verdict)
    {
        var code = await server.CreateCodeAsync(verdict);
        using var response = await server.GetPageAsync(code);
        var html = await response.Content.ReadAsStringAsync(Cancellation);

        // The one script is a small file of ours, and nothing waits for it.
        Assert.Equal(verdict == "not_issued" ? 0 : 1, html.Split("<script").Length - 1);
        Assert.Equal(verdict != "not_issued", html.Contains("<script src=\"/consumer/position.js\" defer></script>", StringComparison.Ordinal));
        Assert.DoesNotContain("@font-face", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());

        var address = new Uri(new Uri(server.Server.Address), code.PathAndQuery).AbsoluteUri;
        var page = await Chromium.VisitAsync(new PageVisit(address) { JavaScript = false });
        Assert.Single(page.Requests);
        Assert.InRange(page.TransferredBytes, 500, MaxTransferredBytes);
        var withScript = await Chromium.VisitAsync(address);
        Assert.Equal(verdict == "not_issued" ? 1 : 2, withScript.Requests.Count);
        Assert.InRange(withScript.TransferredBytes - page.TransferredBytes, -500, MaxScriptBytes);
    }

    [Fact]
    public async Task Each_verdict_has_an_icon_of_its_own()
    {
        // The home page's icon is nobody's.
        var icons = new List<string> { await IconAsync(server.Visit("/")) };
        foreach (var verdict in ConsumerServer.Headings.Keys)
            icons.Add(await IconAsync(server.Visit(await server.CreateCodeAsync(verdict))));

        Assert.Equal(ConsumerServer.Headings.Count + 1, icons.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_reasons_of_a_caution_stand_above_what_held()
    {
        var page = await Chromium.VisitAsync(server.Visit(await server.CreateCodeAsync("caution")));

        var reason = page.Text.IndexOf("This label was reported as stolen.", StringComparison.Ordinal);
        var signature = page.Text.IndexOf("Its signature is valid", StringComparison.Ordinal);
        Assert.InRange(reason, 0, signature);
        Assert.DoesNotContain("No recall, loss or theft", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_label_says_so_before_anything_else()
    {
        var code = await server.CodeOfAsync(await server.CreateBatchAsync(specimen: true));

        var page = await PageLook.VisitAsync(server.Visit(code) with { Axe = true }, "specimen");

        var banner = page.Text.IndexOf("This is a test label (specimen)", StringComparison.Ordinal);
        Assert.InRange(banner, 0, page.Text.IndexOf(page.Heading!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_compact_code_says_that_its_check_characters_hold()
    {
        var code = await server.CodeOfAsync(await server.CreateBatchAsync(profile: "compact"));

        var page = await PageLook.VisitAsync(server.Visit(code) with { Width = 320 }, "compact-320");

        Assert.Equal(ConsumerServer.Headings["issued"], page.Heading);
        Assert.Contains("Its check characters are valid", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("signature", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_that_lost_its_signature_says_that_none_was_checked()
    {
        var code = await server.CreateCodeAsync("issued");

        var page = await PageLook.VisitAsync(server.Visit(new Uri(code.GetLeftPart(UriPartial.Path))) with { Axe = true }, "signature-missing");

        Assert.Equal(ConsumerServer.Headings["caution"], page.Heading);
        Assert.Contains("No signature was checked", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("signature is valid", page.Text, StringComparison.Ordinal);
    }

    private static async Task<string> IconAsync(PageVisit visit) =>
        (await Chromium.VisitAsync(visit with { Steps = [PageStep.Evaluate("document.querySelector('.hero svg').innerHTML.trim()")] })).Values[0].GetString()!;
}
