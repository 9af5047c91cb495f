using SkiaSharp;
using Trace.Core.Labels;
using Trace.Testing;

namespace Trace.Core.Tests.Labels;

/// <summary>A label of a roll as people see it: drawn by Poppler, by Chromium, by a renderer of ZPL, or the PNG itself.</summary>
internal sealed record LabelPicture(GrayImage Image, double DotsPerMm)
{
    private const int Dark = 128;

    public static async Task<LabelPicture> DrawAsync(string stock, LabelFormat format, LabelContent label, LabelContent representative)
    {
        var plan = SampleLabels.Plan(stock, format, new LabelOptions { Dpi = 300 }, representative);
        using var folder = new TemporaryFolder();
        var path = folder.File($"label.{format}");
        await File.WriteAllBytesAsync(path, await SampleLabels.WriteAsync(plan, [label]));
        return format switch
        {
            LabelFormat.Pdf => new LabelPicture(GrayImage.Read((await PdfTools.RasteriseAsync(path, folder.Path, 300))[0]), plan.Grid.DotsPerMm),
            LabelFormat.Svg => await VisitAsync(path, folder, plan.Stock),
            LabelFormat.Zpl => await RenderAsync(path, folder, plan),
            _ => new LabelPicture(ReadPng(path), plan.Grid.DotsPerMm),
        };
    }

    /// <summary>Dark pixels of a rectangle, in mm from the top left corner.</summary>
    public int CountDark(double leftMm, double topMm, double rightMm, double bottomMm)
    {
        var count = 0;
        for (var y = Dots(topMm); y < Math.Min(Image.Height, Dots(bottomMm)); y++)
        {
            for (var x = Dots(leftMm); x < Math.Min(Image.Width, Dots(rightMm)); x++)
                count += Image[x, y] < Dark ? 1 : 0;
        }

        return count;
    }

    /// <summary>The middle of where another picture differs, in mm from the left.</summary>
    public double MiddleOfChange(LabelPicture other)
    {
        var columns = Enumerable.Range(0, Image.Width).Where(x => Enumerable.Range(0, Image.Height).Any(y => Image[x, y] < Dark != other.Image[x, y] < Dark));
        return columns.Average() / DotsPerMm;
    }

    private static async Task<LabelPicture> VisitAsync(string path, TemporaryFolder folder, LabelStock stock)
    {
        const int Scale = 4;
        const double PixelsPerMm = 96 / 25.4;
        var png = folder.File("label.png");
        var page = new PageVisit($"file://{path}")
        {
            Width = (int)Math.Ceiling(stock.LabelWidthMm * PixelsPerMm),
            Height = (int)Math.Ceiling(stock.LabelHeightMm * PixelsPerMm),
            Scale = Scale,
            Screenshot = png,
            FullPage = false,
        };
        await Chromium.VisitAsync(page);
        return new LabelPicture(ReadPng(png), PixelsPerMm * Scale);
    }

    private static async Task<LabelPicture> RenderAsync(string path, TemporaryFolder folder, LabelPlan plan)
    {
        var zpl = await File.ReadAllTextAsync(path);
        var drawn = await ZplRenderer.RenderAsync([zpl], folder.Path, plan.Stock.LabelWidthMm, plan.Stock.LabelHeightMm, dotsPerMm: 12);
        return new LabelPicture(ReadPng(drawn[0].ImagePath), plan.Grid.DotsPerMm);
    }

    private static GrayImage ReadPng(string path)
    {
        using var bitmap = SKBitmap.Decode(path);
        var image = new GrayImage(bitmap.Width, bitmap.Height);
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
                image[x, y] = bitmap.GetPixel(x, y).Red;
        }

        return image;
    }

    private int Dots(double mm) => (int)Math.Round(mm * DotsPerMm);
}
