using System.Globalization;

namespace Trace.Core.Labels;

/// <summary>Turns the fields of a stock file into stock and collects what is wrong with each.</summary>
internal sealed class LabelStockCheck(LabelStockFields fields)
{
    private const double SmallestLabelMm = 8;
    private const double LargestMm = 1200;

    /// <summary>Makers round their measures; labels may leave the page by so much.</summary>
    private const double RoundingMm = 0.5;

    public List<string> Faults { get; } = [];

    public LabelStock? Read()
    {
        var id = fields.Id ?? "";
        if (id.Length is 0 or > 64 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
            Faults.Add("id must be 1 to 64 letters, digits, '-', '.' or '_'.");
        else if (LabelStocks.TryFind(id, out _, out _))
            Faults.Add($"id \"{id}\" is the name of built-in stock.");

        LabelStock? stock = null;
        switch (fields.Kind)
        {
            case "sheet":
                stock = Sheet(id);
                break;
            case "roll":
                stock = Roll(id);
                break;
            default:
                Faults.Add("kind must be \"sheet\" or \"roll\".");
                break;
        }

        return Faults.Count == 0 ? stock : null;
    }

    private RollStock Roll(string id)
    {
        Absent("pageWidthMm", fields.PageWidthMm);
        Absent("pageHeightMm", fields.PageHeightMm);
        Absent("columns", fields.Columns);
        Absent("rows", fields.Rows);
        Absent("originXMm", fields.OriginXMm);
        Absent("originYMm", fields.OriginYMm);
        Absent("pitchXMm", fields.PitchXMm);
        Absent("pitchYMm", fields.PitchYMm);
        return new RollStock
        {
            Id = id,
            Name = fields.Name ?? id,
            LabelWidthMm = Measure("labelWidthMm", fields.LabelWidthMm, SmallestLabelMm, LargestMm),
            LabelHeightMm = Measure("labelHeightMm", fields.LabelHeightMm, SmallestLabelMm, LargestMm),
            Across = Count("across", fields.Across ?? 1, LabelPlan.MostAcross),
            GapMm = Measure("gapMm", fields.GapMm ?? 3, 0, 100),
        };
    }

    private SheetStock Sheet(string id)
    {
        if (fields.Across is not null || fields.GapMm is not null)
            Faults.Add("across and gapMm belong to a roll, not to a sheet.");
        var sheet = new SheetStock
        {
            Id = id,
            Name = fields.Name ?? id,
            PageWidthMm = Measure("pageWidthMm", fields.PageWidthMm, SmallestLabelMm, LargestMm),
            PageHeightMm = Measure("pageHeightMm", fields.PageHeightMm, SmallestLabelMm, LargestMm),
            LabelWidthMm = Measure("labelWidthMm", fields.LabelWidthMm, SmallestLabelMm, LargestMm),
            LabelHeightMm = Measure("labelHeightMm", fields.LabelHeightMm, SmallestLabelMm, LargestMm),
            Columns = Count("columns", fields.Columns, 100),
            Rows = Count("rows", fields.Rows, 100),
            OriginXMm = Measure("originXMm", fields.OriginXMm, 0, LargestMm),
            OriginYMm = Measure("originYMm", fields.OriginYMm, 0, LargestMm),
            PitchXMm = Measure("pitchXMm", fields.PitchXMm ?? fields.LabelWidthMm, 0, LargestMm),
            PitchYMm = Measure("pitchYMm", fields.PitchYMm ?? fields.LabelHeightMm, 0, LargestMm),
        };
        if (Faults.Count == 0)
        {
            Axis("X", sheet.Columns, sheet.OriginXMm, sheet.PitchXMm, sheet.LabelWidthMm, sheet.PageWidthMm);
            Axis("Y", sheet.Rows, sheet.OriginYMm, sheet.PitchYMm, sheet.LabelHeightMm, sheet.PageHeightMm);
        }

        return sheet;
    }

    private void Axis(string axis, int count, double origin, double pitch, double label, double page)
    {
        if (count > 1 && pitch < label - 0.01)
            Faults.Add(string.Create(CultureInfo.InvariantCulture, $"pitch{axis}Mm {pitch} is smaller than the label's {label} mm: labels would overlap."));
        var end = origin + ((count - 1) * pitch) + label;
        if (end > page + RoundingMm)
            Faults.Add(string.Create(CultureInfo.InvariantCulture, $"The labels end at {end:0.##} mm along {axis}; the page has {page} mm."));
    }

    private double Measure(string field, double? value, double smallest, double largest)
    {
        if (value is { } mm && double.IsFinite(mm) && mm >= smallest && mm <= largest)
            return mm;
        Faults.Add(string.Create(CultureInfo.InvariantCulture, $"{field} must be a number of mm from {smallest} to {largest}."));
        return smallest;
    }

    private int Count(string field, int? value, int largest)
    {
        if (value is { } count && count >= 1 && count <= largest)
            return count;
        Faults.Add(string.Create(CultureInfo.InvariantCulture, $"{field} must be a whole number from 1 to {largest}."));
        return 1;
    }

    private void Absent<T>(string field, T? value)
        where T : struct
    {
        if (value is not null)
            Faults.Add($"{field} belongs to a sheet, not to a roll.");
    }
}
