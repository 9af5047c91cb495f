using Trace.Simulator.Geography;

namespace Trace.Simulator.Goods;

/// <summary>An item with one of its owners, from their first scan until they give it away: at home, about the town, on a journey, shown to others.</summary>
internal sealed class Holding(Scanning scanning, int item, Place home, double firstOn, double until)
{
    private const double FirstAtHome = 0.9;
    private const double LaterAtHome = 0.85;
    private const double RescanAgain = 0.4;
    private const double JourneyScanned = 0.35;

    private readonly Rng _rng = scanning.Rng;
    private readonly Person _holder = scanning.AnyoneAt(home);
    private readonly List<(double Day, double Flight)> _visits = [];
    private double _homeFrom = double.NegativeInfinity;
    private Place? _first;
    private (double From, double To, double Flight, Place Place)? _journey;

    /// <param name="shop">Where the first scan is, if there.</param>
    public void Scan(Place? shop)
    {
        var first = shop ?? AtHomeOrAbout(FirstAtHome);
        if (shop != null)
            (_first, _homeFrom) = (shop, firstOn + ItemLife.Journey(first, home));
        scanning.Scan(_holder, item, Role.Holder, firstOn, first, true);
        if (_rng.Chance(scanning.World.Travel))
            Travel();
        if (_rng.Chance(scanning.World.Rescan))
            Rescan();
        if (_rng.Chance(scanning.World.SecondDevice))
        {
            for (var left = 1 + _rng.Misses(1 - scanning.World.SecondDeviceTail); left > 0; left--)
                Show();
        }
    }

    private void Travel()
    {
        var abroad = Atlas.OtherCountry(Atlas.CountryOf[home.City], _rng);
        var away = Atlas.AnyPlaceIn(Atlas.AnyCityOf(abroad, _rng), _rng);
        var flight = ItemLife.Flight(home, away);
        var from = firstOn + 1 + flight + _rng.Between(2, 300);
        var to = from + _rng.Between(2, 21);
        if (to >= until)
            return;
        _journey = (from, to, flight, away);
        if (_rng.Chance(JourneyScanned))
            scanning.Scan(_holder, item, Role.Holder, _rng.Between(from, to), away, false);
    }

    private void Rescan()
    {
        for (var left = 1 + _rng.Misses(1 - RescanAgain); left > 0; left--)
        {
            var day = firstOn + _rng.LogBetween(2 * Clock.Minute, 120);
            if (Whereabouts(day, AtHomeOrAbout(LaterAtHome)) is { } place)
                scanning.Scan(_holder, item, Role.Holder, day, place, false);
        }
    }

    /// <summary>Mostly to one of the household, soon; sometimes to a friend across the town or, with the item on a visit, in another city.</summary>
    private void Show()
    {
        var day = firstOn + (_rng.Chance(0.6) ? _rng.Exponential(30 * Clock.Minute) : _rng.Exponential(10));
        switch (_rng.Share())
        {
            case < 0.85:
                if (Whereabouts(day, home) is { } place)
                    scanning.Scan(scanning.HousemateOf(_holder), item, Role.Companion, day, place, true);
                break;
            case < 0.97:
                var near = Atlas.AnyPlaceIn(home.City, _rng);
                if (Whereabouts(day + Clock.Hour, near) == near)
                    scanning.Scan(scanning.AnyoneAt(near), item, Role.Companion, day + Clock.Hour, near, true);
                break;
            default:
                Visit(day + 0.5);
                break;
        }
    }

    private void Visit(double day)
    {
        var far = Atlas.AnyPlaceIn(Atlas.OtherCityOf(Atlas.CountryOf[home.City], home.City, _rng), _rng);
        var flight = ItemLife.Flight(home, far);
        day += flight + Math.Max(0, _homeFrom - firstOn);
        var isElsewhere = scanning.History.Scans.Exists(scan => scan.Item == item && Math.Abs(Clock.DaysBetween(Clock.At(day), scan.Seen.At)) < flight);
        if (isElsewhere || Whereabouts(day, far) != far)
            return;
        _visits.Add((day, flight));
        scanning.Scan(scanning.AnyoneAt(far), item, Role.Companion, day, far, true);
    }

    /// <summary>Where the item is; null if on its way, or given away.</summary>
    private Place? Whereabouts(double day, Place otherwise)
    {
        if (day >= until || _visits.Exists(visit => Math.Abs(day - visit.Day) < visit.Flight))
            return null;
        if (day < _homeFrom)
            return _first;
        if (_journey is not { } journey || day < journey.From - journey.Flight || day > journey.To + journey.Flight)
            return otherwise;
        return day > journey.From && day < journey.To ? journey.Place : null;
    }

    private Place AtHomeOrAbout(double atHome) => _rng.Chance(atHome) ? home : Atlas.AnyPlaceIn(home.City, _rng);
}
