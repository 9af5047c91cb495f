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

    /// <summary>Room for a character of a serial number; most need less, and a row of W is condensed to seven tenths.</summary>
    private const double SerialCharacterEm = 0.66;

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
        var widest = entries.Max(entry => caption + entry.RoomEm);
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
            texts.Add(new TextRun(entries[i].Value, LabelWeight.Regular, size, x + (caption * em), baseline).FitTo(entries[i].RoomEm * em, size));
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
        var run = new TextRun(title, LabelWeight.Bold, size, bar.XMm, bar.YMm + ((BarEm + LabelFont.CapHeightEm) / 2 * em)) { TrackingEm = 0.1, On = bar }
            .FitTo(bar.WidthMm - em, size);
        return run with { XMm = bar.XMm + ((bar.WidthMm - run.WidthMm) / 2) };
    }

    private static List<Entry> Entries(LabelLeader leader)
    {
        List<Entry> entries = [new("GTIN", leader.Content.Gtin)];
        if (leader.Content.Lot is { } lot)
            entries.Add(new("LOT", lot));
        if (leader.Batch is { } batch)
            entries.Add(new("BATCH", batch));
        entries.Add(Serial("FIRST", leader.FirstSerial));
        entries.Add(Serial("LAST", leader.LastSerial));
        entries.Add(new("COUNT", FormattableString.Invariant($"{leader.Count}")));
        return entries;
    }

    /// <summary>The room goes by the length, as on a label: whatever the first and last serial number of a roll, its leader fits.</summary>
    private static Entry Serial(string caption, string serial) => new(caption, serial) { RoomEm = serial.Length * SerialCharacterEm };

    private static double CaptionEm(string caption) => CaptionScale * LabelFont.Of(LabelWeight.Bold).WidthEm(caption);

    private sealed record Entry(string Caption, string Value)
    {
        public double RoomEm { get; init; } = LabelFont.Of(LabelWeight.Regular).WidthEm(Value);
    }
}
