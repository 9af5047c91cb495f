namespace Trace.Server.Anomalies;

/// <summary>What anomalies of one kind in one batch add up to.</summary>
/// <remarks>Not a positional record: of sums that have no row SQLite says no types, which constructors must match.</remarks>
public abstract class AnomalySums
{
    public string Kind { get; init; } = "";

    public long? BatchNumber { get; init; }

    public string? Gtin { get; init; }

    public long Codes { get; init; }

    public long Scans { get; init; }

    public double Score { get; init; }

    public long LastAt { get; init; }
}
