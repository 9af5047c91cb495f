using SkiaSharp;

namespace Trace.Core.Documents;

/// <summary>A picture as a document shows it: made anew from a file, no larger than paper shows, so that nothing of the file is left but what is seen.</summary>
/// <param name="IsCut">Whether only its upper part is shown: a page of a shop can be as long as ten of ours.</param>
public sealed record DocumentPicture(ReadOnlyMemory<byte> Jpeg, int Width, int Height, bool IsCut)
{
    public const long MaxPixels = 40_000_000;

    private const int MostWidth = 1400;
    private const double MostHeightOfWidth = 1.3;
    private const int Quality = 84;

    /// <summary>Decodes a PNG, JPEG or WebP. Everything else gives null, and so does what is too large or broken: hostile bytes never throw.</summary>
    /// <remarks>Takes up to 160 MB while it runs, so callers do one at a time.</remarks>
    public static DocumentPicture? TryMake(Stream file)
    {
        using var data = SKData.Create(file);
        using var codec = data == null ? null : SKCodec.Create(data);
        if (codec?.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp))
            return null;
        // What a file says of its size is read before anything is unpacked.
        if ((long)codec.Info.Width * codec.Info.Height > MaxPixels)
            return null;
        using var bitmap = SKBitmap.Decode(codec, new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        return bitmap == null ? null : Make(bitmap, codec.EncodedOrigin);
    }

    private static DocumentPicture Make(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        var (width, height) = PictureOrientation.SizeOf(bitmap, origin);
        var scale = Math.Min(1f, (float)MostWidth / width);
        var (shownWidth, wholeHeight) = (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
        var shownHeight = Math.Min(wholeHeight, (int)Math.Ceiling(shownWidth * MostHeightOfWidth));
        using var surface = SKSurface.Create(new SKImageInfo(shownWidth, shownHeight, SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(scale);
        surface.Canvas.Concat(PictureOrientation.Upright(origin, width, height));
        using var image = SKImage.FromBitmap(bitmap);
        surface.Canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var shown = surface.Snapshot();
        using var encoded = shown.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return new DocumentPicture(encoded.ToArray(), shownWidth, shownHeight, shownHeight < wholeHeight);
    }
}
