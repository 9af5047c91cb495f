namespace Trace.Core.Labels;

public enum LabelFormat
{
    Pdf,
    Svg,
    Png,
    Zpl,
}

/// <summary>Which two-dimensional symbols a label carries.</summary>
public enum LabelSymbol
{
    Qr,

    /// <summary>GS1 DataMatrix with the element string, for lines whose readers know nothing else.</summary>
    DataMatrix,

    Both,
}

/// <summary>How a ZPL label holds its QR code. A Data Matrix is always a bitmap.</summary>
public enum ZplGraphics
{
    /// <summary><c>^GFA</c>: the very modules of the plan, about 2 KB a label.</summary>
    Gfa,

    /// <summary><c>^BQ</c>: about 250 bytes a label. The firmware encodes and chooses the version, so the plan keeps room for byte mode: version 11 instead of 7.</summary>
    Bq,
}

/// <summary>How a run of labels is to be printed.</summary>
public sealed record LabelOptions
{
    /// <summary>Printer dots per inch: 203, 300, 600 or 1200; null is 600 for PDF, 300 for SVG and PNG, 203 for ZPL.</summary>
    public int? Dpi { get; init; }

    public LabelSymbol Symbol { get; init; }

    /// <summary>The first free label of a part-used sheet, 1-based, counted along the rows. Rolls start at 1.</summary>
    public int StartPosition { get; init; } = 1;

    /// <summary>Calibration: moves everything to the right, in mm, −10 to 10.</summary>
    public double OffsetXMm { get; init; }

    /// <summary>Calibration: moves everything down, in mm, −10 to 10.</summary>
    public double OffsetYMm { get; init; }

    /// <summary>Labels side by side on a roll, 1 to 12; null is what the stock says.</summary>
    public int? Across { get; init; }

    /// <summary>Rolls only: a new roll starts after so many labels, each with a leader label in front; null is no leader.</summary>
    public int? LabelsPerRoll { get; init; }

    /// <summary>What the leader label says after BATCH: an id or number.</summary>
    public string? LeaderBatch { get; init; }

    public ZplGraphics ZplGraphics { get; init; }

    /// <summary>Where fonts for scripts outside Latin, Greek and Cyrillic are looked for; null is the places of the operating system.</summary>
    public IReadOnlyList<string>? FontDirectories { get; init; }

    /// <summary>Tasks that draw at the same time.</summary>
    public int Degree { get; init; } = Environment.ProcessorCount;
}
