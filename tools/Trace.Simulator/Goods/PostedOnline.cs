using Trace.Simulator.Geography;

namespace Trace.Simulator.Goods;

/// <summary>A picture of a genuine code goes round: people all over the world scan it within days, each once.</summary>
internal static class PostedOnline
{
    public static void Post(Scanning scanning, ItemLife life, Batch batch)
    {
        var rng = scanning.Rng;
        var plan = ScanPlan.Any(scanning.World, rng);
        var sale = batch.AnySale(scanning.World, plan, rng);
        life.Live(Scan.Genuine, sale, plan);
        scanning.History.IsPosted = true;
        var postedOn = sale.SoldOn + rng.Between(0, 200);
        scanning.History.BeganAt = Clock.At(postedOn);
        var home = Atlas.CountryOf[sale.Home.City];
        for (var left = (int)rng.LogBetween(5, 5_000); left > 0; left--)
        {
            // More of those who follow the one who posted it live in the same country.
            var country = rng.Chance(0.3) ? home : rng.Below(Atlas.Countries.Length);
            var place = Atlas.AnyPlaceIn(Atlas.AnyCityOf(country, rng), rng);
            scanning.Scan(scanning.AnyoneAt(place), Scan.Nothing, Role.Onlooker, postedOn + rng.Exponential(2), place, true);
        }
    }
}
