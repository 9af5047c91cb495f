using System.Globalization;

namespace Trace.Core.Labels;

/// <summary>Finds options that make no sense, alone or with the stock.</summary>
internal static class LabelOptionsCheck
{
    private const double LargestOffsetMm = 10;
    private const int MostLabelsPerRoll = 100_000;
    private const int MostBatchCharacters = 40;

    /// <summary>A PNG takes some bytes of memory a dot while it is drawn. 220 × 1000 mm at 300 dpi has 31 million.</summary>
    private const long MostPngDots = 40_000_000;

    public static int DpiOf(LabelFormat format, LabelOptions options) => options.Dpi ?? format switch
    {
        LabelFormat.Pdf => 600,
        LabelFormat.Zpl => 203,
        _ => 300,
    };

    /// <summary>The stock with the number of lanes that the options ask for.</summary>
    public static LabelStock WithAcross(LabelStock stock, LabelOptions options) =>
        stock is RollStock roll && options.Across is { } across ? roll with { Across = across } : stock;

    public static LabelProblem? Problem(LabelStock stock, LabelFormat format, LabelOptions options) =>
        Dpi(DpiOf(format, options)) ?? Start(stock, format, options) ?? Offset(format, options) ?? Across(stock, options) ?? Leader(stock, options) ?? PngSize(stock, format, options);

    /// <summary>Symbols and text stay on the page, or under the print head.</summary>
    public static LabelProblem? OffPage(LabelPlan plan)
    {
        var layout = plan.Layout;
        var places = LabelSequence.Places(plan);
        var (width, height) = LabelSequence.PageSize(plan.Stock);
        var left = places.Min(place => place.XMm) + Math.Min(layout.Column.XMm, layout.Symbols.Min(symbol => symbol.XMm));
        var top = places.Min(place => place.YMm) + Math.Min(layout.Column.YMm, layout.Symbols.Min(symbol => symbol.YMm));
        var right = places.Max(place => place.XMm) + Math.Max(layout.Column.XMm + layout.Column.WidthMm, layout.Symbols.Max(symbol => symbol.RightMm));
        var bottom = places.Max(place => place.YMm) + Math.Max(layout.Column.YMm + layout.Column.HeightMm, layout.Symbols.Max(symbol => symbol.YMm + symbol.BoxMm));
        return left < 0 || top < 0 || right > width || bottom > height
            ? new LabelProblem("offset", string.Create(CultureInfo.InvariantCulture, $"With the offset {plan.Options.OffsetXMm}/{plan.Options.OffsetYMm} mm the labels' content runs from {left:0.0}/{top:0.0} to {right:0.0}/{bottom:0.0} mm, past the edge of {width:0.0} × {height:0.0} mm."))
            : null;
    }

    private static LabelProblem? Dpi(int dpi) => DotGrid.TryOf(dpi) is null
        ? new LabelProblem("dpi_not_supported", $"{dpi} dpi is not supported; use {string.Join(", ", DotGrid.KnownDpi)}.")
        : null;

    private static LabelProblem? PngSize(LabelStock stock, LabelFormat format, LabelOptions options)
    {
        if (format != LabelFormat.Png || DotGrid.TryOf(DpiOf(format, options)) is not { } grid)
            return null;
        var (width, height) = (grid.Dots(stock.LabelWidthMm), grid.Dots(stock.LabelHeightMm));
        return (long)width * height > MostPngDots
            ? new LabelProblem("image_too_large", string.Create(CultureInfo.InvariantCulture, $"A PNG of the label {stock.Id} at {grid.Dpi} dpi has {width:N0} × {height:N0} dots; the most is {MostPngDots / 1_000_000} million. Ask for fewer dpi, or for PDF or SVG."))
            : null;
    }

    private static LabelProblem? Start(LabelStock stock, LabelFormat format, LabelOptions options)
    {
        var places = stock is SheetStock sheet && format is not (LabelFormat.Svg or LabelFormat.Png) ? sheet.LabelsPerSheet : 1;
        return options.StartPosition < 1 || options.StartPosition > places
            ? new LabelProblem("start_position", $"The start position {options.StartPosition} is not on the stock {stock.Id}, which has {(places == 1 ? "one position" : $"positions 1 to {places}")} in this format.")
            : null;
    }

    private static LabelProblem? Offset(LabelFormat format, LabelOptions options)
    {
        if (format is LabelFormat.Svg or LabelFormat.Png && (options.OffsetXMm != 0 || options.OffsetYMm != 0))
            return new LabelProblem("offset", "A calibration offset belongs to a page or a printer; SVG and PNG are single labels.");
        return Math.Abs(options.OffsetXMm) <= LargestOffsetMm && Math.Abs(options.OffsetYMm) <= LargestOffsetMm
            ? null
            : new LabelProblem("offset", $"The offset is {LargestOffsetMm:0} mm at most in each direction.");
    }

    private static LabelProblem? Across(LabelStock stock, LabelOptions options)
    {
        if (options.Across is not { } across)
            return null;
        if (stock is not RollStock)
            return new LabelProblem("across", $"Labels across belong to a roll; {stock.Id} is a sheet.");
        return across is < 1 or > LabelPlan.MostAcross
            ? new LabelProblem("across", $"Labels across are 1 to {LabelPlan.MostAcross}, not {across}.")
            : null;
    }

    private static LabelProblem? Leader(LabelStock stock, LabelOptions options)
    {
        if (options.LabelsPerRoll is not { } count)
            return null;
        if (stock is not RollStock)
            return new LabelProblem("leader", $"A leader label belongs to a roll; {stock.Id} is a sheet.");
        if (count is < 1 or > MostLabelsPerRoll)
            return new LabelProblem("leader", $"A roll has 1 to {MostLabelsPerRoll} labels, not {count}.");
        return options.LeaderBatch is { } batch && (batch.Length > MostBatchCharacters || !LabelFont.Of(LabelWeight.Regular).Covers(batch))
            ? new LabelProblem("leader", $"The batch on the leader label has {MostBatchCharacters} Latin, Greek or Cyrillic characters at most.")
            : null;
    }
}
