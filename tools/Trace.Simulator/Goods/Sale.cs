using Trace.Simulator.Geography;

namespace Trace.Simulator.Goods;

/// <summary>How an item came to its buyer.</summary>
/// <param name="ShelvedOn">Day from which people in the shop can see it.</param>
/// <param name="Shop">Where it stood; null if sold online.</param>
internal readonly record struct Sale(double ShelvedOn, double SoldOn, Place? Shop, Place Home)
{
    /// <summary>Somebody of this city buys: mostly in a shop there, or from afar.</summary>
    public static Sale In(int city, double shelvedOn, double soldOn, double soldOnline, Rng rng)
    {
        if (rng.Chance(soldOnline))
            return new Sale(shelvedOn, soldOn, null, Atlas.AnyPlaceIn(city, rng));
        var country = Atlas.CountryOf[city];
        var home = rng.Share() switch
        {
            < 0.80 => city,
            < 0.97 => Atlas.OtherCityOf(country, city, rng),
            _ => Atlas.AnyCityOf(Atlas.OtherCountry(country, rng), rng),
        };
        return new Sale(shelvedOn, soldOn, Atlas.AnyPlaceIn(city, rng), Atlas.AnyPlaceIn(home, rng));
    }
}
