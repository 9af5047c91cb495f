using System.Globalization;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>The whole way of a code: printed by the service, seen as a camera sees it, read by readers that are not ours, opened on a phone.</summary>
public sealed class LabelToPageTests(ConsumerServer server) : IClassFixture<ConsumerServer>
{
    /// <summary>Straight from above in good light; then held askew, in bad light, a little out of focus.</summary>
    private const string Straight = "";
    private const string Askew = "transform:perspective(900px) rotateX(14deg) rotateY(-10deg) rotate(7deg);filter:blur(.6px) brightness(.8) contrast(.75)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("svg", "roll-60x40", "signed", 360, Straight)]
    [InlineData("png", "roll-60x40", "signed", 360, Straight)]
    [InlineData("svg", "roll-60x40", "signed", 640, Askew)]
    [InlineData("png", "avery-l7160", "signed", 640, Askew)]
    [InlineData("svg", "avery-5167", "compact", 420, Straight)]
    [InlineData("png", "avery-5167", "compact", 560, Askew)]
    public async Task A_printed_label_read_from_the_screen_opens_its_page(string format, string template, string profile, int widthPixels, string camera)
    {
        var batch = await server.CreateBatchAsync(profile: profile);
        using var folder = new TemporaryFolder();
        var picture = await PhotographAsync(folder, batch, format, template, widthPixels, camera);

        var read = Assert.Single((await BarcodeDecoder.ReadQrTextsAsync(picture)).Distinct(StringComparer.Ordinal));
        Assert.Equal([read], await BarcodeDecoder.ReadTextsWithZxingAsync(picture, "QRCode"));
        Assert.StartsWith($"HTTPS://{ConsumerServer.Host.ToUpperInvariant()}/01/", read, StringComparison.Ordinal);
        var page = await PageLook.VisitAsync(server.Visit(new Uri(read)) with { JavaScript = false }, $"from-label-{format}-{template}");

        Assert.Equal("Casa Demo issued this code.", page.Heading);
        Assert.Contains(await PrintedSerialAsync(batch), page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_half_covered_is_not_read()
    {
        var batch = await server.CreateBatchAsync();
        using var folder = new TemporaryFolder();

        var picture = await PhotographAsync(folder, batch, "svg", "roll-60x40", 640, "clip-path:inset(0 0 50% 0)");

        Assert.Empty(await BarcodeDecoder.ReadQrTextsAsync(picture));
    }

    /// <summary>Draws the label in Chromium on a table-coloured ground and takes a picture of the screen.</summary>
    private async Task<string> PhotographAsync(TemporaryFolder folder, string batch, string format, string template, int widthPixels, string camera)
    {
        var label = folder.File($"label.{format}");
        await File.WriteAllBytesAsync(
            label, await server.Admin.GetByteArrayAsync(new Uri($"/api/v1/batches/{batch}/labels?format={format}&template={template}", UriKind.Relative), Cancellation), Cancellation);
        var page = folder.File("photo.html");
        await File.WriteAllTextAsync(
            page,
            string.Create(CultureInfo.InvariantCulture, $"""
            <!doctype html><html lang="en"><title>A label on a table</title>
            <body style="margin:0;height:100vh;display:grid;place-items:center;background:linear-gradient(35deg,#8a6a4a,#c9a98a)">
            <img src="label.{format}" alt="" style="width:{widthPixels}px;background:#fff;{camera}">
            """),
            Cancellation);
        var picture = folder.File("photo.png");
        await Chromium.VisitAsync(new PageVisit(new Uri(page).AbsoluteUri) { Width = 760, Height = 620, Screenshot = picture, FullPage = false });
        File.Copy(picture, PageLook.Picture($"photo-{format}-{template}-{(camera.Length == 0 ? "straight" : "askew")}"), overwrite: true);
        return picture;
    }

    private async Task<string> PrintedSerialAsync(string batch) => (await server.CodeOfAsync(batch)).Segments[^1];
}
