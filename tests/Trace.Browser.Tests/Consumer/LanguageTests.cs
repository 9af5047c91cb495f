using Trace.Server.Web.Consumer;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>The pages in languages of either direction, and the switch between them.</summary>
public sealed class LanguageTests(ConsumerServer server) : IClassFixture<ConsumerServer>
{
    public static TheoryData<string> Verdicts => [.. ConsumerServer.Headings.Keys];

    public static TheoryData<string> Tags => [.. Language.All.Select(language => language.Tag)];

    [Theory, MemberData(nameof(Verdicts))]
    public async Task Every_verdict_is_mirrored_for_readers_of_arabic(string verdict)
    {
        var code = await server.CreateCodeAsync(verdict);

        var page = await PageLook.VisitAsync(
            server.Visit(code) with
            {
                Locale = "ar",
                JavaScript = false,
                Axe = true,
                Steps =
                [
                    // The icon stands at the beginning of the line, which is its right end; a serial runs from left to right.
                    PageStep.Evaluate("document.querySelector('.hero>svg').getBoundingClientRect().right > innerWidth - 60"),
                    PageStep.Evaluate("[...document.querySelectorAll('dd bdi')].every(value => getComputedStyle(value).direction === 'ltr')"),
                ],
            },
            $"{verdict}-ar");

        Assert.Equal("rtl", page.Direction);
        Assert.True(page.Values[0].GetBoolean());
        Assert.True(page.Values[1].GetBoolean());
    }

    [Theory, MemberData(nameof(Tags))]
    public async Task A_caution_fits_a_small_screen_in_every_language(string tag)
    {
        var code = await server.CreateCodeAsync("caution");
        await server.CheckByAnotherAsync(code);

        var page = await PageLook.VisitAsync(server.Visit(code) with { Locale = tag, Width = 320, Axe = tag is "zh-Hans" or "hi", ColorScheme = tag == "zh-Hans" ? "dark" : "light" }, $"caution-{tag}-320");

        Assert.Equal([code.AbsoluteUri, $"https://{ConsumerServer.Host}/consumer/position.js"], page.Requests);
    }

    [Theory]
    [InlineData("de", "Deutsch", "Casa Demo hat diesen Code ausgegeben.", "Dieser Code wird zum ersten Mal geprüft.")]
    [InlineData("ar", "العربية", "هذا الرمز صادر عن \u2068Casa Demo\u2069.", "هذا أول فحص لهذا الرمز.")]
    public async Task A_tap_changes_the_language_without_script_or_cookies_and_without_another_check(string tag, string name, string heading, string count)
    {
        var code = await server.CreateCodeAsync("issued");

        var page = await Chromium.VisitAsync(server.Visit(code) with
        {
            JavaScript = false,
            BlockCookies = true,
            Axe = true,
            Screenshot = PageLook.Picture($"switched-{tag}"),
            Steps = [PageStep.Click("summary"), PageStep.Screenshot(PageLook.Picture("language-switch")), PageStep.Click($"role=button[name=\"{name}\"]"), PageStep.WaitFor($"text={count}")],
        });

        Assert.Equal((tag, heading), (page.Language, page.Heading));
        Assert.Empty(page.Violations);
        Assert.Equal(2, (await server.Server.Public.VerifyAsync(code.AbsoluteUri)).GetProperty("scan").GetProperty("ordinal").GetInt64());
    }

    [Fact]
    public async Task The_chosen_language_goes_on_to_the_form_and_its_answer()
    {
        var code = await server.CreateCodeAsync("issued");

        var page = await Chromium.VisitAsync(server.Visit("/") with
        {
            JavaScript = false,
            Steps =
            [
                PageStep.Click("summary"),
                PageStep.Click("role=button[name=\"日本語\"]"),
                PageStep.Fill("label=GTIN", ConsumerServer.Gtin),
                PageStep.Fill("label=シリアル番号 (SN)", code.Segments[^1]),
                PageStep.Click("role=button[name=\"確認する\"]"),
                PageStep.WaitFor("text=次にすること"),
            ],
        });

        Assert.Equal(("ja", "このコードはCasa Demoが発行しました。"), (page.Language, page.Heading));
    }
}
