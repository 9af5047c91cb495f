namespace Trace.Core.Labels;

/// <summary>One way to place the symbols, and the columns it leaves for text, the better one first.</summary>
internal sealed record SymbolArrangement(IReadOnlyList<SymbolPlacement> Symbols, IReadOnlyList<TextColumn> Columns);

/// <summary>Lists the ways to place the symbols on a label, larger modules first, whole printer dots only.</summary>
/// <param name="qrModules">Modules a side, or 0 for a label without a QR code.</param>
/// <param name="dataMatrixModules">Modules a side, or 0 for a label without a Data Matrix.</param>
internal sealed class SymbolArranger(LabelStock stock, DotGrid grid, int qrModules, int dataMatrixModules)
{
    /// <summary>Below this, phones stop reading.</summary>
    public const double SmallestModuleMm = 0.25;

    public const double Tolerance = 1e-6;

    private const double LargestModuleMm = 0.8;
    private const double LargestSecondModuleMm = 0.4;
    private const double NarrowestColumnMm = 7;

    /// <summary>Die cuts wander: where there is room, the box keeps away from both edges by this much together.</summary>
    private const double EdgesMm = 1;

    /// <summary>Up to this module, size goes before distance from the edge.</summary>
    private const double ModestModuleMm = 0.34;

    private readonly double _width = stock.LabelWidthMm;
    private readonly double _height = stock.LabelHeightMm;

    /// <summary>Most dots a module, where the printer has a limit.</summary>
    public int MostDots { get; init; } = int.MaxValue;

    /// <summary>Fewest dots a module.</summary>
    public int SmallestDots => (int)Math.Ceiling((SmallestModuleMm * grid.DotsPerMm) - Tolerance);

    private LabelSymbol FirstKind => qrModules > 0 ? LabelSymbol.Qr : LabelSymbol.DataMatrix;

    private int FirstModules => qrModules > 0 ? qrModules : dataMatrixModules;

    private int SecondModules => qrModules > 0 ? dataMatrixModules : 0;

    /// <summary>The symbol beside the text on wide labels, above it on the others; the other way follows as a last resort.</summary>
    public IEnumerable<SymbolArrangement> All()
    {
        var beside = Sizes().Select(Beside).OfType<SymbolArrangement>();
        var above = Sizes().Select(Above).OfType<SymbolArrangement>();
        return _width >= 1.2 * _height ? beside.Concat(above) : above.Concat(beside);
    }

    /// <summary>Why the symbols do not fit at their smallest, or null.</summary>
    public LabelProblem? Misfit()
    {
        if (SmallestDots > MostDots)
            return new LabelProblem("dpi_not_supported", FormattableString.Invariant($"^BQ draws modules of {MostDots} dots at most; at {grid.Dpi} dpi the smallest module of {SmallestModuleMm} mm has {SmallestDots}. Print as gfa, or with fewer dpi."));

        var module = SmallestDots * grid.DotMm;
        var room = Math.Min(_width, _height);
        foreach (var (name, modules) in new[] { ("QR symbol", qrModules), ("Data Matrix symbol", dataMatrixModules) })
        {
            var boxModules = modules + (2 * SymbolPlacement.QuietModules);
            if (modules > 0 && boxModules * module > room - grid.DotMm)
                return new LabelProblem("symbol_does_not_fit", FormattableString.Invariant($"The {name} needs {boxModules} modules of {module:0.000} mm = {boxModules * module:0.0} mm with its quiet zone; the label {stock.Id} leaves {room:0.0} mm. The smallest module is {SmallestModuleMm} mm in whole dots of {grid.Dpi} dpi."));
        }

        var across = qrModules + dataMatrixModules + (4 * SymbolPlacement.QuietModules);
        return SecondModules > 0 && across * module > _width - grid.DotMm
            ? new LabelProblem("symbol_does_not_fit", FormattableString.Invariant($"QR symbol and Data Matrix symbol side by side need {across} modules of {module:0.000} mm = {across * module:0.0} mm with their quiet zones; the label {stock.Id} is {_width:0.0} mm wide. Ask for one of them."))
            : null;
    }

    private IEnumerable<(SymbolPlacement First, SymbolPlacement? Second)> Sizes()
    {
        for (var dots = Math.Min(MostDots, (int)((LargestModuleMm * grid.DotsPerMm) + Tolerance)); dots >= SmallestDots; dots--)
        {
            var first = Place(FirstKind, FirstModules, dots);
            if (SecondModules == 0)
            {
                yield return (first, null);
                continue;
            }

            var largest = Math.Max(SmallestDots, Math.Min(dots, (int)((LargestSecondModuleMm * grid.DotsPerMm) + Tolerance)));
            for (var second = largest; second >= SmallestDots; second--)
                yield return (first, Place(LabelSymbol.DataMatrix, SecondModules, second));
        }
    }

    private SymbolArrangement? Beside((SymbolPlacement First, SymbolPlacement? Second) sizes)
    {
        var (first, second) = sizes;
        var free = _height - first.BoxMm;
        if (free < grid.DotMm || (free < EdgesMm && first.ModuleDots > SmallestDots && first.ModuleMm > ModestModuleMm) || first.BoxMm > 0.56 * _width)
            return null;
        var left = Math.Min(free / 2, 2);
        first = first with { XMm = left, YMm = free / 2 };
        var right = _width - Math.Clamp(0.06 * _height, 1, 2.5);
        if (second is not null)
        {
            var above = _height - second.BoxMm;
            if (above < grid.DotMm)
                return null;
            right = _width - Math.Min(above / 2, 1) - second.BoxMm;
            second = second with { XMm = right, YMm = above / 2 };
        }

        var width = right - first.RightMm;
        if (width < NarrowestColumnMm)
            return null;
        var margin = Math.Clamp(0.05 * _height, 0.8, 2.5);
        var top = Math.Max(margin, first.DarkTopMm);
        return new SymbolArrangement(
            second is null ? [first] : [first, second],
            [
                new TextColumn(first.RightMm, top, width, _height - (2 * top), Centered: false),
                new TextColumn(first.RightMm, margin, width, _height - (2 * margin), Centered: false) { PreferredHeightMm = first.DarkBottomMm - first.DarkTopMm },
            ]);
    }

    private SymbolArrangement? Above((SymbolPlacement First, SymbolPlacement? Second) sizes)
    {
        var (first, second) = sizes;
        var across = first.BoxMm + (second?.BoxMm ?? 0);
        var tallest = Math.Max(first.BoxMm, second?.BoxMm ?? 0);
        var free = _width - across;
        if (free < grid.DotMm || (free < EdgesMm && first.ModuleDots > SmallestDots && first.ModuleMm > ModestModuleMm) || tallest > 0.74 * _height)
            return null;
        var top = Math.Clamp(free / 2, grid.DotMm / 2, 1.2);
        first = first with { XMm = free / 2, YMm = top + ((tallest - first.BoxMm) / 2) };
        if (second is not null)
            second = second with { XMm = first.RightMm, YMm = top + ((tallest - second.BoxMm) / 2) };
        var margin = Math.Clamp(0.05 * _width, 0.8, 2.5);
        var y = top + tallest;
        var column = new TextColumn(margin, y, _width - (2 * margin), _height - margin - y, Centered: true);
        return column.HeightMm <= 0 || column.WidthMm < NarrowestColumnMm
            ? null
            : new SymbolArrangement(second is null ? [first] : [first, second], [column]);
    }

    private SymbolPlacement Place(LabelSymbol kind, int modules, int dots) => new(kind, 0, 0, modules, dots, dots * grid.DotMm);
}
