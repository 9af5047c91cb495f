using QRCoder;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Rig;

/// <summary>The decoders the other tests rely on: they read what is there and nothing else.</summary>
public sealed class BarcodeDecoderTests
{
    private const string WithSeparators = "0109506000134352\u001D10ABC\u001D21XYZ";

    public static TheoryData<string> Texts => ["https://example.org/01/09506000134352/21/ABC?k=1", WithSeparators, "Größe ✓ 日本", "two\nlines"];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Zbar_reads_what_was_written(string text) =>
        Assert.Equal([text], await BarcodeDecoder.ReadQrTextsAsync(Png(text)));

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Zxing_reads_what_was_written(string text) =>
        Assert.Equal([text], await BarcodeDecoder.ReadTextsWithZxingAsync(Png(text)));

    [Fact]
    public async Task Both_readers_read_a_whole_code_and_nothing_from_one_destroyed()
    {
        const string Text = "https://example.org/01/09506000134352";
        var image = Draw(Text);

        Assert.Equal([Text], await BarcodeDecoder.ReadQrTextsAsync(image.ToPgm()));
        Assert.Equal([Text], await BarcodeDecoder.ReadTextsWithZxingAsync(image.ToPgm()));

        // The lower half is gone: more than error correction level M repairs.
        image.Fill(0, image.Height / 2, image.Width, image.Height / 2, 255);

        Assert.Empty(await BarcodeDecoder.ReadQrTextsAsync(image.ToPgm()));
        Assert.Empty(await BarcodeDecoder.ReadTextsWithZxingAsync(image.ToPgm()));
    }

    [Fact]
    public async Task A_cut_out_part_holds_only_its_own_code()
    {
        var left = Draw("LEFT");
        var right = Draw("RIGHT");
        var sheet = new GrayImage(left.Width + right.Width, left.Height);
        for (var y = 0; y < sheet.Height; y++)
        {
            for (var x = 0; x < sheet.Width; x++)
                sheet[x, y] = x < left.Width ? left[x, y] : right[x - left.Width, y];
        }

        sheet = GrayImage.Parse(sheet.ToPgm());

        Assert.Equal(["LEFT", "RIGHT"], (await BarcodeDecoder.ReadQrTextsAsync(sheet.ToPgm())).Order(StringComparer.Ordinal));
        Assert.Equal(["RIGHT"], await BarcodeDecoder.ReadQrTextsAsync(sheet.Crop(left.Width, 0, right.Width, right.Height).ToPgm()));
        Assert.Equal(["LEFT"], await BarcodeDecoder.ReadTextsWithZxingAsync(sheet.Crop(-10, -10, left.Width + 10, left.Height + 10).ToPgm()));
    }

    [Fact]
    public async Task Many_images_are_read_in_their_order()
    {
        using var folder = new TemporaryFolder();
        var texts = Enumerable.Range(0, 60).Select(i => $"CODE-{i}").ToArray();
        var paths = texts.Select(text => folder.File($"{text}.png")).ToArray();
        foreach (var (text, path) in texts.Zip(paths))
            await File.WriteAllBytesAsync(path, Png(text), TestContext.Current.CancellationToken);

        var zbar = await BarcodeDecoder.ReadQrAsync(paths);
        var zxing = await BarcodeDecoder.ReadWithZxingAsync(paths);

        Assert.Equal(texts, zbar.Select(codes => codes.Single().Text));
        Assert.Equal(texts, zxing.Select(codes => codes.Single().Text));
        Assert.All(zxing, codes => Assert.NotNull(codes[0].Corner));
    }

    [Fact]
    public async Task A_file_that_is_no_image_is_an_error_and_not_an_empty_answer()
    {
        await Assert.ThrowsAsync<ToolException>(() => BarcodeDecoder.ReadQrTextsAsync([1, 2, 3]));
        await Assert.ThrowsAsync<ToolException>(() => BarcodeDecoder.ReadTextsWithZxingAsync([1, 2, 3]));
    }

    private static byte[] Png(string text)
    {
        using var data = Encode(text);
        using var code = new PngByteQRCode(data);
        return code.GetGraphic(6);
    }

    private static QRCodeData Encode(string text)
    {
        using var generator = new QRCodeGenerator();
        return generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M, forceUtf8: text.Any(c => c > 0x7F));
    }

    private static GrayImage Draw(string text)
    {
        const int Module = 6;
        using var data = Encode(text);
        var size = data.ModuleMatrix.Count * Module;
        var image = new GrayImage(size, size);
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
                image[x, y] = data.ModuleMatrix[y / Module][x / Module] ? (byte)0 : (byte)255;
        }

        return image;
    }
}
