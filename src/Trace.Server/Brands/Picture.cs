using System.Globalization;
using System.Security.Cryptography;
using SkiaSharp;
using Trace.Core.Documents;
using Trace.Server.Http;

namespace Trace.Server.Brands;

/// <summary>A picture of a brand as we serve it: made by us from what was uploaded, so that nothing of the upload is left but what is seen.</summary>
/// <param name="Name"><c>{hash}-{width}x{height}.webp</c>: the name changes with the content, so it can be kept forever.</param>
public sealed record Picture(string Name, byte[] Content)
{
    public const string MediaType = "image/webp";
    internal const long MaxPixels = 25_000_000;
    private const int Quality = 82;

    /// <summary>One at a time: a decoded picture takes up to 100 MB.</summary>
    private static readonly SemaphoreSlim Decoding = new(1);

    /// <summary>Width and height in the name, so that a page keeps room for a picture that comes later.</summary>
    public static (int Width, int Height) SizeOf(string name)
    {
        var size = name.AsSpan(name.IndexOf('-', StringComparison.Ordinal) + 1, name.LastIndexOf('.') - name.IndexOf('-', StringComparison.Ordinal) - 1);
        var cross = size.IndexOf('x');
        return (int.Parse(size[..cross], CultureInfo.InvariantCulture), int.Parse(size[(cross + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>Decodes a PNG, JPEG or WebP, makes it fit and encodes it again. The brand is part of the hash: the same picture of another brand is another.</summary>
    public static async Task<Outcome<Picture>> MakeAsync(Func<Stream> upload, long brandId, int maxWidth, int maxHeight, CancellationToken cancellationToken)
    {
        await Decoding.WaitAsync(cancellationToken);
        try
        {
            // Read when its turn has come: what waits is not in memory.
            await using var stream = upload();
            return Make(stream, brandId, maxWidth, maxHeight);
        }
        finally
        {
            Decoding.Release();
        }
    }

    private static Outcome<Picture> Make(Stream upload, long brandId, int maxWidth, int maxHeight)
    {
        using var data = SKData.Create(upload);
        using var codec = SKCodec.Create(data);
        if (codec == null || codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp))
            return new Failure("invalid_picture", "A picture is a PNG, JPEG or WebP file.");
        // What a file says of its size is read before anything is unpacked.
        if ((long)codec.Info.Width * codec.Info.Height > MaxPixels)
            return new Failure("invalid_picture", $"A picture has at most {MaxPixels / 1_000_000} million pixels.");
        using var bitmap = SKBitmap.Decode(codec, new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (bitmap == null)
            return new Failure("invalid_picture", "The picture cannot be read to its end.");
        using var fitted = Fit(bitmap, codec.EncodedOrigin, maxWidth, maxHeight);
        using var encoded = fitted.Encode(SKEncodedImageFormat.Webp, Quality);
        var content = encoded.ToArray();
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (hash)
        {
            hash.AppendData(BitConverter.GetBytes(brandId));
            hash.AppendData(content);
            return new Picture(string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16))}-{fitted.Width}x{fitted.Height}.webp"), content);
        }
    }

    /// <summary>Upright and no larger than that; a smaller one keeps its size. What the file says besides, such as where it was taken, is not taken over.</summary>
    private static SKImage Fit(SKBitmap bitmap, SKEncodedOrigin origin, int maxWidth, int maxHeight)
    {
        var (width, height) = PictureOrientation.SizeOf(bitmap, origin);
        var scale = Math.Min(1f, Math.Min((float)maxWidth / width, (float)maxHeight / height));
        var info = new SKImageInfo(Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)), SKColorType.Rgba8888, SKAlphaType.Premul);
        using var surface = SKSurface.Create(info);
        var canvas = surface.Canvas;
        canvas.Scale((float)info.Width / width, (float)info.Height / height);
        canvas.Concat(PictureOrientation.Upright(origin, width, height));
        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return surface.Snapshot();
    }
}
