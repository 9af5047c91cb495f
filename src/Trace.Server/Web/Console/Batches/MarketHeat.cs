using Trace.Server.Verification;

namespace Trace.Server.Web.Console.Batches;

/// <summary>Scans of a batch in a country, against where it was sent.</summary>
/// <param name="Country">Empty where it is not known.</param>
/// <param name="IsIntended">Null where nobody can say: the country is not known, or the batch is for anywhere.</param>
public sealed record MarketHeat(string Country, long Scans, long Cautions, DateOnly? Last, bool? IsIntended)
{
    /// <summary>The most scans first; with each intended country, also those without a scan.</summary>
    public static IReadOnlyList<MarketHeat> Of(IReadOnlyList<ScanDay> days, IReadOnlyList<string> market)
    {
        bool? IsIntended(string country) => country.Length == 0 || market.Count == 0 ? null : market.Contains(country);
        var seen = days.GroupBy(day => day.Country)
            .Select(country => new MarketHeat(country.Key, country.Sum(day => day.Scans), country.Sum(day => day.Cautions), country.Max(day => day.Day), IsIntended(country.Key))).ToList();
        return [.. seen.Concat(market.Except(seen.Select(heat => heat.Country)).Select(country => new MarketHeat(country, 0, 0, Last: null, IsIntended: true)))
            .OrderByDescending(heat => heat.Scans).ThenBy(heat => heat.Country, StringComparer.Ordinal)];
    }
}
