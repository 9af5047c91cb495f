using Trace.Server.Anomalies;
using Trace.Server.Http;
using Trace.Server.Verification;

namespace Trace.Server.Web.Console.Map;

/// <summary>What is known of a country.</summary>
/// <param name="Country">Empty where it is not known.</param>
public sealed record Market(string Country, long Scans, long Cautions, long Anomalies, long Open)
{
    /// <summary>Of a thousand scans; none where there are none.</summary>
    public double? Rate => Scans == 0 ? null : 1000.0 * Anomalies / Scans;
}

/// <summary>Scans and anomalies by country, within what a caller may see. Sums of counts: a scan or a code is not read.</summary>
public sealed class Markets(ScanDays days, AnomalyMarkets anomalies, TimeProvider clock)
{
    /// <summary>The most scans first.</summary>
    public async Task<IReadOnlyList<Market>> ListAsync(Caller caller, AnomalyFilter filter, int lastDays)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var from = today.AddDays(1 - lastDays);
        // A clock elsewhere may be a day ahead.
        var scans = (await days.ByMarketAsync(caller, filter.Gtin, from, today.AddDays(1))).ToDictionary(sum => sum.Country, StringComparer.Ordinal);
        var found = (await anomalies.SumAsync(caller, filter, new DateTimeOffset(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero))).ToDictionary(sum => sum.Country, StringComparer.Ordinal);
        return [.. scans.Keys.Union(found.Keys, StringComparer.Ordinal)
            .Select(country => new Market(
                country,
                scans.GetValueOrDefault(country)?.Scans ?? 0,
                scans.GetValueOrDefault(country)?.Cautions ?? 0,
                found.GetValueOrDefault(country)?.Anomalies ?? 0,
                found.GetValueOrDefault(country)?.Open ?? 0))
            .OrderByDescending(market => market.Scans).ThenByDescending(market => market.Anomalies).ThenBy(market => market.Country, StringComparer.Ordinal)];
    }

    public static async Task WriteCsvAsync(string? days, string? gtin, string? kind, Caller caller, Markets markets, HttpContext context)
    {
        if (!new MapAddress(days, gtin, kind).Parse().TryGet(out var asked, out var problem))
        {
            await problem.ExecuteAsync(context);
            return;
        }

        await CsvFile.WriteAsync(
            context,
            "markets",
            ["country", "scans", "cautions", "anomalies", "open"],
            (await markets.ListAsync(caller, asked.Filter, asked.Days)).ToAsyncEnumerable().Select(string?[] (market) =>
                [market.Country, CsvFile.Number(market.Scans), CsvFile.Number(market.Cautions), CsvFile.Number(market.Anomalies), CsvFile.Number(market.Open)]));
    }
}
