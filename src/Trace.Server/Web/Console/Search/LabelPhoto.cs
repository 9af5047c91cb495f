using SkiaSharp;
using Trace.Server.Brands;
using Trace.Server.Http;
using ZXing;
using ZXing.Common;

namespace Trace.Server.Web.Console.Search;

/// <summary>Reads the QR code on a photo of a label; a DataMatrix, where a browser reads it, is read there. Nothing of the photo is kept.</summary>
/// <remarks>
/// For browsers that cannot read it themselves. What a file says of its size is read before anything is unpacked, and one photo is unpacked at a time
/// (up to 100 MB), so that nobody fills the memory.
/// </remarks>
public static class LabelPhoto
{
    public const int MaxBytes = 12 << 20;

    /// <summary>Longest edges that are tried in turn: a small symbol needs many pixels, a blurred one is read better with fewer.</summary>
    private static readonly int[] Edges = [1600, 2600, 800];

    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>The text of the symbol.</summary>
    public static async Task<Outcome<string>> ReadAsync(Stream photo, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await photo.CopyToAsync(bytes, cancellationToken);
        await Turn.WaitAsync(cancellationToken);
        try
        {
            // Beside the circuit, whose other events need not wait.
            return await Task.Run(() => Read(bytes), cancellationToken);
        }
        finally
        {
            Turn.Release();
        }
    }

    private static Outcome<string> Read(MemoryStream bytes)
    {
        using var data = SKData.CreateCopy(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        using var codec = SKCodec.Create(data);
        if (codec == null || codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp))
            return new Failure("invalid_picture", "A photo is a PNG, JPEG or WebP file.");
        if ((long)codec.Info.Width * codec.Info.Height > Picture.MaxPixels)
            return new Failure("invalid_picture", $"A photo has at most {Picture.MaxPixels / 1_000_000} million pixels.");
        using var bitmap = SKBitmap.Decode(codec, new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (bitmap == null)
            return new Failure("invalid_picture", "The photo cannot be read to its end.");
        var longest = Math.Max(bitmap.Width, bitmap.Height);
        foreach (var edge in Edges.Select(edge => Math.Min(edge, longest)).Distinct())
        {
            if (Decode(bitmap, edge / (double)longest) is { } text)
                return text;
        }

        return new Failure("not_a_code", "No symbol was found on the photo.");
    }

    private static string? Decode(SKBitmap bitmap, double scale)
    {
        var (width, height) = (Math.Max(1, (int)(bitmap.Width * scale)), Math.Max(1, (int)(bitmap.Height * scale)));
        using var gray = new SKBitmap(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(gray))
        using (var image = SKImage.FromBitmap(bitmap))
        {
            // What is transparent is paper.
            canvas.Clear(SKColors.White);
            canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        var luminance = new byte[width * height];
        var rows = gray.GetPixelSpan();
        for (var row = 0; row < height; row++)
            rows.Slice(row * gray.RowBytes, width).CopyTo(luminance.AsSpan(row * width));
        var reader = new BarcodeReaderGeneric
        {
            AutoRotate = true,
            Options = new DecodingOptions { PossibleFormats = [BarcodeFormat.QR_CODE], TryHarder = true, TryInverted = true },
        };
        try
        {
            return reader.Decode(new RGBLuminanceSource(luminance, width, height, RGBLuminanceSource.BitmapFormat.Gray8))?.Text;
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or ArgumentException or InvalidOperationException)
        {
            // What looks like a symbol, and is made to break its reader, is none.
            return null;
        }
    }
}
