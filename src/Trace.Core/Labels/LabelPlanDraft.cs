using System.Globalization;
using System.Text;

namespace Trace.Core.Labels;

/// <summary>The measures a plan is made from: symbol sizes of the representatives at their largest.</summary>
internal sealed class LabelPlanDraft
{
    /// <summary>The most that every firmware takes in <c>^BQ</c>.</summary>
    private const int LargestMagnification = 10;

    private readonly IReadOnlyList<LabelContent> _contents;

    /// <param name="stock">With the lanes the options ask for.</param>
    /// <param name="format">Of the file.</param>
    /// <param name="options">Checked.</param>
    /// <param name="contents">Clean and checked.</param>
    public LabelPlanDraft(LabelStock stock, LabelFormat format, LabelOptions options, IReadOnlyList<LabelContent> contents)
    {
        Stock = stock;
        Format = format;
        Options = options;
        Grid = DotGrid.TryOf(LabelOptionsCheck.DpiOf(format, options)) ?? throw new ArgumentException("The options were not checked.", nameof(options));
        Shaper = new ScriptShaper(new ScriptFonts(options.FontDirectories));
        _contents = contents;
    }

    public LabelStock Stock { get; }

    public LabelFormat Format { get; }

    public LabelOptions Options { get; }

    public DotGrid Grid { get; }

    public ScriptShaper Shaper { get; }

    private bool UsesBq => Format == LabelFormat.Zpl && Options.ZplGraphics == ZplGraphics.Bq && Options.Symbol != LabelSymbol.DataMatrix;

    /// <summary>Composed characters, and blanks instead of what is no character.</summary>
    public static LabelContent Clean(LabelContent content) => content with
    {
        ProductName = Clean(content.ProductName),
        BrandName = Clean(content.BrandName),
    };

    /// <summary>Finds the layout, or says why there is none.</summary>
    public LabelProblem? Settle(out LabelLayout? layout)
    {
        layout = null;
        foreach (var content in _contents)
        {
            if (LabelContentCheck.MissingGlyph(content, Shaper) is { } missing)
                return missing;
        }

        SymbolArranger arranger;
        try
        {
            arranger = new SymbolArranger(Stock, Grid, QrModules(), DataMatrixModules()) { MostDots = UsesBq ? LargestMagnification : int.MaxValue };
        }
        catch (LabelContentException fault)
        {
            return new LabelProblem("content", fault.Message);
        }

        if (arranger.Misfit() is { } misfit)
            return misfit;
        layout = new LayoutSearch(Stock, Grid, [.. _contents.DistinctBy(LabelFaceKey.Of)], Shaper).Find([.. arranger.All()]);
        if (layout is null)
            return NoRoomForText(arranger);
        var problem = LabelOptionsCheck.OffPage(new LabelPlan(this, layout)) ?? LeaderProblem();
        if (problem is not null)
            layout = null;
        return problem;
    }

    private static string? Clean(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return null;
        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
            text.Append(Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) || Noncharacter.Is(rune) ? " " : rune.ToString());
        return text.ToString().Normalize(NormalizationForm.FormC).Trim();
    }

    /// <summary>Firmware may encode the whole text as bytes, so <c>^BQ</c> gets the room for that.</summary>
    private int QrModules() => Options.Symbol == LabelSymbol.DataMatrix
        ? 0
        : _contents.Max(content => QrSymbol.ModulesOf(UsesBq ? QrSymbol.VersionInBytes(content.Uri) : QrSymbol.VersionOf(content.Uri)));

    private int DataMatrixModules() => Options.Symbol == LabelSymbol.Qr
        ? 0
        : _contents.Max(content => DataMatrixSymbol.Encode(LabelElements.Of(content)).Size);

    private LabelProblem NoRoomForText(SymbolArranger arranger)
    {
        var roomiest = arranger.All().SelectMany(arrangement => arrangement.Columns).MaxBy(column => column.WidthMm * column.HeightMm);
        var serialLines = _contents.Max(content => TextComposer.Needs(content, 1).WidthMm) > roomiest?.WidthMm ? 2 : 1;
        var (width, height) = _contents.Select(content => TextComposer.Needs(content, serialLines)).MaxBy(needs => needs.WidthMm);
        var room = roomiest is null
            ? "nothing beside the symbol"
            : string.Create(CultureInfo.InvariantCulture, $"{roomiest.WidthMm:0.0} × {roomiest.HeightMm:0.0} mm beside the smallest symbol");
        var lines = _contents.Any(content => content.Cover != null) ? "GTIN, serial number, lot, expiry and covered code" : "GTIN, serial number, lot and expiry";
        return new LabelProblem("text_does_not_fit", string.Create(CultureInfo.InvariantCulture, $"{lines} need {width:0.0} × {height:0.0} mm at {TextComposer.SmallestPt} pt; the label {Stock.Id} of {Stock.LabelWidthMm} × {Stock.LabelHeightMm} mm leaves {room}."));
    }

    private LabelProblem? LeaderProblem()
    {
        if (Options.LabelsPerRoll is not { } count)
            return null;
        foreach (var content in _contents)
        {
            var leader = new LabelLeader(content, Options.LeaderBatch, 9999, content.Serial, content.Serial, count);
            if (LeaderComposer.TryCompose(leader, Stock) is null)
                return new LabelProblem("leader", string.Create(CultureInfo.InvariantCulture, $"The leader label's lines do not fit the label {Stock.Id} of {Stock.LabelWidthMm} × {Stock.LabelHeightMm} mm at {TextComposer.SmallestPt} pt."));
        }

        return null;
    }
}
