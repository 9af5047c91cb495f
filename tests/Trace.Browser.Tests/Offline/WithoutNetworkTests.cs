using System.Text.Json;
using Trace.Browser.Tests.Consumer;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Offline;

/// <summary>The page on a phone whose network is cut after the first visit.</summary>
public sealed class WithoutNetworkTests(ConsumerServer server) : IClassFixture<ConsumerServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_photographed_label_is_read_and_verified_with_the_network_cut()
    {
        OfflineReader.Require();
        var batch = await server.CreateBatchAsync();
        using var folder = new TemporaryFolder();
        var photo = await OfflineVisit.PhotographAsync(server, folder, batch, OfflineVisit.Askew, Cancellation);

        var page = await OfflineVisit.VisitAsync(
            OfflineVisit.Of(server, PageStep.Network(isOn: false), OfflineVisit.Reopen(server), OfflineVisit.HasKeys, PageStep.Upload("#photo", photo), OfflineVisit.WaitForReason("signature_valid")),
            "offline-valid");

        Assert.Equal("Casa Demo signed this code.", page.Heading);
        Assert.Contains((await server.CodeOfAsync(batch)).Segments[^1], page.Text.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("a copied label has the same signature", page.Text, StringComparison.Ordinal);
        Assert.Contains("Waiting for network", page.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)genuine|authentic|fake|counterfeit|original", page.Text);
    }

    /// <summary>The live picture instead of a photo; a canvas stands in for the lens.</summary>
    [Fact]
    public async Task A_label_held_before_the_camera_is_read_with_the_network_cut()
    {
        OfflineReader.Require();
        using var folder = new TemporaryFolder();
        var photo = await OfflineVisit.PhotographAsync(server, folder, await server.CreateBatchAsync(), "", Cancellation);
        var lens = $$"""
            (async () => {
              const bytes = Uint8Array.from(atob('{{Convert.ToBase64String(await File.ReadAllBytesAsync(photo, Cancellation))}}'), c => c.charCodeAt(0));
              const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
              const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
              const draw = () => canvas.getContext('2d').drawImage(picture, 0, 0);
              navigator.mediaDevices.getUserMedia = async () => { draw(); setInterval(draw, 50); return globalThis.stream = canvas.captureStream(20); };
            })()
            """;

        var page = await OfflineVisit.VisitAsync(OfflineVisit.Of(
            server,
            PageStep.Network(isOn: false),
            PageStep.Evaluate(lens),
            PageStep.Click("#scan"),
            OfflineVisit.WaitForReason("signature_valid"),
            PageStep.Evaluate("[stream.getTracks().every(track => track.readyState === 'ended'), document.getElementById('camera').hidden]")));

        Assert.Equal("[true,true]", page.Values[^1].GetRawText());
    }

    /// <summary>A browser without a reader of its own, and a server that was built without ours.</summary>
    [Fact]
    public async Task Where_nothing_reads_pictures_the_page_knows_it()
    {
        var page = await OfflineVisit.VisitAsync(OfflineVisit.Of(
            server,
            PageStep.Evaluate("void (globalThis.Worker = class { constructor() { setTimeout(() => this.onerror({})); } }, delete globalThis.BarcodeDetector)"),
            OfflineVisit.Ask("decoder.js?without", "[await page.prepare(), await page.readQrTextsOfFile(await (await fetch('icon-192.png')).blob())]")));

        Assert.Equal("[false,[]]", page.Values[^1].GetRawText());
    }

    [Fact]
    public async Task What_the_page_says_of_each_kind_of_code()
    {
        var signed = await server.CreateCodeAsync("issued");
        var compact = await server.CodeOfAsync(await server.CreateBatchAsync(profile: "compact"));
        (string Code, string Reason, bool Kept)[] codes =
        [
            (signed.AbsoluteUri, "signature_valid", true),
            (ConsumerServer.WithLastDigitChanged(signed).AbsoluteUri, "signature_invalid", true),
            (signed.AbsoluteUri.Replace("/21/", "/10/L1/21/", StringComparison.Ordinal), "signature_invalid", true),
            (compact.AbsoluteUri, "signature_absent", true),
            ("WIFI:S:home;P:secret;;", "not_a_code", false),
            ("https://elsewhere.example/menu", "not_a_code", false),
        ];

        var page = await OfflineVisit.VisitAsync(OfflineVisit.Of(
            server,
            [PageStep.Network(isOn: false), .. codes.SelectMany(code => (PageStep[])[.. OfflineVisit.Type(code.Code), OfflineVisit.WaitForReason(code.Reason)]), OfflineVisit.Ask("store.js", "(await page.scans()).map(scan => scan.text)")]));

        // The newest first; what is no code is not kept: it may be the password of a network.
        Assert.Equal(codes.Where(code => code.Kept).Select(code => code.Code).Reverse(), page.Values[^1].Deserialize<string[]>()!);
    }

    [Fact]
    public async Task A_picture_without_a_code_and_a_file_that_is_no_picture_are_said_to_have_none()
    {
        OfflineReader.Require();
        using var folder = new TemporaryFolder();
        var covered = await OfflineVisit.PhotographAsync(server, folder, await server.CreateBatchAsync(), "clip-path:inset(0 0 50% 0)", Cancellation);
        await File.WriteAllTextAsync(folder.File("text.png"), "no picture", Cancellation);

        var page = await OfflineVisit.VisitAsync(OfflineVisit.Of(
            server,
            PageStep.Upload("#photo", covered),
            OfflineVisit.WaitForReason("no_code"),
            PageStep.Evaluate("document.getElementById('result').replaceChildren()"),
            PageStep.Upload("#photo", folder.File("text.png")),
            OfflineVisit.WaitForReason("no_code")));

        Assert.Equal("No QR code was found.", page.Heading);
    }
}
