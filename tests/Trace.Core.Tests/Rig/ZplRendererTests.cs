using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Rig;

public sealed class ZplRendererTests
{
    [Fact]
    public async Task Labels_are_drawn_and_read_by_three_readers()
    {
        using var folder = new TemporaryFolder();
        var texts = Enumerable.Range(0, 50).Select(i => $"https://example.org/21/{i}").ToArray();

        var labels = await ZplRenderer.RenderAsync(
            [.. texts.Select(text => $"^XA^FO20,20^BQN,2,4^FDMA,{text}^FS^XZ")], folder.Path, widthMm: 50, heightMm: 30, decode: true);

        string[] images = [.. labels.Select(label => label.ImagePath)];
        Assert.Equal(texts, labels.Select(label => label.Codes.Single().Text));
        Assert.Equal(texts, (await BarcodeDecoder.ReadQrAsync(images)).Select(codes => codes.Single().Text));
        Assert.Equal(texts, (await BarcodeDecoder.ReadWithZxingAsync(images)).Select(codes => codes.Single().Text));
    }

    [Fact]
    public async Task What_is_no_label_is_refused()
    {
        using var folder = new TemporaryFolder();

        await Assert.ThrowsAsync<ToolException>(() => ZplRenderer.RenderAsync(["no label"], folder.Path, 50, 30));
    }
}
