namespace Trace.Core.Labels;

/// <summary>What stands on the label in front of a roll. It has no symbol, so that nobody scans it as a unit.</summary>
/// <param name="Content">The roll's first label, for product, GTIN, lot and mark.</param>
/// <param name="Roll">1-based.</param>
/// <param name="Count">Labels on this roll; the last roll may be short.</param>
internal sealed record LabelLeader(LabelContent Content, string? Batch, int Roll, string FirstSerial, string LastSerial, int Count);

/// <summary>Sets a leader label: a bar with the roll's number, then product and range, in one column or two.</summary>
internal static class LeaderComposer
{
    private const double LargestPt = 10;
    private const double BarEm = 1.6;
    private const double PitchEm = 1.34;
    private const double CaptionScale = 0.74;
    private const double AfterCaptionEm = 0.45;

    public static LabelDrawing? TryCompose(LabelLeader leader, LabelStock stock)
    {
        for (var size = LargestPt; size >= TextComposer.SmallestPt; size -= 0.25)
        {
            for (var columns = 1; columns <= 2; columns++)
            {
                if (TryCompose(leader, stock, size, columns) is { } drawing)
                    return drawing;
            }
        }

        return null;
    }

    private static LabelDrawing? TryCompose(LabelLeader leader, LabelStock stock, double size, int columns)
    {
        var em = size * TextRun.MmPerPt;
        var margin = Math.Clamp(0.06 * stock.LabelHeightMm, 0.8, 2.5);
        var width = stock.LabelWidthMm - (2 * margin);
        var entries = Entries(leader);
        var rows = (entries.Count + columns - 1) / columns;
        var top = margin + ((BarEm + 0.5) * em);
        var height = (((rows - 1) * PitchEm) + LabelFont.CapHeightEm) * em;
        var columnWidth = (width - ((columns - 1) * em)) / columns;
        var caption = entries.Max(entry => CaptionEm(entry.Caption)) + AfterCaptionEm;
        var widest = entries.Max(entry => caption + ValueEm(entry.Value));
        if (top + height > stock.LabelHeightMm - margin || widest * em > columnWidth)
            return null;

        var name = leader.Content.ProductName is { } product && LabelFont.Of(LabelWeight.Bold).Covers(product) ? product : leader.Content.BrandName;
        var bar = new Bar(margin, margin, width, BarEm * em);
        List<TextRun> texts = [Title(leader, size, bar)];
        var pitch = PitchEm * em;
        var y = top + (LabelFont.CapHeightEm * em);
        if (name is not null && LabelFont.Of(LabelWeight.Bold).Covers(name) && top + height + (1.4 * pitch) <= stock.LabelHeightMm - margin)
        {
            texts.Add(new TextRun(TextBreak.Shortened(name, LabelWeight.Bold, width / em, 1)[0], LabelWeight.Bold, size, margin, y));
            y += 1.4 * pitch;
        }

        for (var i = 0; i < entries.Count; i++)
        {
            var x = margin + (i / rows * (columnWidth + em));
            var baseline = y + (i % rows * pitch);
            texts.Add(new TextRun(entries[i].Caption, LabelWeight.Bold, size * CaptionScale, x, baseline));
            texts.Add(new TextRun(entries[i].Value, LabelWeight.Regular, size, x + (caption * em), baseline));
        }

        return new LabelDrawing([bar], texts, []);
    }

    private static TextRun Title(LabelLeader leader, double size, Bar bar)
    {
        var em = size * TextRun.MmPerPt;
        var title = FormattableString.Invariant($"ROLL {leader.Roll}") + leader.Content.Mark switch
        {
            LabelMark.Specimen => " SPECIMEN",
            LabelMark.Sample => " SAMPLE",
            _ => "",
        };
        var x = bar.XMm + ((bar.WidthMm - (TextRun.WidthEm(title, LabelWeight.Bold, 0.1) * em)) / 2);
        return new TextRun(title, LabelWeight.Bold, size, x, bar.YMm + ((BarEm + LabelFont.CapHeightEm) / 2 * em)) { TrackingEm = 0.1, On = bar };
    }

    private static List<(string Caption, string Value)> Entries(LabelLeader leader)
    {
        List<(string, string)> entries = [("GTIN", leader.Content.Gtin)];
        if (leader.Content.Lot is { } lot)
            entries.Add(("LOT", lot));
        if (leader.Batch is { } batch)
            entries.Add(("BATCH", batch));
        entries.Add(("FIRST", leader.FirstSerial));
        entries.Add(("LAST", leader.LastSerial));
        entries.Add(("COUNT", FormattableString.Invariant($"{leader.Count}")));
        return entries;
    }

    private static double CaptionEm(string caption) => CaptionScale * LabelFont.Of(LabelWeight.Bold).WidthEm(caption);

    private static double ValueEm(string value) => LabelFont.Of(LabelWeight.Regular).WidthEm(value);
}
