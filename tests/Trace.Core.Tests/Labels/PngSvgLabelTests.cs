using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Trace.Core.Labels;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Labels;

public class PngSvgLabelTests
{
    [Theory]
    [InlineData(203, 400, 240, 8000)]
    [InlineData(300, 591, 354, 11811)]
    [InlineData(600, 1181, 709, 23622)]
    public async Task A_PNG_has_the_dots_of_its_label_and_its_code_is_read(int dpi, int width, int height, int dotsPerMetre)
    {
        var label = SampleLabels.Signed(1);
        var png = await SampleLabels.WriteAsync(SampleLabels.Plan("roll-50x30", LabelFormat.Png, new LabelOptions { Dpi = dpi }, label), [label]);
        Assert.Equal((width, height), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        var resolution = png.AsSpan().IndexOf("pHYs"u8);
        Assert.Equal(dotsPerMetre, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(resolution + 4)));
        Assert.Equal([label.Uri], await BarcodeDecoder.ReadQrTextsAsync(png));
    }

    [Fact]
    public async Task Both_symbols_of_a_PNG_are_read()
    {
        var label = SampleLabels.Compact(3);
        var png = await SampleLabels.WriteAsync(SampleLabels.Plan("avery-l7163", LabelFormat.Png, new LabelOptions { Symbol = LabelSymbol.Both }, label), [label]);
        Assert.Equal([label.Uri], await BarcodeDecoder.ReadQrTextsAsync(png));
        var matrix = Assert.Single(await BarcodeDecoder.ReadWithZxingAsync(png, "DataMatrix"));
        Assert.Equal((SampleLabels.ElementsOf(label), "]d2"), (matrix.Text, matrix.Identifier));
    }

    [Theory]
    [InlineData(LabelFormat.Png)]
    [InlineData(LabelFormat.Svg)]
    public async Task Many_labels_are_a_ZIP_in_order_with_a_leader_for_each_roll(LabelFormat format)
    {
        var labels = SampleLabels.Many(25, seed => SampleLabels.Signed(seed));
        var plan = SampleLabels.Plan("roll-50x30", format, new LabelOptions { LabelsPerRoll = 20, LeaderBatch = "17" }, labels[0]);
        using var archive = new ZipArchive(new MemoryStream(await SampleLabels.WriteAsync(plan, labels)));
        Assert.Equal(27, archive.Entries.Count);
        Assert.StartsWith("000001-roll-1-leader", archive.Entries[0].Name, StringComparison.Ordinal);
        Assert.StartsWith($"000002-{labels[0].Serial}", archive.Entries[1].Name, StringComparison.Ordinal);
        Assert.StartsWith("000022-roll-2-leader", archive.Entries[21].Name, StringComparison.Ordinal);
        if (format == LabelFormat.Png)
        {
            using var entry = new MemoryStream();
            await using var stream = await archive.Entries[26].OpenAsync(TestContext.Current.CancellationToken);
            await stream.CopyToAsync(entry, TestContext.Current.CancellationToken);
            Assert.Equal([labels[24].Uri], await BarcodeDecoder.ReadQrTextsAsync(entry.ToArray()));
        }
    }

    [Fact]
    public async Task An_SVG_has_its_true_size_and_text_that_copies_as_the_serial_number()
    {
        var label = SampleLabels.Signed(1) with { ProductName = "<b>&\"Öl\"", Lot = "A<&>'\"" };
        var svg = XDocument.Parse(Encoding.UTF8.GetString(await SampleLabels.WriteAsync(SampleLabels.Plan("avery-l7160", LabelFormat.Svg, null, label), [label])));
        Assert.Equal("63.99mm", svg.Root!.Attribute("width")!.Value);
        Assert.Equal("0 0 63.99 38.1", svg.Root.Attribute("viewBox")!.Value);
        var texts = svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToArray();
        Assert.Contains(label.Serial, texts);
        Assert.Contains("<b>&\"Öl\"", texts);
        Assert.Contains("A<&>'\"", texts);
    }

    [Fact]
    public async Task An_SVG_in_a_browser_is_read()
    {
        using var folder = new TemporaryFolder();
        var label = SampleLabels.Signed(1);
        var path = folder.File("label.svg");
        await File.WriteAllBytesAsync(path, await SampleLabels.WriteAsync(SampleLabels.Plan("roll-50x30", LabelFormat.Svg, null, label), [label]), TestContext.Current.CancellationToken);
        var image = folder.File("label.png");
        await Chromium.VisitAsync(new PageVisit($"file://{path}") { Width = 200, Height = 150, Scale = 4, Screenshot = image, FullPage = false });
        Assert.Equal([label.Uri], await BarcodeDecoder.ReadQrTextsAsync(image));
    }

    [Fact]
    public async Task An_SVG_is_as_it_was()
    {
        var label = SampleLabels.Compact(1, mark: LabelMark.Specimen);
        GoldenFile.AssertEqual(Encoding.UTF8.GetString(await SampleLabels.WriteAsync(SampleLabels.Plan("avery-5167", LabelFormat.Svg, null, label), [label])), "tests", "Trace.Core.Tests", "Labels", "golden", "compact.golden.svg");
    }

    [Fact]
    public async Task No_label_at_all_writes_nothing() =>
        Assert.Empty(await SampleLabels.WriteAsync(SampleLabels.Plan("roll-50x30", LabelFormat.Png, null, SampleLabels.Signed(1)), []));
}
