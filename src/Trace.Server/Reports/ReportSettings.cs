namespace Trace.Server.Reports;

/// <summary>Section <c>Reports</c> of the configuration.</summary>
/// <param name="KeptDays">How long a report is kept, with its contact and pictures.</param>
public sealed record ReportSettings(int KeptDays)
{
    private const int MaxKeptDays = 3650;

    /// <exception cref="InvalidOperationException">No number of days, or one out of range.</exception>
    public static ReportSettings From(IConfiguration configuration) => configuration.GetValue("Reports:KeptDays", defaultValue: 365) is >= 1 and <= MaxKeptDays and var days
        ? new ReportSettings(days)
        : throw new InvalidOperationException($"Reports:KeptDays is 1 to {MaxKeptDays}.");
}
