using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>The home page: whoever cannot scan types what is printed beside the QR code.</summary>
public sealed class TypedCodeTests(ConsumerServer server) : IClassFixture<ConsumerServer>
{
    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task The_form_looks_right_on_a_phone(string scheme)
    {
        var page = await PageLook.VisitAsync(server.Visit("/") with { ColorScheme = scheme, JavaScript = false, Axe = true }, $"home-{scheme}");

        Assert.Equal("Check a product code", page.Heading);
    }

    [Fact]
    public async Task Gtin_and_serial_typed_by_hand_get_the_verdict()
    {
        var code = await server.CreateCodeAsync("issued");

        var page = await PageLook.VisitAsync(Typing(ConsumerServer.Gtin, code.Segments[^1]) with { JavaScript = false, Axe = true }, "typed");

        Assert.Equal("Casa Demo issued this code.", page.Heading);
        Assert.Contains("No signature was checked", page.Text, StringComparison.Ordinal);
        Assert.Contains("This is the first check of this code.", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Small_letters_spaces_and_look_alikes_are_understood()
    {
        var code = await server.CreateCodeAsync("issued");
        var serial = code.Segments[^1];
        var typed = $"{serial[..4]} {serial[4..8]} {serial[8..]}".Replace('0', 'o').Replace('1', 'l');

#pragma warning disable CA1308 // As a person types.
        var page = await Chromium.VisitAsync(Typing("9506000134352", typed.ToLowerInvariant()));
#pragma warning restore CA1308

        Assert.Equal("Casa Demo issued this code.", page.Heading);
    }

    [Fact]
    public async Task A_gtin_in_groups_as_below_a_bar_code_is_understood()
    {
        var code = await server.CreateCodeAsync("issued");

        var page = await Chromium.VisitAsync(Typing("9 506000 134352", code.Segments[^1]));

        Assert.Equal("Casa Demo issued this code.", page.Heading);
    }

    [Fact]
    public async Task The_keyboard_alone_is_enough()
    {
        var code = await server.CreateCodeAsync("issued");

        // The first Tab reaches the languages, the second the first field: nothing else stands in its way.
        var page = await Chromium.VisitAsync(server.Visit("/") with
        {
            Steps =
            [
                PageStep.Press("Tab"),
                PageStep.Press("Tab"),
                PageStep.Evaluate("document.activeElement.id"),
                PageStep.Fill(":focus", ConsumerServer.Gtin),
                PageStep.Press("Tab"),
                PageStep.Fill(":focus", code.Segments[^1]),
                PageStep.Press("Enter"),
                PageStep.WaitFor("text=Compare with the package"),
            ],
        });

        Assert.Equal("gtin", page.Values[0].GetString());
        Assert.Equal("Casa Demo issued this code.", page.Heading);
    }

    [Fact]
    public async Task An_empty_form_is_not_sent()
    {
        var page = await Chromium.VisitAsync(server.Visit("/") with { Steps = [PageStep.Click("section button")] });

        Assert.Equal($"https://{ConsumerServer.Host}/", page.Url);
    }

    [Fact]
    public async Task A_gtin_with_a_wrong_check_digit_is_named_as_the_reason()
    {
        var page = await PageLook.VisitAsync(Typing("09506000134353", "7K3M9QX2TV4B") with { Axe = true }, "typed-wrong-check-digit");

        Assert.Equal("This is not a complete product code.", page.Heading);
        Assert.Contains("check digit", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_a_code_not_issued_leads_to_the_form()
    {
        var refused = await server.CreateCodeAsync("not_issued");
        var good = await server.CreateCodeAsync("issued");

        var page = await Chromium.VisitAsync(server.Visit(refused) with
        {
            JavaScript = false,
            Steps =
            [
                PageStep.Click("text=Type the code by hand"),
                .. Type(ConsumerServer.Gtin, good.Segments[^1]),
            ],
        });

        Assert.Equal("Casa Demo issued this code.", page.Heading);
    }

    private static PageStep[] Type(string gtin, string serial) =>
        [PageStep.Fill("label=GTIN", gtin), PageStep.Fill("label=Serial (SN)", serial), PageStep.Click("role=button[name=\"Check\"]"), PageStep.WaitFor("text=What to do")];

    private PageVisit Typing(string gtin, string serial) => server.Visit("/") with { Steps = Type(gtin, serial) };
}
