using System.Globalization;
using Trace.Server.Verification;

namespace Trace.Server.Web.Console.Batches;

/// <summary>Scans of a day, a week or a month.</summary>
public sealed record ScanPeriod(DateOnly From, DateOnly To, long Scans, long Cautions)
{
    public string Name => From == To ? Iso(From) : $"{Iso(From)} – {Iso(To)}";

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Scans over time, in periods so long that a few dozen hold all of it.</summary>
public static class ScanRate
{
    private const int MostPeriods = 60;
    private const int DaysOfWeek = 7;

    /// <summary>From the first day with a scan to the last, without a gap.</summary>
    public static IReadOnlyList<ScanPeriod> Of(IReadOnlyList<ScanDay> days)
    {
        if (days.Count == 0)
            return [];
        var (first, last) = (days.Min(day => day.Day), days.Max(day => day.Day));
        var length = last.DayNumber - first.DayNumber + 1;
        Func<DateOnly, DateOnly> next = length <= MostPeriods ? day => day.AddDays(1) : length <= MostPeriods * DaysOfWeek ? day => day.AddDays(DaysOfWeek) : day => day.AddMonths(1);
        var start = length <= MostPeriods * DaysOfWeek ? first : new DateOnly(first.Year, first.Month, 1);
        var periods = new List<ScanPeriod>();
        for (var from = start; from <= last; from = next(from))
            periods.Add(new ScanPeriod(from, next(from).AddDays(-1), 0, 0));
        foreach (var day in days)
        {
            var index = periods.FindLastIndex(period => period.From <= day.Day);
            periods[index] = periods[index] with { Scans = periods[index].Scans + day.Scans, Cautions = periods[index].Cautions + day.Cautions };
        }

        return periods;
    }
}
