namespace Trace.Core.Labels;

/// <summary>A label of the run, or the leader in front of a roll: one of the two is set.</summary>
internal readonly record struct LabelItem(LabelContent? Content, LabelLeader? Leader);

/// <summary>An item and its place: mm from the top left corner of the page, or of the roll's row.</summary>
internal readonly record struct LabelCell(LabelItem Item, double XMm, double YMm);

/// <summary>Puts leaders between the labels, and labels on pages.</summary>
internal static class LabelSequence
{
    /// <summary>The labels in order; with leaders, one roll's labels are held at a time, because the leader names the last serial number.</summary>
    public static IEnumerable<LabelItem> Items(LabelPlan plan, IEnumerable<LabelContent> labels)
    {
        if (plan.Options.LabelsPerRoll is not { } perRoll)
        {
            foreach (var label in labels)
                yield return new LabelItem(label, null);
            yield break;
        }

        var roll = 0;
        foreach (var chunk in labels.Chunk(perRoll))
        {
            roll++;
            yield return new LabelItem(null, new LabelLeader(LabelPlanDraft.Clean(chunk[0]), plan.Options.LeaderBatch, roll, chunk[0].Serial, chunk[^1].Serial, chunk.Length));
            foreach (var label in chunk)
                yield return new LabelItem(label, null);
        }
    }

    /// <summary>The cells of each sheet, or of each row of a roll. A leader takes the first lane of a row of its own.</summary>
    public static IEnumerable<List<LabelCell>> Pages(LabelPlan plan, IEnumerable<LabelContent> labels)
    {
        var places = Places(plan);
        var next = plan.Options.StartPosition - 1;
        var page = new List<LabelCell>(places.Length);
        foreach (var item in Items(plan, labels))
        {
            if (next == places.Length || (item.Leader is not null && next > 0))
            {
                yield return page;
                page = new List<LabelCell>(places.Length);
                next = 0;
            }

            page.Add(new LabelCell(item, places[next].XMm, places[next].YMm));
            next = item.Leader is null ? next + 1 : places.Length;
        }

        if (page.Count > 0)
            yield return page;
    }

    /// <summary>The label positions of one page in printing order, calibration offset included.</summary>
    public static (double XMm, double YMm)[] Places(LabelPlan plan)
    {
        var (x, y) = (plan.Options.OffsetXMm, plan.Options.OffsetYMm);
        return plan.Stock switch
        {
            SheetStock sheet =>
            [
                .. from row in Enumerable.Range(0, sheet.Rows)
                   from column in Enumerable.Range(0, sheet.Columns)
                   select (x + sheet.OriginXMm + (column * sheet.PitchXMm), y + sheet.OriginYMm + (row * sheet.PitchYMm)),
            ],
            RollStock roll => [.. Enumerable.Range(0, roll.Across).Select(lane => (x + (lane * (roll.LabelWidthMm + roll.GapMm)), y))],
            _ => [(x, y)],
        };
    }

    /// <summary>The page, or the roll's row, in mm.</summary>
    public static (double WidthMm, double HeightMm) PageSize(LabelStock stock) => stock switch
    {
        SheetStock sheet => (sheet.PageWidthMm, sheet.PageHeightMm),
        RollStock roll => ((roll.Across * roll.LabelWidthMm) + ((roll.Across - 1) * roll.GapMm), roll.LabelHeightMm),
        _ => (stock.LabelWidthMm, stock.LabelHeightMm),
    };
}
