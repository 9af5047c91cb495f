using System.Globalization;
using System.Text.RegularExpressions;
using Trace.Core.Codes;
using Trace.Core.Labels;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Labels;

/// <summary>Text where it is easy to lose: too wide, in another script, made of brackets.</summary>
public sealed partial class DrawnTextTests : IDisposable
{
    private const double MmPerPt = 25.4 / 72;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<LabelFormat> Formats { get; } = [.. Enum.GetValues<LabelFormat>()];

    public void Dispose() => _folder.Dispose();

    /// <summary>The roll is exactly as wide as the text of an ordinary serial number, so a row of W would run off its edge.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_very_wide_serial_number_is_condensed_and_stays_on_the_label(LabelFormat format)
    {
        using var batch = new BatchLabels(CodeProfile.Signed, "ID.EXAMPLE.COM");
        var picture = await LabelPicture.DrawAsync("roll-20x30", format, batch.Label("WWWWWWWWWWWW"), batch.Widest);
        var (top, bottom) = await LineAsync("SN");
        Assert.Equal(0, picture.CountDark(19.1, top, 20, bottom));
        Assert.InRange(picture.CountDark(13, top, 19.1, bottom), 50, int.MaxValue);

        async Task<(double Top, double Bottom)> LineAsync(string caption)
        {
            var words = await WordsAsync("roll-20x30", batch.Widest, batch.Widest);
            var word = words.Single(word => word.Text == caption);
            return (word.TopMm, word.BottomMm);
        }
    }

    [Theory]
    [InlineData(LabelFormat.Pdf, "قهوة عربية", null)]
    [InlineData(LabelFormat.Pdf, null, "东京")]
    [InlineData(LabelFormat.Svg, "قهوة عربية", null)]
    [InlineData(LabelFormat.Png, "قهوة عربية", null)]
    [InlineData(LabelFormat.Zpl, "قهوة عربية", null)]
    [InlineData(LabelFormat.Zpl, null, "东京")]
    public async Task A_name_in_another_script_is_drawn_above_the_text(LabelFormat format, string? product, string? brand)
    {
        const string Stock = "roll-99x38";
        var label = SampleLabels.Signed(1) with { ProductName = product, BrandName = brand };
        if (!LabelPlan.TryCreate(SampleLabels.Stock(Stock), format, new LabelOptions { Dpi = 300 }, [label], out var plan, out _))
            Need.Missing("fonts for Arabic and Chinese (Debian fonts-noto-core, fonts-noto-cjk)");
        var gtin = (await WordsAsync(Stock, label, label)).Single(word => word.Text == "GTIN");
        var picture = await LabelPicture.DrawAsync(Stock, format, label, label);
        Assert.InRange(picture.CountDark(plan!.Layout.Symbols[0].RightMm, 0.5, 98.5, gtin.TopMm), 200, int.MaxValue);
    }

    /// <summary>One sign of the name is changed at a time: where the pictures differ is where it stands, from left to right.</summary>
    [Theory]
    [InlineData("زيت 111 مل", "زيت 811 مل", "زيت 118 مل")]
    [InlineData("זית 111, 11111", "זית 111, 81111", "זית 111, 11118", "זית 111; 11111", "זית 811, 11111", "זית 118, 11111")]
    [InlineData("זית (111 ml)", "זית (811 ml)", "זית (118 ml)")]
    [InlineData("Oil זית 111-111 b", "Oil זית 811-111 b", "Oil זית 111-118 b", "Oil זית 111-111 d")]
    public async Task Numbers_and_commas_in_a_right_to_left_name_stand_where_they_are_read(string name, params string[] changed)
    {
        const string Stock = "roll-99x38";
        if (!LabelPlan.TryCreate(SampleLabels.Stock(Stock), LabelFormat.Png, new LabelOptions(), [Named(name)], out _, out _))
            Need.Missing("fonts for Arabic and Hebrew (Debian fonts-noto-core)");
        var picture = await DrawAsync(name);
        var places = new List<double>();
        foreach (var other in changed)
            places.Add(picture.MiddleOfChange(await DrawAsync(other)));

        Assert.Equal(places.Order(), places);
        Assert.All(places.Zip(places.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 0.5, 30));

        static Task<LabelPicture> DrawAsync(string name) => LabelPicture.DrawAsync(Stock, LabelFormat.Png, Named(name), Named(name));
        static LabelContent Named(string name) => SampleLabels.Signed(1) with { ProductName = name, BrandName = null };
    }

    [Fact]
    public async Task A_long_name_in_another_script_loses_its_end_and_not_all_of_it()
    {
        const string Stock = "roll-50x30";
        var label = SampleLabels.Signed(1) with { ProductName = "特级初榨橄榄油 500 毫升 – Ελαιόλαδο Оливковое", BrandName = null };
        if (!LabelPlan.TryCreate(SampleLabels.Stock(Stock), LabelFormat.Png, new LabelOptions { Dpi = 300 }, [label], out var plan, out _))
            Need.Missing("fonts for Chinese (Debian fonts-noto-cjk)");
        var gtin = (await WordsAsync(Stock, label, label)).Single(word => word.Text == "GTIN");
        var picture = await LabelPicture.DrawAsync(Stock, LabelFormat.Png, label, label);
        var left = plan!.Layout.Symbols[0].RightMm;
        Assert.InRange(picture.CountDark(left, 0.5, 49.5, gtin.TopMm), 100, int.MaxValue);
        Assert.Equal(0, picture.CountDark(49.6, 0, 50, 30));
    }

    [Theory]
    [InlineData("A)(B12%/")]
    [InlineData("()()()()")]
    [InlineData("))((")]
    [InlineData("A<&>'\"%:")]
    public async Task A_serial_number_of_brackets_is_what_a_PDF_copies(string serial)
    {
        using var batch = new BatchLabels(CodeProfile.Signed, "ID.EXAMPLE.COM");
        var path = await WritePdfAsync("roll-60x40", batch.Label(serial), batch.Label(serial));
        await Tool.RunAsync("qpdf", ["--check", path]);
        Assert.Contains(serial, await PdfTools.ReadTextAsync(path), StringComparison.Ordinal);
    }

    private async Task<string> WritePdfAsync(string stock, LabelContent label, LabelContent representative)
    {
        var path = _folder.File("label.pdf");
        var plan = SampleLabels.Plan(stock, LabelFormat.Pdf, new LabelOptions { Dpi = 300 }, representative);
        await File.WriteAllBytesAsync(path, await SampleLabels.WriteAsync(plan, [label]), TestContext.Current.CancellationToken);
        return path;
    }

    /// <summary>Where Poppler finds the words of the label's PDF; the other formats have the same layout.</summary>
    private async Task<List<Word>> WordsAsync(string stock, LabelContent label, LabelContent representative)
    {
        var found = (await Tool.RunAsync("pdftotext", ["-bbox", await WritePdfAsync(stock, label, representative), "-"])).Text;
        return [.. WordBox().Matches(found).Select(match => new Word(match.Groups["text"].Value, Mm(match, "top"), Mm(match, "bottom")))];

        static double Mm(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) * MmPerPt;
    }

    [GeneratedRegex("yMin=\"(?<top>[0-9.]+)\" xMax=\"[0-9.]+\" yMax=\"(?<bottom>[0-9.]+)\">(?<text>[^<]*)</word>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordBox();

    private sealed record Word(string Text, double TopMm, double BottomMm);
}
