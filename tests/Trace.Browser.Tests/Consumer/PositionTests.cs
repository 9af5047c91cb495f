using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>Sharing where one is, by a tap after the verdict: with a yes, with a no, and where there is no script to ask.</summary>
public sealed class PositionTests(ConsumerServer server) : IClassFixture<ConsumerServer>
{
    private const string Share = "role=button[name=\"Share my position\"]";

    /// <summary>The name of a window outlives the page in it.</summary>
    private const string RememberWhatIsSent =
        """
        (() => { const send = HTMLFormElement.prototype.submit;
        HTMLFormElement.prototype.submit = function () { window.name = `${this.elements.latitude.value} ${this.elements.longitude.value}`; send.call(this) } })()
        """;

    private static readonly double[] Porto = [41.14961, -8.61099];

    [Theory]
    [InlineData("issued", "en", "Share my position", "Thank you.")]
    [InlineData("caution", "ar", "مشاركة موقعي", "شكرًا لك.")]
    public async Task A_tap_and_a_yes_show_the_answer_again_with_thanks(string verdict, string language, string share, string thanks)
    {
        var code = await server.CreateCodeAsync(verdict);

        var page = await PageLook.VisitAsync(
            server.Visit(code) with
            {
                Locale = language,
                Position = Porto,
                Axe = true,
                Steps =
                [
                    PageStep.WaitFor($"role=button[name=\"{share}\"]"),
                    PageStep.Screenshot(PageLook.Picture($"position-asked-{verdict}")),
                    PageStep.Evaluate(RememberWhatIsSent),
                    PageStep.Click($"role=button[name=\"{share}\"]"),
                    PageStep.WaitFor($"text={thanks}"),
                    PageStep.Evaluate("document.scripts.length"),
                    PageStep.Evaluate("window.name"),
                ],
            },
            $"position-shared-{verdict}");

        Assert.Contains(thanks, page.Text, StringComparison.Ordinal);
        Assert.Equal((0, "41.15 -8.61"), (page.Values[1].GetInt32(), page.Values[2].GetString()));
        // The label's page, the script, and the answer; the position is in no address.
        Assert.Equal([code.AbsoluteUri, $"https://{ConsumerServer.Host}/consumer/position.js", $"https://{ConsumerServer.Host}/position"], page.Requests);
        Assert.Equal("position 41.15 -8.61", await ScanAsync(code));
        if (language == "en")
            Assert.Equal(ConsumerServer.Headings[verdict], page.Heading);
    }

    [Fact]
    public async Task A_no_is_taken_calmly_and_sends_nothing()
    {
        var code = await server.CreateCodeAsync("issued");

        var page = await PageLook.VisitAsync(
            server.Visit(code) with
            {
                Axe = true,
                Steps = [PageStep.Click(Share), PageStep.WaitFor("text=All right. Nothing was sent"), PageStep.Evaluate("document.querySelector('#position button').checkVisibility()")],
            },
            "position-declined");

        Assert.False(page.Values[0].GetBoolean());
        Assert.Equal(ConsumerServer.Headings["issued"], page.Heading);
        Assert.Equal(2, page.Requests.Count);
        Assert.Equal("page", await ScanAsync(code));
    }

    [Fact]
    public async Task Without_script_nothing_of_it_is_there()
    {
        var page = await Chromium.VisitAsync(server.Visit(await server.CreateCodeAsync("issued")) with { JavaScript = false, Position = Porto });

        Assert.DoesNotContain("Share", page.Text, StringComparison.Ordinal);
        Assert.Single(page.Requests);
    }

    private async Task<string> ScanAsync(Uri code)
    {
        var unit = await server.Admin.GetStringAsync(new Uri($"/api/v1/units/{ConsumerServer.Gtin}/{code.Segments[^1]}", UriKind.Relative), TestContext.Current.CancellationToken);
        var scan = Assert.Single(JsonDocument.Parse(unit).RootElement.GetProperty("scans").EnumerateArray());
        return scan.TryGetProperty("location", out var place)
            ? $"{scan.Text("source")} {place.GetProperty("latitude").GetRawText()} {place.GetProperty("longitude").GetRawText()}"
            : scan.Text("source");
    }
}
