using SkiaSharp;
using Trace.Server.Web.Console.Search;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Console;

/// <summary>A photo of a label is read by the server, and by nothing else than its symbol.</summary>
public sealed class LabelPhotoTests
{
    [Fact]
    public async Task A_symbol_is_read_upright_turned_and_small_on_a_large_photo()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(1);
        var uri = (await brand.UrisAsync(batch, 0, 1))[0];
        foreach (var (turned, width, height) in new[] { (0, 0, 0), (90, 0, 0), (12, 3000, 2000) })
        {
            var label = await brand.Admin.GetByteArrayAsync(
                new Uri($"/api/v1/batches/{batch}/labels?format=png&template=roll-60x40", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal((turned, uri), (turned, await ReadAsync(Photo(label, turned, width, height))));
        }
    }

    [Fact]
    public async Task What_is_no_photo_has_no_symbol_or_is_too_large_is_refused_in_words()
    {
        Assert.Equal("invalid_picture", await ReadAsync("<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray()));
        Assert.Equal("not_a_code", await ReadAsync(Photo(Blank(200, 200), 0, 0, 0)));
        // A few kilobytes that would unpack to 400 MB.
        Assert.Equal("invalid_picture", await ReadAsync(Blank(10_000, 10_000)));
        var cut = Photo(Blank(500, 500), 5, 800, 800);
        Assert.NotEqual("", await ReadAsync(cut[..(cut.Length / 2)]));
    }

    /// <summary>Its text, or the word of the failure.</summary>
    private static async Task<string> ReadAsync(byte[] photo)
    {
        using var stream = new MemoryStream(photo);
        return (await LabelPhoto.ReadAsync(stream, TestContext.Current.CancellationToken)).TryGet(out var text, out var failure) ? text : failure.Code;
    }

    private static byte[] Photo(byte[] label, float degrees, int width, int height)
    {
        using var picture = SKBitmap.Decode(label);
        var (wide, high) = width == 0 ? (Math.Max(picture.Width, picture.Height), Math.Max(picture.Width, picture.Height)) : (width, height);
        using var surface = SKSurface.Create(new SKImageInfo(wide, high));
        surface.Canvas.Clear(SKColors.Gainsboro);
        surface.Canvas.RotateDegrees(degrees, wide / 2f, high / 2f);
        using var drawn = SKImage.FromBitmap(picture);
        surface.Canvas.DrawImage(drawn, (wide - picture.Width) / 2f, (high - picture.Height) / 2f, new SKSamplingOptions(SKFilterMode.Linear));
        using var image = surface.Snapshot();
        using var encoded = image.Encode(SKEncodedImageFormat.Jpeg, 80);
        return encoded.ToArray();
    }

    private static byte[] Blank(int width, int height)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return encoded.ToArray();
    }
}
