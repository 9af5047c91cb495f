using System.Globalization;
using Trace.Core.Labels;

namespace Trace.Testing;

/// <summary>Labels of a rasterised page, each cut out along the lines of its stock.</summary>
/// <remarks>A camera looks at one label, and what its code needs must be on it. Readers given a whole page overlook a code now and then, at any resolution.</remarks>
public static class LabelSheet
{
    private const double MmPerInch = 25.4;

    /// <summary>One PGM file a place of the sheet, written beside the page, row by row.</summary>
    /// <param name="pagePath">A PGM of <see cref="PdfTools.RasteriseAsync"/>.</param>
    /// <param name="templateId">Which stock it was printed on.</param>
    /// <param name="dpi">How the page was rasterised.</param>
    /// <returns>As many files as the sheet has labels; of one label to a page, the page itself.</returns>
    public static IReadOnlyList<string> CutOut(string pagePath, string templateId, int dpi) =>
        !LabelStocks.TryFind(templateId, out var stock, out _) ? throw new ArgumentException($"No stock is called {templateId}", nameof(templateId))
        : stock is SheetStock sheet ? CutOut(pagePath, sheet, dpi)
        : [pagePath];

    /// <inheritdoc cref="CutOut(string, string, int)"/>
    /// <param name="pagePath">A PGM of <see cref="PdfTools.RasteriseAsync"/>.</param>
    /// <param name="sheet">The stock it was printed on.</param>
    /// <param name="dpi">How the page was rasterised.</param>
    public static IReadOnlyList<string> CutOut(string pagePath, SheetStock sheet, int dpi)
    {
        var page = GrayImage.Read(pagePath);
        var paths = new List<string>();
        for (var i = 0; i < sheet.LabelsPerSheet; i++)
        {
            var (row, column) = Math.DivRem(i, sheet.Columns);
            var label = page.Crop(
                Dots(sheet.OriginXMm + (column * sheet.PitchXMm)),
                Dots(sheet.OriginYMm + (row * sheet.PitchYMm)),
                Dots(sheet.LabelWidthMm),
                Dots(sheet.LabelHeightMm));
            paths.Add(string.Create(CultureInfo.InvariantCulture, $"{pagePath}-{i:000}.pgm"));
            File.WriteAllBytes(paths[^1], label.ToPgm());
        }

        return paths;

        int Dots(double mm) => (int)Math.Round(mm * dpi / MmPerInch, MidpointRounding.AwayFromZero);
    }
}
