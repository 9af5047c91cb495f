using System.Text;
using System.Text.RegularExpressions;
using Trace.Core.Labels;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Labels;

public sealed partial class ZplLabelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ZplGraphics.Gfa, 203, 8)]
    [InlineData(ZplGraphics.Bq, 203, 8)]
    [InlineData(ZplGraphics.Gfa, 300, 12)]
    [InlineData(ZplGraphics.Bq, 300, 12)]
    [InlineData(ZplGraphics.Gfa, 600, 24)]
    public async Task Three_across_are_read_by_a_renderer_that_is_not_ours(ZplGraphics graphics, int dpi, int dotsPerMm)
    {
        var labels = SampleLabels.Many(6, seed => SampleLabels.Signed(seed));
        var options = new LabelOptions { Across = 3, Dpi = dpi, ZplGraphics = graphics };
        var rows = await RowsAsync(SampleLabels.Plan("roll-50x30", LabelFormat.Zpl, options, labels[0]), labels);
        Assert.Equal(2, rows.Length);
        var images = await ZplRenderer.RenderAsync(rows, _folder.Path, 156, 30, dotsPerMm);
        var read = (await BarcodeDecoder.ReadQrAsync([.. images.Select(image => image.ImagePath)])).Select(codes => codes.Select(code => code.Text).Order(StringComparer.Ordinal));
        Assert.Equal(labels.Chunk(3).Select(row => row.Select(label => label.Uri).Order(StringComparer.Ordinal)), read);
    }

    [Fact]
    public async Task A_Data_Matrix_and_a_QR_code_on_one_label_are_both_read()
    {
        var label = SampleLabels.Compact(1);
        var rows = await RowsAsync(SampleLabels.Plan("roll-60x30", LabelFormat.Zpl, new LabelOptions { Symbol = LabelSymbol.Both }, label), [label]);
        var drawn = Assert.Single(await ZplRenderer.RenderAsync(rows, _folder.Path, 60, 30, decode: true));
        Assert.Contains(drawn.Codes, code => code.Text == label.Uri);
        Assert.Contains(drawn.Codes, code => (code.Text, code.Identifier) == (SampleLabels.ElementsOf(label), "]d2"));
    }

    [Fact]
    public async Task The_bitmap_on_the_label_is_the_planned_symbol_dot_by_dot()
    {
        var label = SampleLabels.Signed(1);
        var plan = SampleLabels.Plan("roll-50x30", LabelFormat.Zpl, null, label);
        var symbol = plan.Layout.Symbols[0];
        var row = Assert.Single(await RowsAsync(plan, [label]));
        var field = GraphicField().Match(row);
        Assert.Equal(plan.Grid.Dots(symbol.XMm) + (4 * symbol.ModuleDots), int.Parse(field.Groups["x"].Value, null));
        Assert.Equal(plan.Grid.Dots(symbol.YMm) + (4 * symbol.ModuleDots), int.Parse(field.Groups["y"].Value, null));
        var matrix = QrSymbol.Encode(label.Uri);
        var side = symbol.Modules * symbol.ModuleDots;
        var rowBytes = int.Parse(field.Groups["row"].Value, null);
        Assert.Equal((side + 7) / 8, rowBytes);
        var rows = Expand(field.Groups["data"].Value, 2 * rowBytes);
        Assert.Equal(Enumerable.Range(0, side).Select(y => HexRow(matrix, y / symbol.ModuleDots, symbol.ModuleDots)), rows);
    }

    [Fact]
    public async Task No_text_of_a_label_becomes_a_command()
    {
        const string hostile = "^XZ~JA^XA^FDX_5E";
        var label = SampleLabels.Signed(1) with { ProductName = hostile, BrandName = hostile, Lot = "A^XZ~JA_", Uri = "HTTPS://A.B/01/^XZ~JA_5E" };
        var rows = await RowsAsync(SampleLabels.Plan("roll-100x50", LabelFormat.Zpl, new LabelOptions { ZplGraphics = ZplGraphics.Bq }, label), [label]);
        var row = Assert.Single(rows);
        Assert.DoesNotContain('~', row);
        Assert.Equal(1, Regex.Count(row, @"\^XA", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.All(Command().Matches(row), match => Assert.Contains(match.Value, new[] { "^XA", "^XZ", "^CI", "^LH", "^PW", "^LL", "^FT", "^A0", "^FH", "^FD", "^FS", "^FO", "^BQ", "^BY" }));
        var drawn = Assert.Single(await ZplRenderer.RenderAsync(rows, _folder.Path, 100, 50, decode: true));
        Assert.Equal(label.Uri, Assert.Single(drawn.Codes).Text);
    }

    [Fact]
    public async Task Each_roll_has_a_leader_with_its_first_and_last_serial_and_its_count()
    {
        var labels = SampleLabels.Many(7, seed => SampleLabels.Signed(seed));
        var options = new LabelOptions { Across = 2, LabelsPerRoll = 5, LeaderBatch = "17" };
        var rows = await RowsAsync(SampleLabels.Plan("roll-50x30", LabelFormat.Zpl, options, labels[0]), labels);
        Assert.Equal(6, rows.Length);
        foreach (var text in new[] { "ROLL 1", "^FD17^FS", labels[0].Serial, labels[4].Serial, "^FD5^FS" })
            Assert.Contains(text, rows[0], StringComparison.Ordinal);
        foreach (var text in new[] { "ROLL 2", labels[5].Serial, labels[6].Serial, "^FD2^FS" })
            Assert.Contains(text, rows[4], StringComparison.Ordinal);
        var leader = (await ZplRenderer.RenderAsync([rows[0]], _folder.Path, 103, 30, decode: true))[0];
        Assert.Empty(leader.Codes);
    }

    [Fact]
    public async Task ZPL_is_as_it_was()
    {
        var label = SampleLabels.Compact(1, mark: LabelMark.Sample);
        GoldenFile.AssertEqual(string.Concat(await RowsAsync(SampleLabels.Plan("roll-50x30", LabelFormat.Zpl, null, label), [label])), "tests", "Trace.Core.Tests", "Labels", "golden", "compact.golden.zpl");
    }

    /// <summary>The rows of a compressed graphic as plain hexadecimal digits (Zebra, ZPL II Programming Guide, "Alternative Data Compression Scheme").</summary>
    private static List<string> Expand(string data, int digitsPerRow)
    {
        var rows = new List<string>();
        var (row, count) = (new StringBuilder(), 0);
        foreach (var c in data.Where(c => c != '\n'))
        {
            if (c is >= 'G' and <= 'Y')
                count += c - 'F';
            else if (c is >= 'g' and <= 'z')
                count += 20 * (c - 'f');
            else if (c == ':')
                row.Append(rows[^1]);
            else if (c is ',' or '!')
                row.Append(c == ',' ? '0' : 'F', digitsPerRow - row.Length);
            else
                row.Append(c, Math.Max(1, count));
            if (!char.IsAsciiLetter(c) || c is >= 'A' and <= 'F')
                count = 0;
            if (row.Length < digitsPerRow)
                continue;
            rows.Add(row.ToString());
            row.Clear();
        }

        return rows;
    }

    private static string HexRow(SymbolMatrix matrix, int row, int dots)
    {
        var bits = string.Concat(Enumerable.Range(0, matrix.Size).Select(x => new string(matrix[row, x] ? '1' : '0', dots)));
        return string.Concat(bits.PadRight((bits.Length + 7) / 8 * 8, '0').Chunk(4).Select(four => Convert.ToInt32(new string(four), 2).ToString("X", null)));
    }

    private static async Task<string[]> RowsAsync(LabelPlan plan, LabelContent[] labels)
    {
        var text = Encoding.UTF8.GetString(await SampleLabels.WriteAsync(plan, labels));
        return [.. Row().Matches(text).Select(match => match.Value)];
    }

    [GeneratedRegex(@"\^XA.*?\^XZ\n", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\^[A-Z][A-Z0-9@]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();

    [GeneratedRegex(@"\^FO(?<x>\d+),(?<y>\d+)\^GFA,\d+,\d+,(?<row>\d+),(?<data>[^^]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GraphicField();
}
