using System.Text.Json;
using Trace.Server.Web.Consumer;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>Entering the covered code on the page of a check, as phones show it, without script and cookies.</summary>
public sealed class ClaimPageTests(ConsumerServer server) : IClassFixture<ConsumerServer>
{
    [Theory]
    [InlineData("en", "light", 390)]
    [InlineData("ar", "dark", 320)]
    [InlineData("de", "light", 320)]
    [InlineData("ja", "light", 390)]
    public async Task A_wrong_code_is_said_and_the_right_one_is_the_first(string tag, string scheme, int width)
    {
        var texts = Language.Find(tag)!.Texts;
        var (code, cover) = await CreateAsync();
        var visit = server.Visit(code) with { Locale = tag, Width = width, ColorScheme = scheme, JavaScript = false, BlockCookies = true, Axe = true };
        PageStep[] entered = [PageStep.Fill($"label={texts["claim.label"]}", cover), PageStep.Click($"role=button[name=\"{texts["claim.send"]}\"]")];

        var verdict = await PageLook.VisitAsync(visit with { Steps = [PageStep.WaitFor($"label={texts["claim.label"]}")] }, $"claim-verdict-{tag}-{width}");
        var wrong = await Chromium.VisitAsync(visit with
        {
            Screenshot = PageLook.Picture($"claim-wrong-{tag}-{width}"),
            Steps = [PageStep.Fill($"label={texts["claim.label"]}", "0000000000"), PageStep.Click($"role=button[name=\"{texts["claim.send"]}\"]"), PageStep.WaitFor($"text={texts["claim.wrong"]}")],
        });
        var first = await PageLook.VisitAsync(visit with { Steps = [.. entered, PageStep.WaitFor($"text={texts["claim.first.title"]}")] }, $"claim-first-{tag}-{width}");
        var later = await PageLook.VisitAsync(visit with { Steps = [.. entered, PageStep.WaitFor($"text={texts["claim.used.title"]}")] }, $"claim-later-{tag}-{width}");

        Assert.Empty(wrong.Violations);
        Assert.True(wrong.ScrollWidth <= width);
        Assert.NotEqual(texts["claim.title"], verdict.Heading);
        Assert.Equal((texts["claim.title"], texts["claim.first.title"], texts["claim.used.title"]), (wrong.Heading, first.Heading, later.Heading));
    }

    private async Task<(Uri Code, string Cover)> CreateAsync()
    {
        var batch = (await server.Admin.PostAsync("/api/v1/batches", new { gtin = ConsumerServer.Gtin, quantity = 1, lot = "L2617", expiry = "2027-11", activate = true, cover = true })).Text("id");
        var line = JsonDocument.Parse(await server.Admin.GetStringAsync(new Uri($"/api/v1/batches/{batch}/codes?format=ndjson&cover=true", UriKind.Relative), TestContext.Current.CancellationToken)).RootElement;
        return (new Uri(line.Text("uri")), line.Text("cover"));
    }
}
