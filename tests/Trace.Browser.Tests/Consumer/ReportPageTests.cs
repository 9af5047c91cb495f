using System.Text.Json;
using Trace.Server.Web.Consumer;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>Reporting a product from the page of a check, as phones show it.</summary>
public sealed class ReportPageTests(ConsumerServer server) : IClassFixture<ConsumerServer>
{
    public static TheoryData<string> Verdicts => [.. ConsumerServer.Headings.Keys];

    public static TheoryData<string> Tags => [.. Language.All.Select(language => language.Tag)];

    [Theory, MemberData(nameof(Verdicts))]
    public async Task Every_verdict_leads_to_the_form_and_the_form_to_the_brand(string verdict)
    {
        var code = await server.CreateCodeAsync(verdict);

        var page = await PageLook.VisitAsync(
            server.Visit(code) with
            {
                JavaScript = false,
                BlockCookies = true,
                Axe = true,
                Steps =
                [
                    PageStep.Click("role=button[name=\"Report this product\"]"),
                    PageStep.WaitFor("label=What looks wrong?"),
                    PageStep.Fill("label=What looks wrong?", "The cap is of another green."),
                    PageStep.Fill("label=Price", "4,50"),
                    PageStep.Screenshot(PageLook.Picture($"report-filled-{verdict}")),
                    PageStep.Click("role=button[name=\"Send the report\"]"),
                    PageStep.WaitFor("text=Your report was received."),
                    PageStep.Evaluate("document.querySelector('.count bdi').textContent"),
                ],
            },
            $"report-received-{verdict}");

        Assert.Equal("Your report was received.", page.Heading);
        var report = JsonDocument.Parse(await server.Admin.GetStringAsync(
            new Uri($"/api/v1/reports/{page.Values[0].GetString()}", UriKind.Relative), TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("The cap is of another green.", report.Text("text"));
        Assert.Equal(verdict, report.GetProperty("report").Text("verdict"));
    }

    [Theory]
    [InlineData("light", 390)]
    [InlineData("dark", 320)]
    public async Task The_form_satisfies_axe_and_fits(string scheme, int width)
    {
        var page = await PageLook.VisitAsync(
            server.Visit(await server.CreateCodeAsync("caution")) with
            {
                Width = width,
                ColorScheme = scheme,
                Axe = true,
                Steps =
                [
                    PageStep.Click("role=button[name=\"Report this product\"]"),
                    PageStep.WaitFor("label=What looks wrong?"),
                ],
            },
            $"report-form-{scheme}-{width}");

        Assert.Equal("Report this product", page.Heading);
    }

    [Fact]
    public async Task What_was_wrong_stands_on_top_and_what_was_typed_is_still_there()
    {
        var page = await Chromium.VisitAsync(server.Visit(await server.CreateCodeAsync("caution")) with
        {
            JavaScript = false,
            Axe = true,
            Screenshot = PageLook.Picture("report-missing"),
            Steps =
            [
                PageStep.Click("role=button[name=\"Report this product\"]"), PageStep.WaitFor("label=What looks wrong?"),
                PageStep.Fill("label=E-mail or phone (optional)", "ines@example.com"), PageStep.Click("role=button[name=\"Send the report\"]"),
                PageStep.WaitFor("text=fill in at least one field"), PageStep.Evaluate("document.querySelector('#contact').value"),
            ],
        });

        Assert.Equal("ines@example.com", page.Values[0].GetString());
        Assert.Empty(page.Violations);
    }

    [Theory, MemberData(nameof(Tags))]
    public async Task The_form_fits_a_small_screen_in_every_language_and_keeps_it(string tag)
    {
        var texts = Language.Find(tag)!.Texts;

        var page = await PageLook.VisitAsync(
            server.Visit(await server.CreateCodeAsync("issued")) with
            {
                Locale = tag,
                Width = 320,
                JavaScript = false,
                Axe = tag is "ar" or "ja",
                Steps = [PageStep.Click($"role=button[name=\"{texts["report.start"]}\"]"), PageStep.WaitFor($"label={texts["report.seller"]}")],
            },
            $"report-{tag}-320");

        Assert.Equal((tag, texts["report.title"]), (page.Language, page.Heading));
    }

    [Fact]
    public async Task Another_language_shows_the_form_again()
    {
        var page = await Chromium.VisitAsync(
            server.Visit(await server.CreateCodeAsync("issued")) with
            {
                JavaScript = false,
                Screenshot = PageLook.Picture("report-switched"),
                Steps =
                [
                    PageStep.Click("role=button[name=\"Report this product\"]"), PageStep.WaitFor("label=What looks wrong?"),
                    PageStep.Click("summary"), PageStep.Click("role=button[name=\"Deutsch\"]"), PageStep.WaitFor("label=Was kommt Ihnen seltsam vor?"),
                    PageStep.Fill("label=Preis", "3"), PageStep.Click("role=button[name=\"Meldung senden\"]"), PageStep.WaitFor("text=Ihre Meldung ist eingegangen."),
                    PageStep.Click("role=button[name=\"Zurück zur Antwort\"]"), PageStep.WaitFor("text=Dieser Code wird zum ersten Mal geprüft."),
                ],
            });

        Assert.Equal("Casa Demo hat diesen Code ausgegeben.", page.Heading);
    }

    [Fact]
    public async Task Of_a_code_that_no_brand_is_known_of_nothing_is_promised()
    {
        var page = await PageLook.VisitAsync(
            server.Visit("/01/12345678901231/21/A") with
            {
                JavaScript = false,
                Axe = true,
                Steps = [PageStep.Click("role=button[name=\"Report this product\"]"), PageStep.WaitFor("text=We cannot pass a report on")],
            },
            "report-nobody");

        Assert.Equal("We cannot pass a report on", page.Heading);
    }
}
