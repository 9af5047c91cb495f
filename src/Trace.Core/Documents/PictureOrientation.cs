using SkiaSharp;

namespace Trace.Core.Documents;

/// <summary>EXIF orientations 1 to 8: how a stored picture becomes the one that people see.</summary>
public static class PictureOrientation
{
    /// <summary>Width and height as people see them.</summary>
    public static (int Width, int Height) SizeOf(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(bitmap);
        return origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom ? (bitmap.Height, bitmap.Width) : (bitmap.Width, bitmap.Height);
    }

    /// <summary>From the stored picture to the one that people see, which is so wide and high.</summary>
    public static SKMatrix Upright(SKEncodedOrigin origin, float width, float height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, width, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, width, -1, 0, height, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, height, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
