using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Scans of a batch on a day in a country.</summary>
/// <param name="Country">ISO 3166-1 alpha-2; empty where it is not known.</param>
public sealed record ScanDay(DateOnly Day, string Country, long Scans, long Cautions);

/// <summary>How scans are spread over days and countries, within what a caller may see. Of counts, never of the scans themselves.</summary>
public sealed class ScanDays(Database database)
{
    public const long Milliseconds = 86_400_000;

    /// <summary>Rows read of one batch: its newest days. Ten years in 27 countries.</summary>
    public const int MostOfBatch = 100_000;

    /// <summary>Of a batch that was found for the caller; the newest day first.</summary>
    public async Task<IReadOnlyList<ScanDay>> OfBatchAsync(Caller caller, Batch batch) =>
        [.. (await database.ReadAsync(session => ScanDaysStore.ListOfBatchAsync(session, caller.BrandId, batch.Number, MostOfBatch)))
            .Select(row => new ScanDay(ToDate(row.Day), row.Country, row.Scans, Math.Clamp(row.Cautions, 0, Math.Max(0, row.Scans))))];

    /// <summary>How many scans each of some batches has, by its number; those without have none.</summary>
    public Task<IReadOnlyDictionary<long, long>> SumAsync(Caller caller, IEnumerable<Batch> batches) =>
        database.ReadAsync(session => ScanDaysStore.SumAsync(session, caller.BrandId, [.. batches.Select(batch => (long)batch.Number)]));

    /// <summary>By country, from a day to a day.</summary>
    public Task<IReadOnlyList<MarketSum>> ByMarketAsync(Caller caller, string? gtin, DateOnly from, DateOnly to) =>
        database.ReadAsync(session => ScanDaysStore.SumMarketsAsync(session, caller, gtin, FromDate(from), FromDate(to)));

    public static DateOnly ToDate(long day) => DateOnly.FromDayNumber((int)(day + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber));

    private static long FromDate(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
