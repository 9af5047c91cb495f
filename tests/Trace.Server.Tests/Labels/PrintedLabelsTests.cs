using System.IO.Compression;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Labels;

/// <summary>What is printed is read by readers that are not ours, and the service answers what they read.</summary>
public sealed class PrintedLabelsTests
{
    private static readonly int SheetLabels = TestScale.Count(reduced: 210, full: 1000);
    private static readonly int RollLabels = TestScale.Count(reduced: 60, full: 1000);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_qr_code_of_a_pdf_is_read_at_300_dpi_and_gets_issued()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(SheetLabels);
        var expected = await brand.UrisAsync(batch, 0, SheetLabels);

        var read = await ReadPdfAsync(brand, batch, "avery-l7160", SheetLabels);

        Assert.Equal(expected.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
        await AssertVerdictsAsync(server, read, "issued");
    }

    [Fact]
    public async Task Compact_codes_on_the_smallest_sheet_are_read_and_get_issued()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync(host: "t.acme.de");
        var batch = await brand.CreateBatchAsync(80, profile: "compact");

        var read = await ReadPdfAsync(brand, batch, "avery-5167", 80);

        Assert.Equal(80, read.Distinct(StringComparer.Ordinal).Count());
        await AssertVerdictsAsync(server, read, "issued");
    }

    [Theory]
    [InlineData("gfa", 203)]
    [InlineData("bq", 203)]
    [InlineData("gfa", 300)]
    public async Task Every_zpl_label_is_drawn_and_read_and_gets_issued(string graphics, int dpi)
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(RollLabels);
        using var folder = new TemporaryFolder();

        var zpl = await brand.Admin.GetStringAsync(
            new Uri($"/api/v1/batches/{batch}/labels?format=zpl&template=roll-60x40&count={RollLabels}&zpl={graphics}&dpi={dpi}", UriKind.Relative), Cancellation);
        var labels = zpl.Split("^XZ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(label => label + "^XZ").ToList();
        var rendered = await ZplRenderer.RenderAsync(labels, folder.Path, 60, 40, dpi == 203 ? 8 : 12, decode: true);

        var read = rendered.Select(label => Assert.Single(label.Codes).Text).ToList();
        Assert.Equal(await brand.UrisAsync(batch, 0, RollLabels), read);
        await AssertVerdictsAsync(server, read, "issued");
    }

    [Theory]
    [InlineData("png")]
    [InlineData("svg")]
    public async Task Single_labels_in_a_zip_are_read_and_get_issued(string format)
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(3);
        using var folder = new TemporaryFolder();

        await using var zip = await brand.Admin.GetStreamAsync(
            new Uri($"/api/v1/batches/{batch}/labels?format={format}&template=roll-50x30&count=3", UriKind.Relative), Cancellation);
        using var buffered = new MemoryStream();
        await zip.CopyToAsync(buffered, Cancellation);
        using var archive = new ZipArchive(buffered);
        var read = new List<string>();
        foreach (var entry in archive.Entries)
        {
            var path = folder.File(entry.Name);
            await entry.ExtractToFileAsync(path, Cancellation);
            var picture = format == "png" ? path : await DrawSvgAsync(path, folder.File(entry.Name + ".png"));
            read.Add(Assert.Single(await BarcodeDecoder.ReadQrTextsAsync(picture)));
        }

        Assert.Equal(await brand.UrisAsync(batch, 0, 3), read);
        await AssertVerdictsAsync(server, read, "issued");
    }

    [Fact]
    public async Task A_gs1_datamatrix_beside_the_qr_code_names_the_same_unit()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 1, lot = "L/1", expiry = "2027-12", profile = "signed", activate = true });
        using var folder = new TemporaryFolder();
        var path = folder.File("label.png");
        await File.WriteAllBytesAsync(
            path, await brand.Admin.GetByteArrayAsync(new Uri($"/api/v1/batches/{batch}/labels?format=png&template=roll-80x40&symbol=both", UriKind.Relative), Cancellation), Cancellation);

        var codes = await BarcodeDecoder.ReadTextsWithZxingAsync(path);

        Assert.Equal(2, codes.Count);
        var matrix = Assert.Single(codes, code => !code.StartsWith("HTTPS", StringComparison.Ordinal));
        var answer = await server.Public.VerifyAsync(matrix);
        Assert.Equal("issued", answer.Text("verdict"));
        Assert.Equal("absent", answer.Text("signature"));
        Assert.Equal("L/1", answer.GetProperty("unit").Text("lot"));
    }

    /// <summary>Ten million labels stream as ZPL from the first on; as a document with an end to keep they are refused before they start.</summary>
    [Theory]
    [InlineData("pdf", 1_000_000)]
    [InlineData("svg", 100_000)]
    [InlineData("png", 100_000)]
    public async Task A_run_too_long_for_its_format_is_refused_with_the_number_it_may_have(string format, int most)
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(10_000_000);

        var refused = (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/labels?format={format}&count={most + 1}")).AssertProblem(422, "too_many_labels");
        Assert.Contains(most.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), refused.Text("detail"), StringComparison.Ordinal);

        await using var zpl = await brand.Admin.GetStreamAsync(new Uri($"/api/v1/batches/{batch}/labels?format=zpl&template=roll-60x40&count=10000000", UriKind.Relative), Cancellation);
        var start = new byte[3];
        await zpl.ReadExactlyAsync(start, Cancellation);
        Assert.Equal("^XA"u8.ToArray(), start);
    }

    [Fact]
    public async Task A_code_with_any_one_character_changed_is_not_issued()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(1);
        var uri = Assert.Single(await brand.UrisAsync(batch, 0, 1));
        var tailStart = uri.IndexOf("/01/", StringComparison.Ordinal) + 4;

        for (var i = tailStart; i < uri.Length; i++)
        {
            // The words between the values are not the code's data: changing them makes another kind of address.
            var changed = uri[..i] + (uri[i] == '7' ? '8' : '7') + uri[(i + 1)..];
            var answer = await server.Public.VerifyAsync(changed);
            Assert.True(answer.Text("verdict") is "not_issued" || IsUnsigned(changed), $"{changed}: {answer}");
        }
    }

    /// <summary>Without <c>s=</c> it is a code that lacks its signature, which has a verdict of its own.</summary>
    private static bool IsUnsigned(string uri) => !uri.Contains("s=", StringComparison.Ordinal) || !uri.Contains('?', StringComparison.Ordinal);

    private static async Task<List<string>> ReadPdfAsync(TestBrand brand, string batch, string template, int count)
    {
        using var folder = new TemporaryFolder();
        var pdf = folder.File("labels.pdf");
        var path = new Uri($"/api/v1/batches/{batch}/labels?format=pdf&template={template}&count={count}", UriKind.Relative);
        await File.WriteAllBytesAsync(pdf, await brand.Admin.GetByteArrayAsync(path, Cancellation), Cancellation);
        var pages = await PdfTools.RasteriseAsync(pdf, folder.Path, dpi: 300);
        var labels = await BarcodeDecoder.ReadQrAsync([.. pages.SelectMany(page => LabelSheet.CutOut(page, template, dpi: 300))]);
        return labels.SelectMany(label => label).Select(code => code.Text).ToList();
    }

    private static async Task<string> DrawSvgAsync(string svg, string png)
    {
        await Chromium.VisitAsync(new PageVisit(new Uri(svg).AbsoluteUri) { Width = 400, Height = 300, Scale = 4, Screenshot = png, FullPage = false });
        return png;
    }

    private static async Task AssertVerdictsAsync(RunningServer server, IReadOnlyCollection<string> codes, string verdict)
    {
        Assert.NotEmpty(codes);
        foreach (var code in codes)
            Assert.Equal(verdict, (await server.Public.VerifyAsync(code)).Text("verdict"));
    }
}
