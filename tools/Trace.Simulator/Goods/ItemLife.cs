using Trace.Simulator.Geography;

namespace Trace.Simulator.Goods;

/// <summary>The life of one physical item, genuine or not: the shop, its buyer and their people, journeys, and one more owner. It is in one place at a time.</summary>
internal sealed class ItemLife(Scanning scanning)
{
    private readonly Rng _rng = scanning.Rng;

    public void Live(int item, in Sale sale, ScanPlan plan)
    {
        if (plan.InShop && sale.Shop is { } shop)
            VisitShop(item, sale, shop);
        var givenOn = plan.IsGiven ? sale.SoldOn + _rng.Between(30, 700) : double.PositiveInfinity;
        if (plan.ByBuyer)
        {
            var delay = _rng.LogNormal(scanning.World.SaleToScanMedian, scanning.World.SaleToScanSigma);
            if (sale.SoldOn + delay < givenOn)
                new Holding(scanning, item, sale.Home, sale.SoldOn + delay, givenOn).Scan(delay < 2 * Clock.Hour ? sale.Shop : null);
        }

        if (plan.ByRecipient)
        {
            var home = RecipientHome(sale.Home);
            var firstOn = givenOn + Journey(sale.Home, home) + _rng.LogNormal(scanning.World.SaleToScanMedian, scanning.World.SaleToScanSigma);
            new Holding(scanning, item, home, firstOn, double.PositiveInfinity).Scan(null);
        }
    }

    /// <summary>Days an object takes at the speed of freight, so that no honest life has it in two places.</summary>
    public static double Journey(in Place from, in Place to) => from.DistanceKm(to) / (60 * 24) + (from.City == to.City ? 0 : 0.2);

    /// <summary>Days somebody takes with it in their luggage.</summary>
    public static double Flight(in Place from, in Place to) => from.DistanceKm(to) / (500 * 24) + (from.City == to.City ? 0 : 0.15);

    private void VisitShop(int item, in Sale sale, in Place shop)
    {
        var visitors = 1 + (int)Math.Min(9, _rng.Misses(0.4));
        for (var i = 0; i < visitors; i++)
        {
            var visitor = scanning.AnyoneAt(Atlas.AnyPlaceIn(shop.City, _rng));
            scanning.Scan(visitor, item, Role.ShopVisitor, _rng.Between(sale.ShelvedOn, sale.SoldOn), shop, true);
        }
    }

    private Place RecipientHome(in Place home)
    {
        var country = Atlas.CountryOf[home.City];
        var city = _rng.Share() switch
        {
            < 0.35 => home.City,
            < 0.80 => Atlas.OtherCityOf(country, home.City, _rng),
            _ => Atlas.AnyCityOf(Atlas.OtherCountry(country, _rng), _rng),
        };
        return Atlas.AnyPlaceIn(city, _rng);
    }
}
