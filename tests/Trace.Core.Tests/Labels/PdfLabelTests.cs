using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Trace.Core.Labels;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Labels;

public sealed partial class PdfLabelTests : IDisposable
{
    private const double MmPerInch = 25.4;

    /// <summary>Poppler paints quarters of a pixel and takes one more, across and down, where its arithmetic ends a hair past a dot: 181 instead of 255.</summary>
    private const int Light = 181;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> SheetsForSignedCodes { get; } = [.. LabelStocks.Sheets.Select(sheet => sheet.Id).Where(id => id != "avery-5167")];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(SheetsForSignedCodes))]
    public async Task A_full_sheet_of_signed_codes_is_read_back_code_by_code(string id)
    {
        var labels = SampleLabels.Many(((SheetStock)SampleLabels.Stock(id)).LabelsPerSheet, seed => SampleLabels.Signed(seed));
        await CheckAsync(SampleLabels.Plan(id, LabelFormat.Pdf, null, labels[0]), labels);
    }

    [Theory]
    [InlineData("avery-5167")]
    [InlineData("avery-l7651")]
    public async Task A_full_sheet_of_compact_codes_is_read_back_code_by_code(string id)
    {
        var labels = SampleLabels.Many(((SheetStock)SampleLabels.Stock(id)).LabelsPerSheet, seed => SampleLabels.Compact(seed));
        await CheckAsync(SampleLabels.Plan(id, LabelFormat.Pdf, null, labels[0]), labels);
    }

    [Fact]
    public async Task Modules_fill_whole_dots_where_the_stock_start_position_and_offset_put_them()
    {
        var label = SampleLabels.Signed(1);
        var options = new LabelOptions { StartPosition = 5, OffsetXMm = 0.7, OffsetYMm = -1.3 };
        var plan = SampleLabels.Plan("avery-l7160", LabelFormat.Pdf, options, label);
        var page = await PageAsync(plan, [label]);

        var symbol = plan.Layout.Symbols[0];
        var left = Dots(7.48 + 66.04 + 0.7 + symbol.XMm) + (4 * symbol.ModuleDots);
        var top = Dots(15.49 + 38.1 - 1.3 + symbol.YMm) + (4 * symbol.ModuleDots);
        CheckModules(page, QrSymbol.Encode(label.Uri), left, top, symbol.ModuleDots);
        CheckQuietZone(page, left, top, symbol);
    }

    [Fact]
    public async Task The_start_position_leaves_the_used_labels_blank_and_the_next_sheet_starts_at_the_first()
    {
        var labels = SampleLabels.Many(3, seed => SampleLabels.Signed(seed));
        var plan = SampleLabels.Plan("avery-l7160", LabelFormat.Pdf, new LabelOptions { StartPosition = 20 }, labels[0]);
        var path = await WriteAsync(plan, labels);
        Assert.Equal(2, await PdfTools.CountPagesAsync(path));
        var pages = (await PdfTools.ReadTextAsync(path)).Split('\f');
        Assert.Contains(labels[0].Serial, pages[0], StringComparison.Ordinal);
        Assert.Contains(labels[1].Serial, pages[0], StringComparison.Ordinal);
        Assert.Contains(labels[2].Serial, pages[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_has_the_true_size_of_its_stock()
    {
        var label = SampleLabels.Signed(1);
        var a4 = await PdfTools.ReadPageSizeAsync(await WriteAsync(SampleLabels.Plan("avery-l7160", LabelFormat.Pdf, null, label), [label]));
        Assert.Equal(210 * 72 / MmPerInch, a4.Width, 2);
        Assert.Equal(297 * 72 / MmPerInch, a4.Height, 2);
        var row = await PdfTools.ReadPageSizeAsync(await WriteAsync(SampleLabels.Plan("roll-50x30", LabelFormat.Pdf, new LabelOptions { Across = 2 }, label), [label]));
        Assert.Equal(103 * 72 / MmPerInch, row.Width, 2);
    }

    [Fact]
    public async Task A_long_document_has_a_deep_page_tree_that_readers_accept()
    {
        var labels = SampleLabels.Many(5000, seed => SampleLabels.Compact(seed));
        var path = await WriteAsync(SampleLabels.Plan("roll-40x20", LabelFormat.Pdf, null, labels[0]), labels);
        Assert.Equal(5000, await PdfTools.CountPagesAsync(path));
        await Tool.RunAsync("qpdf", ["--check", path]);
        var text = await PdfTools.ReadTextAsync(path);
        var pages = text.Split('\f');
        for (var i = 0; i < labels.Length; i++)
            Assert.Contains(labels[i].Serial, pages[i], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_labels_give_the_same_bytes_on_one_core_and_on_many()
    {
        var labels = SampleLabels.Many(400, seed => SampleLabels.Signed(seed) with { Lot = $"LOT{seed % 37}" });
        var one = await SampleLabels.WriteAsync(SampleLabels.Plan("avery-l7160", LabelFormat.Pdf, new LabelOptions { Degree = 1 }, labels[0]), labels);
        var many = await SampleLabels.WriteAsync(SampleLabels.Plan("avery-l7160", LabelFormat.Pdf, new LabelOptions { Degree = 8 }, labels[0]), labels);
        Assert.Equal(one, many);
    }

    [Fact]
    public async Task Names_in_other_scripts_are_drawn_and_the_rest_stays_text()
    {
        var label = SampleLabels.Signed(1) with { ProductName = "قهوة عربية", BrandName = "东京" };
        if (!LabelPlan.TryCreate(SampleLabels.Stock("avery-l7163"), LabelFormat.Pdf, new LabelOptions(), [label], out var plan, out _))
            Need.Missing("fonts for Arabic and Chinese (Debian fonts-noto-core, fonts-noto-cjk)");
        await CheckAsync(plan!, [label]);
    }

    [Fact]
    public async Task A_specimen_says_so_and_its_code_is_still_read()
    {
        var labels = SampleLabels.Many(21, seed => SampleLabels.Signed(seed, mark: LabelMark.Specimen));
        var path = await CheckAsync(SampleLabels.Plan("avery-l7160", LabelFormat.Pdf, null, labels[0]), labels);
        Assert.Equal(21, Regex.Count(await PdfTools.ReadTextAsync(path), "SPECIMEN", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Negative_control_a_page_with_modules_turned_over_is_not_read_as_the_label()
    {
        var label = SampleLabels.Signed(1);
        var plan = SampleLabels.Plan("roll-50x30", LabelFormat.Pdf, null, label);
        var page = await PageAsync(plan, [label]);
        var symbol = plan.Layout.Symbols[0];
        for (var i = 0; i < symbol.Modules * symbol.Modules; i += 3)
            TurnOver(page, Dots(symbol.XMm) + ((4 + (i % symbol.Modules)) * symbol.ModuleDots), Dots(symbol.YMm) + ((4 + (i / symbol.Modules)) * symbol.ModuleDots), symbol.ModuleDots);
        Assert.DoesNotContain(label.Uri, await BarcodeDecoder.ReadQrTextsAsync(page.ToPgm()));
    }

    [Fact]
    public async Task The_operators_of_a_small_document_are_as_they_were()
    {
        var label = SampleLabels.Compact(1, mark: LabelMark.Sample);
        var bytes = await SampleLabels.WriteAsync(SampleLabels.Plan("roll-50x30", LabelFormat.Pdf, new LabelOptions { Symbol = LabelSymbol.Both }, label), [label]);
        var streams = StreamStart().Matches(Encoding.Latin1.GetString(bytes)).Select(match => Inflate(bytes, match.Index + match.Length));
        GoldenFile.AssertEqual(string.Join("----\n", streams.Where(text => text.Contains("Tf", StringComparison.Ordinal))), "tests", "Trace.Core.Tests", "Labels", "golden", "compact-both.golden.pdf.txt");
    }

    private async Task<string> CheckAsync(LabelPlan plan, LabelContent[] labels)
    {
        var path = await WriteAsync(plan, labels);
        await Tool.RunAsync("qpdf", ["--check", path]);
        var text = await PdfTools.ReadTextAsync(path);
        foreach (var label in labels)
            Assert.Contains(label.Serial, text, StringComparison.Ordinal);
        var pages = await PdfTools.RasteriseAsync(path, _folder.Path, plan.Grid.Dpi);
        var places = LabelSheet.CutOut(Assert.Single(pages), (SheetStock)plan.Stock, plan.Grid.Dpi);
        var read = await BarcodeDecoder.ReadQrAsync([.. places.Take(labels.Length)]);
        Assert.Equal(labels.Select(label => label.Uri), read.Select(codes => Assert.Single(codes).Text));
        return path;
    }

    private async Task<string> WriteAsync(LabelPlan plan, LabelContent[] labels)
    {
        var path = _folder.File("labels.pdf");
        await File.WriteAllBytesAsync(path, await SampleLabels.WriteAsync(plan, labels), TestContext.Current.CancellationToken);
        return path;
    }

    private async Task<GrayImage> PageAsync(LabelPlan plan, LabelContent[] labels)
    {
        var images = await PdfTools.RasteriseAsync(await WriteAsync(plan, labels), _folder.Path, plan.Grid.Dpi);
        return GrayImage.Read(images[0]);
    }

    private static int Dots(double mm) => (int)Math.Round(mm * 600 / MmPerInch, MidpointRounding.AwayFromZero);

    private static void CheckModules(GrayImage page, SymbolMatrix matrix, int left, int top, int dots)
    {
        for (var y = 0; y < matrix.Size * dots; y++)
        {
            for (var x = 0; x < matrix.Size * dots; x++)
                Assert.InRange(page[left + x, top + y], matrix[y / dots, x / dots] ? 0 : Light, matrix[y / dots, x / dots] ? 255 - Light : 255);
        }
    }

    private static void CheckQuietZone(GrayImage page, int left, int top, SymbolPlacement symbol)
    {
        var (quiet, side) = (4 * symbol.ModuleDots, symbol.Modules * symbol.ModuleDots);
        for (var i = -quiet; i < side + quiet; i++)
        {
            for (var depth = 1; depth <= quiet; depth++)
            {
                Assert.InRange(page[left + i, top - depth], Light, 255);
                Assert.InRange(page[left + i, top + side - 1 + depth], Light, 255);
                Assert.InRange(page[left - depth, top + i], Light, 255);
                Assert.InRange(page[left + side - 1 + depth, top + i], Light, 255);
            }
        }
    }

    private static void TurnOver(GrayImage page, int left, int top, int dots)
    {
        for (var y = top; y < top + dots; y++)
        {
            for (var x = left; x < left + dots; x++)
                page[x, y] ^= 255;
        }
    }

    private static string Inflate(byte[] file, int start)
    {
        using var zlib = new ZLibStream(new MemoryStream(file, start, file.Length - start), CompressionMode.Decompress);
        using var reader = new StreamReader(zlib, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"/FlateDecode/Length \d+>>\nstream\n", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StreamStart();
}
