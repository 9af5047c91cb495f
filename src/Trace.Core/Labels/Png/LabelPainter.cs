using SkiaSharp;

namespace Trace.Core.Labels;

/// <summary>Paints drawings into grey pixels, one pixel a printer dot. Text is smoothed; bars and modules are whole pixels.</summary>
internal sealed class LabelPainter(DotGrid grid)
{
    /// <summary>Paints on the canvas of a bitmap; <paramref name="x"/> and <paramref name="y"/> are the label's top left corner in mm.</summary>
    public void Paint(SKCanvas canvas, LabelDrawing drawing, double x, double y)
    {
        using var black = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        using var sharp = new SKPaint { Color = SKColors.Black, IsAntialias = false };
        foreach (var bar in drawing.Bars)
            canvas.DrawRect(SKRect.Create(grid.Dots(x + bar.XMm), grid.Dots(y + bar.YMm), grid.Dots(bar.WidthMm), grid.Dots(bar.HeightMm)), sharp);
        foreach (var run in drawing.Texts)
            Paint(canvas, run, x, y);
        foreach (var run in drawing.Outlines)
        {
            var scale = Dots(run.SizePt * TextRun.MmPerPt);
            canvas.Save();
            canvas.Translate(Dots(x + run.XMm), Dots(y + run.BaselineMm));
            canvas.Scale(scale);
            canvas.DrawPath(run.Outline.Path, black);
            canvas.Restore();
        }
    }

    public void Paint(SKCanvas canvas, TextRun run, double x, double y)
    {
        var em = run.SizePt * TextRun.MmPerPt * grid.DotsPerMm;
        using var paint = new SKPaint { Color = run.White ? SKColors.White : SKColors.Black, IsAntialias = true };
        using var font = new SKFont(run.Font.Typeface, (float)em) { ScaleX = (float)run.Stretch, Hinting = SKFontHinting.None, LinearMetrics = true, Subpixel = true, Edging = SKFontEdging.Antialias };
        var places = new SKPoint[run.Text.Length];
        var next = x + run.XMm;
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = new SKPoint(Dots(next), grid.Dots(y + run.BaselineMm));
            var advance = (run.Font.Advances[run.Font.GlyphOf(run.Text[i])] / (double)LabelFont.UnitsPerEm) + run.GapAfterEm(i);
            next += advance * run.Stretch * run.SizePt * TextRun.MmPerPt;
        }

        using var text = SKTextBlob.CreatePositioned(run.Text, font, places);
        canvas.DrawText(text, 0, 0, paint);
    }

    /// <summary>Fills the dark modules of a symbol whose box has its top left corner at the given dots.</summary>
    public static void Paint(Span<byte> pixels, int width, SymbolMatrix matrix, SymbolPlacement place, int xDots, int yDots)
    {
        var (dots, quiet) = (place.ModuleDots, SymbolPlacement.QuietModules * place.ModuleDots);
        for (var row = 0; row < matrix.Size; row++)
        {
            var first = pixels.Slice((yDots + quiet + (row * dots)) * width, width);
            var modules = matrix.Row(row);
            for (var column = 0; column < matrix.Size; column++)
                first.Slice(xDots + quiet + (column * dots), dots).Fill(modules[column] != 0 ? (byte)0 : (byte)255);
            for (var line = 1; line < dots; line++)
                first.Slice(xDots + quiet, matrix.Size * dots).CopyTo(pixels[(((yDots + quiet + (row * dots) + line) * width) + xDots + quiet)..]);
        }
    }

    private float Dots(double mm) => (float)(mm * grid.DotsPerMm);
}
