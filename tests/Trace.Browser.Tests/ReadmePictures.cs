using System.Buffers.Binary;
using Trace.Browser.Tests.Consumer;
using Trace.Browser.Tests.Offline;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests;

/// <summary>
/// The pictures of README.md, made of a running server. <c>tools/readme-pictures.sh</c> writes them again; without it the same is made and thrown
/// away, and the files are checked for what a reader needs of them.
/// </summary>
public sealed class ReadmePictures
{
    private const int MaxBytes = 200 * 1024;

    /// <summary>The first screen of a phone, at two dots a pixel.</summary>
    private const int PhoneWidth = 390;

    /// <summary>A small laptop.</summary>
    private const int DeskWidth = 1280;
    private const int DeskHeight = 800;

    /// <summary>A4 at 150 dots an inch, and of it the first two rows with the same white above and below.</summary>
    private const int SheetDpi = 150;
    private const int SheetWidth = 1240;
    private const int RowsTop = 72;
    private const int RowsHeight = 490;

    /// <summary>Waits for the pictures of a page, and tells which could not be had.</summary>
    private const string MissingPictures =
        """
        Promise.all([...document.images].map(async image => {
          while (!image.complete) await new Promise(resolve => setTimeout(resolve, 50));
          return image.naturalWidth > 0 ? '' : `${(await fetch(image.src)).status} ${image.src}`;
        })).then(missing => missing.join(''))
        """;

    private static readonly bool AreUpdated = Environment.GetEnvironmentVariable("TRACE_UPDATE_IMAGES") == "1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_readme_shows_a_code_without_objections()
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("issued");

        var page = await PhotographAsync(server, code, "consumer-issued.png");

        Assert.Equal("Casa Demo issued this code.", page.Heading);
    }

    [Fact]
    public async Task The_readme_shows_a_label_from_a_stolen_roll()
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("caution");
        await server.CheckByAnotherAsync(code, "one phone");
        server.Clock.Advance(TimeSpan.FromHours(31));
        await server.CheckByAnotherAsync(code, "another phone");
        server.Clock.Advance(TimeSpan.FromHours(55));

        var page = await PhotographAsync(server, code, "consumer-caution.png");

        Assert.Contains("This label was reported as stolen.", page.Text, StringComparison.Ordinal);
        Assert.Contains("This is check number\u00A03 of this code.", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_readme_shows_a_sheet_of_labels()
    {
        await using var server = await ConsumerServer.StartAsync();
        var batch = await server.CreateBatchAsync(quantity: 21);
        using var folder = new TemporaryFolder();
        var pdf = folder.File("labels.pdf");
        await File.WriteAllBytesAsync(
            pdf, await server.Admin.GetByteArrayAsync(new Uri($"/api/v1/batches/{batch}/labels?format=pdf&template=avery-l7160&count=21", UriKind.Relative), Cancellation), Cancellation);
        await Tool.RunAsync(
            "pdftoppm",
            ["-png", "-gray", "-singlefile", "-r", $"{SheetDpi}", "-y", $"{RowsTop}", "-W", $"{SheetWidth}", "-H", $"{RowsHeight}", pdf, folder.File("labels")]);

        await KeepAsync(folder.File("labels.png"), "labels.png", SheetWidth);

        var codes = await BarcodeDecoder.ReadQrTextsAsync(Image("labels.png"));
        Assert.Equal(6, codes.Count);
    }

    [Fact]
    public async Task The_readme_shows_a_label_checked_without_network()
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("issued");
        using var folder = new TemporaryFolder();

        await Chromium.VisitAsync(OfflineVisit.Of(
            server,
            [PageStep.Network(isOn: false), OfflineVisit.Reopen(server), OfflineVisit.HasKeys, .. OfflineVisit.Type(code.AbsoluteUri), OfflineVisit.WaitForReason("signature_valid")]) with
        {
            Axe = false,
            FullPage = false,
            Scale = 2,
            ColorScheme = "light",
            ReducedMotion = true,
            Screenshot = folder.File("offline.png"),
        });

        await KeepAsync(folder.File("offline.png"), "offline.png", PhoneWidth * 2);
    }

    [Fact]
    public async Task The_readme_shows_the_console_of_the_demo()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, database: null, "--demo");
        var password = (await File.ReadAllTextAsync(folder.File("demo/console-password.txt"), Cancellation)).Trim();
        var origin = server.Address.GetLeftPart(UriPartial.Authority);
        var desk = new PageVisit($"{origin}/console/anomalies") { Locale = "en-GB", Width = DeskWidth, Height = DeskHeight, ColorScheme = "light", FullPage = false };
        var signedIn = await Chromium.VisitAsync(desk with
        {
            Steps =
            [
                PageStep.Fill("#email", "demo@casa.example"),
                PageStep.Fill("#password", password),
                PageStep.Click("main button"),
                PageStep.WaitFor("[data-row]"),
                PageStep.Go($"{origin}/console/anomalies?kind=copied_code&view=codes"),
                PageStep.Evaluate("document.querySelector('[data-row] a').getAttribute('href')"),
                PageStep.Go($"{origin}/console/factory"),
                PageStep.Evaluate("document.querySelector('[data-row]:last-of-type a').getAttribute('href')"),
            ],
        });

        foreach (var (name, path, ready) in new[]
        {
            ("console-queue.png", "/console/anomalies", "[data-row]"),
            ("console-why.png", signedIn.Values[0].GetString()!, ".map"),
            ("console-desk.png", signedIn.Values[1].GetString()!, "#preview"),
            ("console-map.png", "/console/map", ".map .disc"),
        })
        {
            var picture = folder.File(name);
            var page = await Chromium.VisitAsync(desk with { Url = $"{origin}{path}", Cookies = signedIn.Cookies, Steps = [PageStep.WaitFor(ready), PageStep.Evaluate(MissingPictures)], Screenshot = picture });
            Assert.Equal("", page.Values[^1].GetString());
            await KeepAsync(picture, name, DeskWidth);
        }
    }

    private static async Task<PageResult> PhotographAsync(ConsumerServer server, Uri code, string name)
    {
        using var folder = new TemporaryFolder();
        var page = await Chromium.VisitAsync(server.Visit(code) with
        {
            Width = PhoneWidth,
            FullPage = false,
            Scale = 2,
            ColorScheme = "light",
            Screenshot = folder.File(name),
        });
        await KeepAsync(folder.File(name), name, PhoneWidth * 2);
        return page;
    }

    /// <summary>Fonts differ between machines, so a picture is not compared dot by dot.</summary>
    private static async Task KeepAsync(string made, string name, int width)
    {
        if (AreUpdated)
            File.Copy(made, Image(name), overwrite: true);
        Assert.True(File.Exists(Image(name)), $"docs/images/{name} does not exist; tools/readme-pictures.sh writes it.");
        Assert.InRange(new FileInfo(Image(name)).Length, 10_000, MaxBytes);
        Assert.Equal(width, await ReadWidthAsync(Image(name)));
        Assert.Equal(width, await ReadWidthAsync(made));
        Assert.Contains($"src=\"docs/images/{name}\"", await File.ReadAllTextAsync(Repository.File("README.md"), Cancellation), StringComparison.Ordinal);
    }

    private static string Image(string name) => Repository.File("docs", "images", name);

    /// <summary>PNG keeps the width in bytes 16 to 19, big-endian.</summary>
    private static async Task<int> ReadWidthAsync(string png) => BinaryPrimitives.ReadInt32BigEndian((await File.ReadAllBytesAsync(png, Cancellation)).AsSpan(16));
}
