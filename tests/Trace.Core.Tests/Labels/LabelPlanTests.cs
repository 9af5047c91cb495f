using Trace.Core.Labels;
using Xunit;

namespace Trace.Core.Tests.Labels;

public class LabelPlanTests
{
    public static TheoryData<string> Sheets { get; } = [.. LabelStocks.Sheets.Select(sheet => sheet.Id)];

    [Theory]
    [MemberData(nameof(Sheets))]
    public void A_compact_code_fits_every_named_sheet_at_every_resolution(string id)
    {
        foreach (var dpi in DotGrid.KnownDpi)
            CheckGeometry(SampleLabels.Plan(id, LabelFormat.Pdf, new LabelOptions { Dpi = dpi }, SampleLabels.Compact(1)));
    }

    [Theory]
    [MemberData(nameof(Sheets))]
    public void A_signed_code_fits_every_named_sheet_but_the_smallest(string id)
    {
        foreach (var dpi in DotGrid.KnownDpi)
        {
            if (id != "avery-5167")
                CheckGeometry(SampleLabels.Plan(id, LabelFormat.Pdf, new LabelOptions { Dpi = dpi }, SampleLabels.Signed(1)));
            else
                Assert.Equal("symbol_does_not_fit", SampleLabels.Refusal(id, LabelFormat.Pdf, new LabelOptions { Dpi = dpi }, SampleLabels.Signed(1)).Code);
        }
    }

