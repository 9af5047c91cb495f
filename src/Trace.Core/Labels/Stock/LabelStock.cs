namespace Trace.Core.Labels;

/// <summary>What labels are printed on. All measures are millimetres.</summary>
public abstract record LabelStock
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required double LabelWidthMm { get; init; }

    public required double LabelHeightMm { get; init; }
}

/// <summary>A cut sheet. Origin is the top left corner of the first label; pitch runs from one label's corner to the next.</summary>
public sealed record SheetStock : LabelStock
{
    public required double PageWidthMm { get; init; }

    public required double PageHeightMm { get; init; }

    public required int Columns { get; init; }

    public required int Rows { get; init; }

    public required double OriginXMm { get; init; }

    public required double OriginYMm { get; init; }

    public required double PitchXMm { get; init; }

    public required double PitchYMm { get; init; }

    public int LabelsPerSheet => Columns * Rows;
}

/// <summary>A roll whose web carries one or more labels side by side.</summary>
public sealed record RollStock : LabelStock
{
    public int Across { get; init; } = 1;

    /// <summary>Between two labels side by side.</summary>
    public double GapMm { get; init; } = 3;
}
