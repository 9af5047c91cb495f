using System.Text;
using Trace.Core.Labels;
using Xunit;

namespace Trace.Core.Tests.Labels;

public class LabelStockTests
{
    [Fact]
    public void The_eight_sheets_fit_their_pages_and_do_not_overlap()
    {
        Assert.Equal(8, LabelStocks.Sheets.Count);
        foreach (var sheet in LabelStocks.Sheets)
        {
            Assert.True(sheet.PitchXMm >= sheet.LabelWidthMm && sheet.PitchYMm >= sheet.LabelHeightMm, sheet.Id);
            Assert.InRange(sheet.OriginXMm + ((sheet.Columns - 1) * sheet.PitchXMm) + sheet.LabelWidthMm, 0, sheet.PageWidthMm);
            Assert.InRange(sheet.OriginYMm + ((sheet.Rows - 1) * sheet.PitchYMm) + sheet.LabelHeightMm, 0, sheet.PageHeightMm);
        }
    }

    [Theory]
    [InlineData("roll-50x30", 50, 30)]
    [InlineData("roll-25.4x12.7", 25.4, 12.7)]
    [InlineData("ROLL-100X150", 100, 150)]
    public void A_roll_is_made_from_its_id(string id, double width, double height)
    {
        var roll = Assert.IsType<RollStock>(SampleLabels.Stock(id));
        Assert.Equal((width, height), (roll.LabelWidthMm, roll.LabelHeightMm));
    }

    [Theory]
    [InlineData("avery-9999")]
    [InlineData("roll-")]
    [InlineData("roll-50")]
    [InlineData("roll-50x30x2")]
    [InlineData("roll--50x30")]
    [InlineData("roll-1e9x30")]
    [InlineData("roll-7x30")]
    [InlineData("roll-NaNx30")]
    public void Unknown_stock_is_refused_with_what_is_known(string id)
    {
        Assert.False(LabelStocks.TryFind(id, out _, out var problem));
        Assert.Equal("stock_unknown", problem.Code);
        Assert.Contains("avery-l7160", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sheet_of_ones_own_is_read_from_JSON()
    {
        const string json = """{"kind":"sheet","id":"wine-a4","pageWidthMm":210,"pageHeightMm":297,"labelWidthMm":60,"labelHeightMm":40,"columns":3,"rows":7,"originXMm":10,"originYMm":8,"pitchXMm":64,"pitchYMm":40}""";
        Assert.True(LabelStockFile.TryRead(Encoding.UTF8.GetBytes(json), out var stock, out var problems), string.Join(' ', problems.Select(problem => problem.Text)));
        Assert.Equal(21, Assert.IsType<SheetStock>(stock).LabelsPerSheet);
    }

    [Fact]
    public void A_roll_of_ones_own_is_read_from_JSON()
    {
        Assert.True(LabelStockFile.TryRead("""{"kind":"roll","id":"caps","labelWidthMm":25,"labelHeightMm":25,"across":3,"gapMm":2}"""u8, out var stock, out _));
        Assert.Equal(3, Assert.IsType<RollStock>(stock).Across);
    }

    [Fact]
    public void Every_wrong_field_is_named()
    {
        Assert.False(LabelStockFile.TryRead("""{"kind":"sheet","id":"a b","pageWidthMm":210,"labelWidthMm":-1,"labelHeightMm":40,"columns":0,"rows":7,"originXMm":10,"originYMm":8,"across":2}"""u8, out _, out var problems));
        var text = string.Join('\n', problems.Select(problem => problem.Text));
        foreach (var field in new[] { "id ", "pageHeightMm", "labelWidthMm", "columns", "across" })
            Assert.Contains(field, text, StringComparison.Ordinal);
        Assert.DoesNotContain("rows", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"sheet","id":"x","pageWidthMm":100,"pageHeightMm":100,"labelWidthMm":60,"labelHeightMm":40,"columns":2,"rows":1,"originXMm":0,"originYMm":0}""", "120")]
    [InlineData("""{"kind":"sheet","id":"x","pageWidthMm":100,"pageHeightMm":100,"labelWidthMm":30,"labelHeightMm":40,"columns":2,"rows":1,"originXMm":0,"originYMm":0,"pitchXMm":20}""", "overlap")]
    [InlineData("""{"kind":"roll","id":"avery-l7160","labelWidthMm":30,"labelHeightMm":40}""", "built-in")]
    [InlineData("""{"kind":"tape","id":"x","labelWidthMm":30,"labelHeightMm":40}""", "kind")]
    [InlineData("""{"kind":"roll","id":"x","labelWidth":30}""", "JSON")]
    [InlineData("[]", "JSON")]
    [InlineData("null", "kind")]
    [InlineData("{", "JSON")]
    public void A_file_that_makes_no_stock_says_why(string json, string word)
    {
        Assert.False(LabelStockFile.TryRead(Encoding.UTF8.GetBytes(json), out _, out var problems));
        Assert.Contains(problems, problem => problem.Text.Contains(word, StringComparison.Ordinal));
    }
}
