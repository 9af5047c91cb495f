using System.Collections.Concurrent;
using SkiaSharp;

namespace Trace.Core.Labels;

/// <summary>One label as PNG: what labels share is painted once and copied. Safe on any thread.</summary>
internal sealed class PngContent(LabelPlan plan)
{
    private const int MostKept = 64;
    private const int MostDotsKept = 80_000_000;

    private readonly LabelPainter _painter = new(plan.Grid);
    private readonly ConcurrentDictionary<LabelDrawing, byte[]> _backgrounds = new(ReferenceEqualityComparer.Instance);
    private readonly SKImageInfo _size = new(plan.Grid.Dots(plan.Stock.LabelWidthMm), plan.Grid.Dots(plan.Stock.LabelHeightMm), SKColorType.Gray8, SKAlphaType.Opaque);

    /// <summary>Of one label.</summary>
    public int Dots => _size.Width * _size.Height;

    public ReadOnlyMemory<byte> Label(LabelItem item)
    {
        if (item.Content is not { } content)
            return PngFile.Write(Paint(plan.LeaderOf(item.Leader!)), _size.Width, plan.Grid);

        var face = plan.FaceOf(content);
        using var bitmap = new SKBitmap(_size);
        Background(face.Drawing).CopyTo(bitmap.GetPixelSpan());
        using (var canvas = new SKCanvas(bitmap))
        {
            foreach (var run in face.Runs(content))
                _painter.Paint(canvas, run, 0, 0);
        }

        foreach (var symbol in plan.Layout.Symbols)
        {
            LabelPainter.Paint(
                bitmap.GetPixelSpan(),
                bitmap.RowBytes,
                LabelPlan.Encode(symbol, content),
                symbol,
                plan.Grid.Dots(symbol.XMm),
                plan.Grid.Dots(symbol.YMm));
        }

        return PngFile.Write(Rows(bitmap), _size.Width, plan.Grid);
    }

    private byte[] Background(LabelDrawing drawing)
    {
        if (_backgrounds.TryGetValue(drawing, out var background))
            return background;
        using var bitmap = PaintBitmap(drawing);
        background = bitmap.GetPixelSpan().ToArray();
        if (_backgrounds.Count < MostKept && (_backgrounds.Count + 1L) * background.Length <= MostDotsKept)
            _backgrounds.TryAdd(drawing, background);
        return background;
    }

    private byte[] Paint(LabelDrawing drawing)
    {
        using var bitmap = PaintBitmap(drawing);
        return Rows(bitmap);
    }

    private SKBitmap PaintBitmap(LabelDrawing drawing)
    {
        var bitmap = new SKBitmap(_size);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        _painter.Paint(canvas, drawing, 0, 0);
        return bitmap;
    }

    /// <summary>The pixels without the padding a bitmap may have at the end of its rows.</summary>
    private static byte[] Rows(SKBitmap bitmap)
    {
        var pixels = bitmap.GetPixelSpan();
        var rows = new byte[bitmap.Width * bitmap.Height];
        for (var y = 0; y < bitmap.Height; y++)
            pixels.Slice(y * bitmap.RowBytes, bitmap.Width).CopyTo(rows.AsSpan(y * bitmap.Width));
        return rows;
    }
}
