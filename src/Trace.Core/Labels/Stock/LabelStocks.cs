using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Trace.Core.Labels;

/// <summary>The stock known by name. Sizes are those the makers print on their boxes and template sheets.</summary>
public static class LabelStocks
{
    private const double SmallestRollMm = 8;
    private const double WidestRollMm = 220;
    private const double LongestRollMm = 1000;

    /// <summary>The eight cut sheets; rolls exist in every size, see <see cref="TryFind"/>.</summary>
    public static IReadOnlyList<SheetStock> Sheets { get; } =
    [
        A4("avery-l7160", "Avery L7160, 21 a sheet", (63.99, 38.1), (3, 7), (7.48, 15.49), (66.04, 38.1)),
        A4("avery-l7163", "Avery L7163, 14 a sheet", (99.1, 38.1), (2, 7), (3.35, 15.17), (103.01, 38.1)),
        A4("avery-l7651", "Avery L7651, 65 a sheet", (38.1, 21.2), (5, 13), (4.7, 10.9), (40.6, 21.2)),
        A4("zweckform-3475", "Avery Zweckform 3475, 24 a sheet", (70, 36), (3, 8), (0, 4.43), (70, 36)),
        A4("herma-4346", "Herma 4346, 48 a sheet", (45.72, 21.2), (4, 12), (10, 22), (48.72, 21.2)),
        Letter("avery-5160", "Avery 5160, 30 a sheet", (66.67, 25.4), (3, 10), (3.97, 12.7), (70.64, 25.4)),
        Letter("avery-5163", "Avery 5163, 10 a sheet", (101.6, 50.8), (2, 5), (4.13, 12.7), (106.36, 50.8)),
        Letter("avery-5167", "Avery 5167, 80 a sheet", (44.45, 12.7), (4, 20), (7.14, 12.7), (52.39, 12.7)),
    ];

    /// <summary>Finds a sheet by its id, or makes the roll that <c>roll-{width}x{height}</c> describes: millimetres, decimals allowed.</summary>
    public static bool TryFind(string id, [NotNullWhen(true)] out LabelStock? stock, [NotNullWhen(false)] out LabelProblem? problem)
    {
        ArgumentNullException.ThrowIfNull(id);
        stock = Sheets.FirstOrDefault(sheet => sheet.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
        stock ??= Roll(id);
        problem = stock is null
            ? new LabelProblem("stock_unknown", $"There is no label stock \"{id}\"; known are {string.Join(", ", Sheets.Select(sheet => sheet.Id))} and roll-{{width}}x{{height}} in mm, such as roll-50x30, from {SmallestRollMm:0} mm to {WidestRollMm:0} × {LongestRollMm:0} mm.")
            : null;
        return stock is not null;
    }

    private static RollStock? Roll(string id)
    {
        const string prefix = "roll-";
        if (!id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            return null;

        var sides = id[prefix.Length..].Split('x', 'X');
        if (sides.Length != 2 || !TryReadMm(sides[0], WidestRollMm, out var width) || !TryReadMm(sides[1], LongestRollMm, out var height))
            return null;

        return new RollStock
        {
            Id = FormattableString.Invariant($"roll-{width}x{height}"),
            Name = FormattableString.Invariant($"Roll, {width} × {height} mm"),
            LabelWidthMm = width,
            LabelHeightMm = height,
        };
    }

    private static bool TryReadMm(string text, double largest, out double mm) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out mm) && mm >= SmallestRollMm && mm <= largest;

    private static SheetStock A4(string id, string name, (double, double) label, (int, int) grid, (double, double) origin, (double, double) pitch) =>
        Sheet(id, name, (210, 297), label, grid, origin, pitch);

    private static SheetStock Letter(string id, string name, (double, double) label, (int, int) grid, (double, double) origin, (double, double) pitch) =>
        Sheet(id, name, (215.9, 279.4), label, grid, origin, pitch);

    private static SheetStock Sheet(
        string id,
        string name,
        (double Width, double Height) page,
        (double Width, double Height) label,
        (int Columns, int Rows) grid,
        (double X, double Y) origin,
        (double X, double Y) pitch) => new()
        {
            Id = id,
            Name = name,
            PageWidthMm = page.Width,
            PageHeightMm = page.Height,
            LabelWidthMm = label.Width,
            LabelHeightMm = label.Height,
            Columns = grid.Columns,
            Rows = grid.Rows,
            OriginXMm = origin.X,
            OriginYMm = origin.Y,
            PitchXMm = pitch.X,
            PitchYMm = pitch.Y,
        };
}
