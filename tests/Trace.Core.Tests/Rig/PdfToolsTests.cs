using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Rig;

public sealed class PdfToolsTests
{
    [Fact]
    public async Task Pages_are_counted_measured_drawn_in_order_and_read()
    {
        using var folder = new TemporaryFolder();
        var pdf = folder.File("three.pdf");
        WritePages(pdf, ["Alpha", "Beta", "Gamma"]);

        var images = await PdfTools.RasteriseAsync(pdf, folder.Path, dpi: 100, png: true);

        Assert.Equal(3, await PdfTools.CountPagesAsync(pdf));
        Assert.Equal((200, 100), await PdfTools.ReadPageSizeAsync(pdf));
        Assert.Equal(["page-1.png", "page-2.png", "page-3.png"], images.Select(Path.GetFileName));
        Assert.Equal(["Alpha", "Beta", "Gamma"], (await PdfTools.ReadTextAsync(pdf)).Split('\f', StringSplitOptions.RemoveEmptyEntries).Select(page => page.Trim()));
    }

    /// <summary>A PDF by hand, so that a fault of our own writer cannot hide here. Poppler rebuilds the missing cross-reference table.</summary>
    private static void WritePages(string path, string[] texts)
    {
        var kids = string.Join(' ', texts.Select((_, i) => $"{10 + (2 * i)} 0 R"));
        var pages = texts.Select((text, i) => $"""
            {10 + (2 * i)} 0 obj <</Type/Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents {11 + (2 * i)} 0 R
              /Resources <</Font <</F <</Type/Font /Subtype/Type1 /BaseFont/Helvetica>>>>>>>> endobj
            {11 + (2 * i)} 0 obj <</Length {26 + text.Length}>> stream
            BT /F 20 Tf 20 40 Td ({text}) Tj ET
            endstream endobj

            """);
        File.WriteAllText(path, $"""
            %PDF-1.4
            1 0 obj <</Type/Catalog /Pages 2 0 R>> endobj
            2 0 obj <</Type/Pages /Count {texts.Length} /Kids [{kids}]>> endobj
            {string.Concat(pages)}
            trailer <</Root 1 0 R>>
            """);
    }
}
