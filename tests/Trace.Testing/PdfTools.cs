using System.Globalization;

namespace Trace.Testing;

/// <summary>Poppler's programs: what a reader other than ours makes of a PDF.</summary>
public static class PdfTools
{
    private const int Cores = 2;

    public static async Task<int> CountPagesAsync(string pdfPath)
    {
        var information = await Tool.RunAsync("pdfinfo", [pdfPath]);
        var line = information.Text.Split('\n').Single(line => line.StartsWith("Pages:", StringComparison.Ordinal));
        return int.Parse(line["Pages:".Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>Width and height of the first page in points (1/72 inch).</summary>
    public static async Task<(double Width, double Height)> ReadPageSizeAsync(string pdfPath)
    {
        var information = await Tool.RunAsync("pdfinfo", [pdfPath]);
        var line = information.Text.Split('\n').Single(line => line.StartsWith("Page size:", StringComparison.Ordinal));
        var words = line["Page size:".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[2], CultureInfo.InvariantCulture));
    }

    /// <summary>Draws every page as a grey image into <paramref name="folder"/> and returns the files in page order.</summary>
    /// <param name="pdfPath">The document.</param>
    /// <param name="folder">An existing folder.</param>
    /// <param name="dpi">Pixels an inch.</param>
    /// <param name="png">PNG to look at; PGM, which costs no compression, for decoders.</param>
    public static async Task<IReadOnlyList<string>> RasteriseAsync(string pdfPath, string folder, int dpi = 300, bool png = false)
    {
        var pages = await CountPagesAsync(pdfPath);
        var share = Math.Max(1, (pages + Cores - 1) / Cores);
        var firsts = Enumerable.Range(0, Cores).Select(core => 1 + (core * share)).Where(first => first <= pages);
        await Task.WhenAll(firsts.Select(first => Tool.RunAsync(
            "pdftoppm",
            [
                "-gray",
                .. (string[])(png ? ["-png"] : []),
                "-r", $"{dpi}",
                "-f", $"{first}",
                "-l", $"{Math.Min(pages, first + share - 1)}",
                pdfPath,
                Path.Combine(folder, "page"),
            ],
            timeout: TimeSpan.FromMinutes(5))));
        return [.. Directory.EnumerateFiles(folder, png ? "page-*.png" : "page-*.pgm").Order(StringComparer.Ordinal)];
    }

    /// <summary>The text as a reader would copy it; pages are separated by form feeds.</summary>
    public static async Task<string> ReadTextAsync(string pdfPath, bool layout = false) =>
        (await Tool.RunAsync("pdftotext", [.. (string[])(layout ? ["-layout"] : []), "-enc", "UTF-8", pdfPath, "-"])).Text;
}
