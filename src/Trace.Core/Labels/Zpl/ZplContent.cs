using System.Text;
using SkiaSharp;

namespace Trace.Core.Labels;

/// <summary>Turns drawings and symbols into ZPL II fields. Coordinates are printer dots from the top left corner of the row.</summary>
internal sealed class ZplContent(ByteBuilder output, DotGrid grid)
{
    /// <summary>Bytes of a field that ZPL reads as commands or as the start of an escape.</summary>
    private const string Escaped = "^~_";

    private readonly LabelPainter _painter = new(grid);

    public void Drawing(LabelDrawing drawing, double x, double y)
    {
        foreach (var bar in drawing.Bars)
        {
            var (width, height) = (grid.Dots(bar.WidthMm), grid.Dots(bar.HeightMm));
            output.Append("^FO"u8).Append(grid.Dots(x + bar.XMm)).Append((byte)',').Append(grid.Dots(y + bar.YMm))
                .Append("^GB"u8).Append(width).Append((byte)',').Append(height).Append((byte)',').Append(Math.Min(width, height)).Append("^FS\n"u8);
        }

        foreach (var run in drawing.Texts)
            Text(run, x, y);
        foreach (var run in drawing.Outlines)
        {
            var em = run.SizePt * TextRun.MmPerPt;
            Bitmap(new LabelDrawing([], [], [run with { XMm = 0, BaselineMm = 1.1 * em }]), x + run.XMm, y + run.BaselineMm - (1.1 * em), run.Outline.WidthEm * em, 1.6 * em);
        }
    }

    /// <summary>In the printer's scalable font 0, which is narrower than ours; groups are set apart by a space.</summary>
    public void Text(TextRun run, double x, double y)
    {
        if (!IsLatin(run.Text))
        {
            var em = run.SizePt * TextRun.MmPerPt;
            Bitmap(new LabelDrawing([], [run with { XMm = 0, BaselineMm = 1.1 * em }], []), x + run.XMm, y + run.BaselineMm - (1.1 * em), run.WidthMm, 1.5 * em);
            return;
        }

        var size = grid.Dots(run.SizePt * TextRun.MmPerPt);
        output.Append("^FT"u8).Append(grid.Dots(x + (run.On?.XMm ?? run.XMm))).Append((byte)',').Append(grid.Dots(y + run.BaselineMm))
            .Append("^A0N,"u8).Append(size).Append((byte)',').Append((int)(size * run.Stretch));
        if (run.On is { } bar)
            output.Append("^FB"u8).Append(grid.Dots(bar.WidthMm)).Append(",1,0,C^FR"u8);
        output.Append("^FH^FD"u8);
        for (var i = 0; i < run.Text.Length; i++)
        {
            Data(run.Text[i]);
            if (run.GroupEvery > 0 && (i + 1) % run.GroupEvery == 0 && i + 1 < run.Text.Length)
                output.Append((byte)' ');
        }

        output.Append("^FS\n"u8);
    }

    public void Symbol(SymbolMatrix matrix, SymbolPlacement place, int xDots, int yDots)
    {
        var quiet = SymbolPlacement.QuietModules * place.ModuleDots;
        ZplGraphic.Symbol(output, matrix, place.ModuleDots, xDots + quiet, yDots + quiet);
    }

    /// <summary>Level M, automatic modes, model 2. Firmware sets the symbol down by the height of <c>^BY</c>, so that is one dot here.</summary>
    public void Bq(string text, SymbolPlacement place, int xDots, int yDots)
    {
        const int height = 1;
        var quiet = SymbolPlacement.QuietModules * place.ModuleDots;
        output.Append("^BY2,3,"u8).Append(height).Append("^FO"u8).Append(xDots + quiet).Append((byte)',').Append(yDots + quiet - height)
            .Append("^BQN,2,"u8).Append(place.ModuleDots).Append("^FH^FDMA,"u8);
        foreach (var c in text)
            Data(c);
        output.Append("^FS\n"u8);
    }

    private static bool IsLatin(string text) => text.All(c => c <= '\u00FF');

    private void Data(char c)
    {
        if (c is >= ' ' and < '\u007F' && !Escaped.Contains(c, StringComparison.Ordinal))
        {
            output.Append((byte)c);
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (var value in bytes[..Encoding.UTF8.GetBytes([c], bytes)])
            output.Append((byte)'_').Append("0123456789ABCDEF"u8[value >> 4]).Append("0123456789ABCDEF"u8[value & 15]);
    }

    private void Bitmap(LabelDrawing drawing, double x, double y, double width, double height)
    {
        var size = new SKImageInfo(Math.Max(1, grid.Dots(width) + 2), Math.Max(1, grid.Dots(height)), SKColorType.Gray8, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(size);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            _painter.Paint(canvas, drawing, 0, 0);
        }

        var rows = new byte[size.Width * size.Height];
        for (var row = 0; row < size.Height; row++)
            bitmap.GetPixelSpan().Slice(row * bitmap.RowBytes, size.Width).CopyTo(rows.AsSpan(row * size.Width));
        ZplGraphic.Pixels(output, rows, size.Width, Math.Max(0, grid.Dots(x)), Math.Max(0, grid.Dots(y)));
    }
}