    [Fact]
    public void A_symbol_that_does_not_fit_is_refused_with_the_sizes()
    {
        var text = SampleLabels.Refusal("avery-5167", LabelFormat.Pdf, null, SampleLabels.Signed(1)).Text;
        Assert.StartsWith("The QR symbol needs 53 modules of 0.254 mm = 13.5 mm with its quiet zone; the label avery-5167 leaves 12.7 mm.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_does_not_fit_is_refused_with_the_sizes()
    {
        var problem = SampleLabels.Refusal("roll-20x20", LabelFormat.Pdf, null, SampleLabels.Signed(1));
        Assert.Equal("text_does_not_fit", problem.Code);
        Assert.Matches(@"need \d+\.\d × \d+\.\d mm at 4\.5 pt; the label roll-20x20 of 20 × 20 mm leaves \d+\.\d × \d+\.\d mm", problem.Text);
    }

    [Theory]
    [InlineData(203, 0.125)]
    [InlineData(300, 25.4 / 300)]
    [InlineData(600, 25.4 / 600)]
    public void Modules_are_whole_dots_and_at_least_a_quarter_millimetre(int dpi, double dotMm)
    {
        var symbol = SampleLabels.Plan("roll-30x30", LabelFormat.Zpl, new LabelOptions { Dpi = dpi }, SampleLabels.Signed(1)).Layout.Symbols[0];
        Assert.Equal(symbol.ModuleDots * dotMm, symbol.ModuleMm, 9);
        Assert.True(symbol.ModuleMm >= 0.25);
    }

    [Fact]
    public void Both_symbols_keep_their_quiet_zones_apart()
    {
        foreach (var stock in new[] { "avery-l7160", "herma-4346", "roll-25x40", "roll-100x50" })
        {
            var plan = SampleLabels.Plan(stock, LabelFormat.Pdf, new LabelOptions { Symbol = LabelSymbol.Both }, SampleLabels.Compact(1));
            CheckGeometry(plan);
            Assert.Equal([LabelSymbol.Qr, LabelSymbol.DataMatrix], plan.Layout.Symbols.Select(symbol => symbol.Kind));
            Assert.True(plan.Layout.Symbols[0].RightMm <= plan.Layout.Symbols[1].XMm + 0.05);
        }
    }

    public static TheoryData<LabelOptions, LabelFormat, string, string> Nonsense { get; } = new()
    {
        { new LabelOptions { Dpi = 150 }, LabelFormat.Pdf, "avery-l7160", "dpi_not_supported" },
        { new LabelOptions { StartPosition = 22 }, LabelFormat.Pdf, "avery-l7160", "start_position" },
        { new LabelOptions { StartPosition = 0 }, LabelFormat.Pdf, "avery-l7160", "start_position" },
        { new LabelOptions { StartPosition = 2 }, LabelFormat.Zpl, "roll-50x30", "start_position" },
        { new LabelOptions { OffsetXMm = 11 }, LabelFormat.Pdf, "avery-l7160", "offset" },
        { new LabelOptions { OffsetXMm = double.NaN }, LabelFormat.Pdf, "avery-l7160", "offset" },
        { new LabelOptions { OffsetXMm = -9 }, LabelFormat.Pdf, "zweckform-3475", "offset" },
        { new LabelOptions { OffsetXMm = 1 }, LabelFormat.Svg, "avery-l7160", "offset" },
        { new LabelOptions { OffsetYMm = -5 }, LabelFormat.Zpl, "roll-50x30", "offset" },
        { new LabelOptions { Across = 2 }, LabelFormat.Pdf, "avery-l7160", "across" },
        { new LabelOptions { Across = 13 }, LabelFormat.Zpl, "roll-50x30", "across" },
        { new LabelOptions { LabelsPerRoll = 100 }, LabelFormat.Pdf, "avery-l7160", "leader" },
        { new LabelOptions { LabelsPerRoll = 0 }, LabelFormat.Zpl, "roll-50x30", "leader" },
        { new LabelOptions { Dpi = 1200 }, LabelFormat.Png, "roll-220x1000", "image_too_large" },
        { new LabelOptions { Dpi = 600 }, LabelFormat.Png, "roll-220x1000", "image_too_large" },
        { new LabelOptions { Dpi = 1200, ZplGraphics = ZplGraphics.Bq }, LabelFormat.Zpl, "roll-100x50", "dpi_not_supported" },
        { new LabelOptions { Dpi = 1200, ZplGraphics = ZplGraphics.Bq, Symbol = LabelSymbol.Both }, LabelFormat.Zpl, "roll-100x50", "dpi_not_supported" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void Options_that_make_no_sense_are_refused(LabelOptions options, LabelFormat format, string stock, string code) =>
        Assert.Equal(code, SampleLabels.Refusal(stock, format, options, SampleLabels.Compact(1)).Code);

    [Fact]
    public void A_PNG_that_would_fill_the_memory_is_refused_with_its_size()
    {
        var problem = SampleLabels.Refusal("roll-220x1000", LabelFormat.Png, new LabelOptions { Dpi = 1200 }, SampleLabels.Signed(1));
        Assert.StartsWith("A PNG of the label roll-220x1000 at 1200 dpi has 10,394 × 47,244 dots; the most is 40 million.", problem.Text, StringComparison.Ordinal);
        SampleLabels.Plan("roll-220x1000", LabelFormat.Png, new LabelOptions { Dpi = 300 }, SampleLabels.Signed(1));
        SampleLabels.Plan("roll-220x1000", LabelFormat.Pdf, new LabelOptions { Dpi = 1200 }, SampleLabels.Signed(1));
    }

    [Fact]
    public void Two_symbols_that_do_not_fit_side_by_side_are_refused_for_that_and_not_for_the_text()
    {
        var problem = SampleLabels.Refusal("roll-20x60", LabelFormat.Zpl, new LabelOptions { Symbol = LabelSymbol.Both }, SampleLabels.Signed(1));
        Assert.Equal("symbol_does_not_fit", problem.Code);
        Assert.Matches(@"^QR symbol and Data Matrix symbol side by side need \d+ modules of 0\.250 mm = \d+\.\d mm with their quiet zones; the label roll-20x60 is 20\.0 mm wide\.", problem.Text);
        SampleLabels.Plan("roll-20x60", LabelFormat.Zpl, new LabelOptions { Symbol = LabelSymbol.DataMatrix }, SampleLabels.Signed(1));
    }

    [Fact]
    public void Dots_that_BQ_cannot_draw_are_refused_for_that_and_a_Data_Matrix_alone_is_not()
    {
        var options = new LabelOptions { Dpi = 1200, ZplGraphics = ZplGraphics.Bq };
        Assert.StartsWith("^BQ draws modules of 10 dots at most; at 1200 dpi the smallest module of 0.25 mm has 12.", SampleLabels.Refusal("roll-100x50", LabelFormat.Zpl, options, SampleLabels.Signed(1)).Text, StringComparison.Ordinal);
        SampleLabels.Plan("roll-100x50", LabelFormat.Zpl, options with { Symbol = LabelSymbol.DataMatrix }, SampleLabels.Signed(1));
        SampleLabels.Plan("roll-100x50", LabelFormat.Zpl, options with { Dpi = 600 }, SampleLabels.Signed(1));
    }

    /// <summary>Noncharacters, which normalisation throws at; half a surrogate pair; what grows threefold when it is composed.</summary>
    [Theory]
    [InlineData("Olive\uFFFEoil")]
    [InlineData("\uFDD0")]
    [InlineData("Olive\uD83Foil")]
    [InlineData("\u0000\u0085\u2028")]
    public async Task A_name_with_what_is_no_character_is_printed_with_a_blank(string name)
    {
        var label = SampleLabels.Signed(1) with { ProductName = name, BrandName = name };
        foreach (var format in Enum.GetValues<LabelFormat>())
        {
            if (LabelPlan.TryCreate(SampleLabels.Stock("roll-60x40"), format, new LabelOptions(), [label], out var plan, out var problem))
                Assert.NotEmpty(await SampleLabels.WriteAsync(plan, [label]));
            else
                Assert.Equal("font_missing", problem.Code);
        }
    }

    [Fact]
    public async Task A_name_that_grows_when_it_is_composed_is_printed()
    {
        var label = SampleLabels.Signed(1) with { ProductName = string.Concat(Enumerable.Repeat("\u0344", 200)) };
        if (LabelPlan.TryCreate(SampleLabels.Stock("roll-60x40"), LabelFormat.Pdf, new LabelOptions(), [label], out var plan, out var problem))
            Assert.NotEmpty(await SampleLabels.WriteAsync(plan, [label]));
        else
            Assert.Equal("font_missing", problem.Code);
    }

    [Fact]
    public void A_plan_needs_a_label() =>
        Assert.Equal("content", SampleLabels.Refusal("avery-l7160", LabelFormat.Pdf).Code);

    [Fact]
    public void A_name_no_font_can_draw_is_refused_before_anything_is_written()
    {
        var label = SampleLabels.Signed(1) with { ProductName = "東京コーヒー" };
        var problem = SampleLabels.Refusal("avery-l7160", LabelFormat.Pdf, new LabelOptions { FontDirectories = [] }, label);
        Assert.Equal("font_missing", problem.Code);
        Assert.Contains("U+6771", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_that_holds_more_than_the_plan_stops_the_run()
    {
        var plan = SampleLabels.Plan("avery-l7160", LabelFormat.Pdf, null, SampleLabels.Compact(1));
        await Assert.ThrowsAsync<LabelContentException>(() => SampleLabels.WriteAsync(plan, [SampleLabels.Signed(1)]));
    }

    private static void CheckGeometry(LabelPlan plan)
    {
        foreach (var symbol in plan.Layout.Symbols)
        {
            Assert.True(symbol.ModuleMm >= 0.25 - 1e-9);
            Assert.InRange(symbol.XMm, 0, plan.Stock.LabelWidthMm - symbol.BoxMm + 1e-9);
            Assert.InRange(symbol.YMm, 0, plan.Stock.LabelHeightMm - symbol.BoxMm + 1e-9);
        }

        Assert.True(plan.Layout.TextSizePt >= 4.5);
    }
}
