using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Counts scans by day and country, of their batch and of their product: what pages about millions of scans read instead of the scans.</summary>
/// <remarks>Kept in memory and added to the database every few seconds, so that a scan pays for no row more. A crash loses the counts of those seconds, and no scan.</remarks>
public sealed class ScanCounts(Database database, BatchCatalog batches, TimeProvider clock, ILogger<ScanCounts> log) : WriteBehind(FlushInterval, clock)
{
    /// <summary>An import of years has many days; scans that wait have their turn in between.</summary>
    private const int PortionCounts = 500;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(5);

    private readonly Tally<(uint Batch, long Day, string Country, bool IsCaution)> _counts = new();

    /// <summary>Takes a scan that is stored; or back, one that is counted, where its verdict became another.</summary>
    public void Add(ScanRow scan, long count = 1)
    {
        // Re-checks add to no count.
        if (scan.Recheck == 0)
            _counts.Add((new UnitId(scan.UnitId).BatchNumber, scan.ScannedAt / ScanDays.Milliseconds, scan.Country ?? "", scan.Verdict == nameof(Verdict.Caution)), count);
    }

    /// <summary>Writes what was counted so far.</summary>
    public async Task WriteAsync()
    {
        foreach (var portion in _counts.Take().OrderBy(count => count.Key).Chunk(PortionCounts))
        {
            try
            {
                var (days, markets) = await SumAsync(portion);
                await database.WriteAsync(async session =>
                {
                    await ScanDaysStore.AddAsync(session, days);
                    await ScanDaysStore.AddAsync(session, markets);
                });
            }
            catch (System.Data.Common.DbException exception)
            {
                ScanLog.ScansNotCounted(log, exception);
                _counts.PutBack(portion);
            }
        }
    }

    protected override Task FlushAsync() => WriteAsync();

    /// <summary>Both in one order, so that two servers do not wait for each other.</summary>
    private async Task<(IReadOnlyList<ScanDayRow> Days, IReadOnlyList<MarketDayRow> Markets)> SumAsync(IReadOnlyList<((uint Batch, long Day, string Country, bool IsCaution) Key, long Count)> taken)
    {
        var days = new List<(Batch Batch, ScanDayRow Row)>();
        foreach (var day in taken.GroupBy(count => (count.Key.Batch, count.Key.Day, count.Key.Country)).OrderBy(day => day.Key))
        {
            if (await batches.FindAsync(day.Key.Batch) is not { } batch)
                continue;
            var (scans, cautions) = (day.Sum(count => count.Count), day.Where(count => count.Key.IsCaution).Sum(count => count.Count));
            days.Add((batch, new ScanDayRow(batch.Number, day.Key.Day, day.Key.Country, batch.BrandId, scans, cautions)));
        }

        var markets = days.GroupBy(day => (day.Batch.BrandId, Gtin: day.Batch.Gtin.Value, Site: day.Batch.Site ?? "", day.Row.Day, day.Row.Country))
            .OrderBy(market => market.Key)
            .Select(market => new MarketDayRow(
                market.Key.BrandId, market.Key.Gtin, market.Key.Site, market.Key.Day, market.Key.Country, market.Sum(day => day.Row.Scans), market.Sum(day => day.Row.Cautions)));
        return ([.. days.Select(day => day.Row)], [.. markets]);
    }
}

internal static partial class ScanLog
{
    [LoggerMessage(8130, LogLevel.Warning, "Scans could not be counted by day and country; it is tried again.")]
    public static partial void ScansNotCounted(ILogger logger, Exception exception);
}
