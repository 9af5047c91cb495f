using Trace.Simulator.Geography;
using Trace.Simulator.Worlds;

namespace Trace.Simulator.Goods;

/// <summary>Units made for the same countries at the same time.</summary>
/// <param name="Market">Indexes of 1 to 3 countries.</param>
internal sealed record Batch(int Units, int[] Market, string[] MarketCodes, double ReleasedOn)
{
    public static Batch Any(World world, Rng rng)
    {
        var countries = Presets.MarketCountries(world);
        rng.Shuffle(countries);
        var market = countries[..(1 + rng.Below(Math.Min(3, countries.Length)))];
        return new Batch((int)rng.LogBetween(500, 20_000), market, market.Select(country => Atlas.Countries[country]).ToArray(), rng.Between(0, 30));
    }

    /// <summary>Of a unit that is active from its release on.</summary>
    public UnitFacts Facts(Rng rng) => new(rng.Next(), MarketCodes, Clock.At(ReleasedOn));

    /// <summary>Sold somewhere in its market; in a shop, if somebody scans it there.</summary>
    public Sale AnySale(World world, ScanPlan plan, Rng rng) => AnySale(world, ReleasedOn + rng.Between(3, 30), plan.InShop ? 0 : world.SoldOnline, rng);

    public Sale AnySale(World world, double shelvedOn, double soldOnline, Rng rng) =>
        Sale.In(Atlas.AnyCityOf(Market[rng.Below(Market.Length)], rng), shelvedOn, shelvedOn + rng.Between(0, world.SaleDays), soldOnline, rng);
}
