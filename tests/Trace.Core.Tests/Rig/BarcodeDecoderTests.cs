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
    public async Task Both_readers_find_nothing_in_a_destroyed_code()
    {
        var image = Destroyed(Pgm("https://example.org/01/09506000134352"));

        Assert.Empty(await BarcodeDecoder.ReadQrTextsAsync(image));
        Assert.Empty(await BarcodeDecoder.ReadTextsWithZxingAsync(image));
    }

    [Fact]
    public async Task Zbar_reads_the_same_code_undestroyed() =>
        Assert.Equal(["https://example.org/01/09506000134352"], await BarcodeDecoder.ReadQrTextsAsync(Pgm("https://example.org/01/09506000134352")));

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

    /// <summary>A portable grey map: easy to damage, unlike a compressed PNG.</summary>
    private static byte[] Pgm(string text)
    {
        const int Module = 6;
        using var data = Encode(text);
        var size = data.ModuleMatrix.Count * Module;
        var image = new List<byte>([.. System.Text.Encoding.ASCII.GetBytes($"P5\n{size} {size}\n255\n")]);
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
                image.Add(data.ModuleMatrix[y / Module][x / Module] ? (byte)0 : (byte)255);
        }

        return [.. image];
    }

    /// <summary>The lower half is gone: more than error correction level M repairs.</summary>
    private static byte[] Destroyed(byte[] image)
    {
        var damaged = image.ToArray();
        damaged.AsSpan(damaged.Length / 2).Fill(255);
        return damaged;
    }
}
