using Trace.Simulator.Geography;
using Trace.Simulator.Goods;

namespace Trace.Simulator.Copiers;

/// <summary>Genuine goods moved to another market before they are sold. Some of them people saw in a shop of the first.</summary>
internal sealed record Diversion(int Codes) : Copier("diversion (genuine)", Codes)
{
    /// <summary>Of the goods that are diverted: they stood in a shop before.</summary>
    private const double FromShop = 0.5;

    public override bool IsGenuine => true;

    public override UnitHistory Make(Scanning scanning, ItemLife life)
    {
        var (world, rng) = (scanning.World, scanning.Rng);
        var batch = Batch.Any(world, rng);
        scanning.Begin(batch.Facts(rng));
        var first = batch.AnySale(world, default, rng);
        var city = Atlas.AnyCityOf(CountryOutside(batch, rng), rng);
        var movedOn = first.ShelvedOn + rng.Between(5, 60);
        scanning.History.BeganAt = Clock.At(movedOn);

        // Only those that somebody scans are of use here.
        if (first.Shop is { } shop && rng.Chance(FromShop * world.ShopScans / ScanPlan.Scanned(world)))
        {
            life.Live(Scan.Genuine, first with { SoldOn = movedOn }, new ScanPlan(true, false, false, false));
            var shelvedAfter = movedOn + ItemLife.Journey(shop, Atlas.AnyPlaceIn(city, rng)) + rng.Between(3, 30);
            life.Live(Scan.Genuine, Sale.In(city, shelvedAfter, shelvedAfter + rng.Between(0, world.SaleDays), world.SoldOnline, rng), ScanPlan.Any(world, rng));
            return scanning.History;
        }

        var shelvedOn = movedOn + rng.Between(5, 40);
        life.Live(Scan.Genuine, Sale.In(city, shelvedOn, shelvedOn + rng.Between(0, world.SaleDays), world.SoldOnline, rng), ScanPlan.AnyScanned(world, rng));
        return scanning.History;
    }

    public static int CountryOutside(Batch batch, Rng rng)
    {
        while (true)
        {
            var country = rng.Below(Atlas.Countries.Length);
            if (!batch.Market.Contains(country))
                return country;
        }
    }
}

/// <summary>A genuine code posted online.</summary>
internal sealed record Posted(int Codes) : Copier("posted online (genuine)", Codes)
{
    public override bool IsGenuine => true;

    public override UnitHistory Make(Scanning scanning, ItemLife life)
    {
        var batch = Batch.Any(scanning.World, scanning.Rng);
        scanning.Begin(batch.Facts(scanning.Rng));
        PostedOnline.Post(scanning, life, batch);
        return scanning.History;
    }
}
