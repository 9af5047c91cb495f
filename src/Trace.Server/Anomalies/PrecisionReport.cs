using Trace.Core.Detection;

namespace Trace.Server.Anomalies;

/// <summary>An anomaly that people decided, as far as figures need it.</summary>
public sealed record DecidedAnomalyRow(string Kind, string Status, double Score, long DecidedAt)
{
    public bool IsConfirmed => Status == AnomalyRow.Confirmed;
}

/// <summary>How many of those that were decided were confirmed.</summary>
public sealed record DecidedShare(long Confirmed, long Dismissed)
{
    public long Decided => Confirmed + Dismissed;

    /// <summary>Null where nothing was decided.</summary>
    public double? Share => Decided == 0 ? null : Confirmed / (double)Decided;

    /// <summary>Where the share of many more like these would be, in 95 of 100 cases.</summary>
    public (double Low, double High) Interval => Wilson.Interval(Confirmed, Decided);

    public static DecidedShare Of(IEnumerable<DecidedAnomalyRow> rows)
    {
        var (confirmed, dismissed) = (0L, 0L);
        foreach (var row in rows)
            _ = row.IsConfirmed ? confirmed++ : dismissed++;
        return new DecidedShare(confirmed, dismissed);
    }
}

/// <summary>What another threshold would have made of the anomalies that were decided: which confirmed ones would not have been opened, which dismissed ones would have been spared.</summary>
public sealed record ThresholdStep(double Threshold, long Missed, long Confirmed, long Spared, long Dismissed)
{
    /// <summary>Of the confirmed, those that would have been missed.</summary>
    public double? MissRate => Confirmed == 0 ? null : Missed / (double)Confirmed;

    /// <summary>Of those that would have been opened, the dismissed.</summary>
    public double? FalseShare => Confirmed - Missed + Dismissed - Spared is > 0 and var opened ? (Dismissed - Spared) / (double)opened : null;
}

/// <summary>What people decided, in figures: a brand's own precision.</summary>
/// <param name="Months">The last twelve, the newest last, also those without decisions.</param>
/// <param name="IsCut">There are older decisions than those counted.</param>
public sealed record PrecisionReport(
    DecidedShare Total,
    IReadOnlyList<(string Kind, DecidedShare Share)> Kinds,
    IReadOnlyList<(DateOnly Month, DecidedShare Share)> Months,
    IReadOnlyList<ThresholdStep> Copied,
    IReadOnlyList<ThresholdStep> Diverted,
    bool IsCut)
{
    private const int MonthsShown = 12;

    /// <summary>Kinds whose score is that of copies, which <see cref="EvidenceSettings.Copied"/> is a threshold of.</summary>
    private static readonly string[] CopiedKinds = [AnomalyKind.CopiedCode.ToWord(), AnomalyKind.SharedOnline.ToWord()];
    private static readonly string[] DivertedKinds = [AnomalyKind.Diverted.ToWord()];

    public static PrecisionReport Of(IReadOnlyList<DecidedAnomalyRow> rows, DateTimeOffset now, bool isCut)
    {
        var byMonth = rows.ToLookup(row => MonthOf(DateTimeOffset.FromUnixTimeMilliseconds(row.DecidedAt)));
        var last = MonthOf(now);
        return new PrecisionReport(
            DecidedShare.Of(rows),
            [.. rows.GroupBy(row => row.Kind).OrderBy(kind => AnomalyKinds.Parse(kind.Key)).Select(kind => (kind.Key, DecidedShare.Of(kind)))],
            [.. Enumerable.Range(1 - MonthsShown, MonthsShown).Select(offset => last.AddMonths(offset)).Select(month => (month, DecidedShare.Of(byMonth[month])))],
            Steps([.. rows.Where(row => CopiedKinds.Contains(row.Kind))], 5.5, 14, 0.5),
            Steps([.. rows.Where(row => DivertedKinds.Contains(row.Kind))], 2, 8, 0.5),
            isCut);
    }

    private static IReadOnlyList<ThresholdStep> Steps(IReadOnlyList<DecidedAnomalyRow> rows, double from, double to, double step)
    {
        var all = DecidedShare.Of(rows);
        if (all.Decided == 0)
            return [];
        return [.. Enumerable.Range(0, (int)((to - from) / step) + 1).Select(index => from + index * step).Select(threshold =>
        {
            var below = DecidedShare.Of(rows.Where(row => row.Score < threshold));
            return new ThresholdStep(threshold, below.Confirmed, all.Confirmed, below.Dismissed, all.Dismissed);
        })];
    }

    private static DateOnly MonthOf(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month, 1);
}
