using Trace.Simulator.Geography;

namespace Trace.Simulator.Goods;

/// <summary>The life of one physical item, genuine or not: the shop, its buyer and their people, journeys, and one more owner. It is in one place at a time.</summary>
internal sealed class ItemLife(Scanning scanning)
{
    private const double RescanAgain = 0.4;
    private const double JourneyScanned = 0.35;
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
                Hold(item, sale.Home, delay < 2 * Clock.Hour ? sale.Shop : null, sale.SoldOn + delay, givenOn);
        }

        if (plan.ByRecipient)
        {
            var home = RecipientHome(sale.Home);
            var firstOn = givenOn + Journey(sale.Home, home) + _rng.LogNormal(scanning.World.SaleToScanMedian, scanning.World.SaleToScanSigma);
            Hold(item, home, null, firstOn, double.PositiveInfinity);
        }
    }

    /// <summary>Days an object takes at the speed of freight, so that no honest life has it in two places.</summary>
    public static double Journey(in Place from, in Place to) => from.DistanceKm(to) / (60 * 24) + (from.City == to.City ? 0 : 0.2);

    private void VisitShop(int item, in Sale sale, in Place shop)
    {
        var visitors = 1 + (int)Math.Min(9, _rng.Misses(0.4));
        for (var i = 0; i < visitors; i++)
        {
            var visitor = scanning.AnyoneAt(Atlas.AnyPlaceIn(shop.City, _rng));
            scanning.Scan(visitor, item, Role.ShopVisitor, _rng.Between(sale.ShelvedOn, sale.SoldOn), shop, true);
        }
    }

    /// <summary>From the holder's first scan until they give it away.</summary>
    /// <param name="first">Where the first scan is, if not at home.</param>
    private void Hold(int item, Place home, Place? first, double firstOn, double until)
    {
        var holder = scanning.AnyoneAt(home);
        var homeFrom = first is { } shop ? firstOn + Journey(shop, home) : firstOn;
        scanning.Scan(holder, item, Role.Holder, firstOn, first ?? AtHomeOrAbout(home, 0.9), true);

        var (awayFrom, awayTo, away) = (double.PositiveInfinity, double.NegativeInfinity, home);
        var travels = _rng.Chance(scanning.World.Travel);
        if (travels)
        {
            away = Atlas.AnyPlaceIn(Atlas.AnyCityOf(Atlas.OtherCountry(Atlas.CountryOf[home.City], _rng), _rng), _rng);
            awayFrom = firstOn + 1 + _rng.Between(2, 300);
            awayTo = awayFrom + _rng.Between(2, 21);
        }

        // A scan of an item on its journey is one at the journey's end; nobody scans it on the way.
        Place? Whereabouts(double day, in Place place) => day >= until ? null
            : day < homeFrom ? first
            : day < awayFrom - Journey(home, away) || day > awayTo + Journey(home, away) ? place
            : day > awayFrom && day < awayTo ? away : null;

        if (travels && awayTo < until && _rng.Chance(JourneyScanned))
            scanning.Scan(holder, item, Role.Holder, _rng.Between(awayFrom, awayTo), away, false);
        if (_rng.Chance(scanning.World.Rescan))
        {
            for (var left = 1 + _rng.Misses(1 - RescanAgain); left > 0; left--)
            {
                var day = firstOn + _rng.LogBetween(2 * Clock.Minute, 120);
                if (Whereabouts(day, AtHomeOrAbout(home, 0.85)) is { } place)
                    scanning.Scan(holder, item, Role.Holder, day, place, false);
            }
        }

        if (_rng.Chance(scanning.World.SecondDevice))
        {
            for (var left = 1 + _rng.Misses(1 - scanning.World.SecondDeviceTail); left > 0; left--)
            {
                var (companion, day, at) = Companion(holder, home, firstOn);
                if (Whereabouts(day, at) is { } place)
                    scanning.Scan(companion, item, Role.Companion, day, place, true);
            }
        }
    }

    /// <summary>Mostly one of the household, soon; sometimes a friend across the town or, with the item on a visit, in another city.</summary>
    private (Person Companion, double Day, Place Where) Companion(Person holder, in Place home, double firstOn)
    {
        var day = firstOn + (_rng.Chance(0.6) ? _rng.Exponential(30 * Clock.Minute) : _rng.Exponential(10));
        switch (_rng.Share())
        {
            case < 0.85:
                return (scanning.HousemateOf(holder), day, home);
            case < 0.97:
                var near = Atlas.AnyPlaceIn(home.City, _rng);
                return (scanning.AnyoneAt(near), day + Clock.Hour, near);
            default:
                var far = Atlas.AnyPlaceIn(Atlas.OtherCityOf(Atlas.CountryOf[home.City], home.City, _rng), _rng);
                return (scanning.AnyoneAt(far), day + 0.5 + Journey(home, far), far);
        }
    }

    private Place AtHomeOrAbout(in Place home, double atHome) => _rng.Chance(atHome) ? home : Atlas.AnyPlaceIn(home.City, _rng);

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
