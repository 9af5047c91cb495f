namespace Trace.Core.Labels;

/// <summary>Finds the layout of a label: symbols as large as helps the reader, text as large as helps the eye.</summary>
/// <remarks>Each pass asks for a module and a text size; the first arrangement that reaches both wins, larger symbols first.
/// Product and brand are given up only after every pass has failed with them.</remarks>
internal sealed class LayoutSearch(LabelStock stock, DotGrid grid, IReadOnlyList<LabelContent> contents, ScriptShaper shaper)
{
    private const double SmallestMm = SymbolArranger.SmallestModuleMm;

    /// <summary>Breaking the serial number is worse than a smaller symbol or smaller text.</summary>
    private static readonly (double ModuleMm, double SizePt, int SerialLines)[] Passes =
    [
        (0.375, 6.5, 1), (0.33, 5.5, 1), (0.33, 4.75, 1), (0.29, 5, 1), (SmallestMm, TextComposer.SmallestPt, 1),
        (0.33, 5.5, 2), (SmallestMm, TextComposer.SmallestPt, 2),
    ];

    private static readonly OptionalText[] WithName = [OptionalText.BrandAndTwoLines, OptionalText.TwoLines, OptionalText.BrandAndOneLine, OptionalText.OneLine];

    private double LargestPt => Math.Clamp((0.16 * Math.Min(stock.LabelWidthMm, stock.LabelHeightMm)) + 3.4, 5.5, 11);

    /// <summary>Returns the layout, or null where the text that must stand has no room beside any symbol of legal size.</summary>
    public LabelLayout? Find(IReadOnlyList<SymbolArrangement> arrangements) =>
        Find(arrangements, WithName) ?? Find(arrangements, [OptionalText.None]);

    private LabelLayout? Find(IReadOnlyList<SymbolArrangement> arrangements, OptionalText[] optional)
    {
        foreach (var (moduleMm, sizePt, serialLines) in Passes)
        {
            foreach (var arrangement in arrangements)
            {
                if (arrangement.Symbols[0].ModuleMm < moduleMm - SymbolArranger.Tolerance)
                    continue;
                if (TryStyle(arrangement, sizePt, serialLines, optional) is { } layout)
                    return layout;
            }
        }

        return null;
    }

    private LabelLayout? TryStyle(SymbolArrangement arrangement, double sizePt, int serialLines, OptionalText[] optional)
    {
        foreach (var level in optional)
        {
            foreach (var column in arrangement.Columns)
            {
                foreach (var beside in new[] { false, true })
                {
                    if (Largest(column, new TextStyle(sizePt, level, beside, serialLines)) is { } style)
                        return new LabelLayout(Snap(arrangement.Symbols), column, style);
                }
            }
        }

        return null;
    }

    private TextStyle? Largest(TextColumn column, TextStyle smallest)
    {
        TextStyle? best = null;
        for (var size = smallest.SizePt; size <= Math.Max(LargestPt, smallest.SizePt); size += 0.25)
        {
            var style = smallest with { SizePt = size };
            if (!contents.All(content => TextComposer.TryCompose(content, column, style, shaper) is not null))
                break;
            best = style;
        }

        return best;
    }

    private SymbolPlacement[] Snap(IReadOnlyList<SymbolPlacement> symbols) =>
        [.. symbols.Select(symbol => symbol with { XMm = grid.Dots(symbol.XMm) * grid.DotMm, YMm = grid.Dots(symbol.YMm) * grid.DotMm })];
}
