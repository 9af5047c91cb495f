using Trace.Core.Detection;
using Trace.Simulator.Geography;
using Trace.Simulator.Worlds;

namespace Trace.Simulator.Goods;

/// <summary>Makes of a true scan what the service sees of it.</summary>
internal sealed class Sensor(World world)
{
    private const double FixedSigma = 1;

    /// <summary>So many sigmas from the median lie two of three.</summary>
    private const double TwoOfThree = 0.4307;

    private const double BrowserRadiusKm = 0.05;

    private readonly MobilePlaces[] _mobile = MobilePlaces.Of(world);
    private readonly double _fixedRadiusKm = world.FixedErrorKm * Math.Exp(TwoOfThree * FixedSigma);

    /// <param name="key">Of the unit.</param>
    /// <param name="network">Before it is hashed.</param>
    public Sighting See(ulong key, Person person, in Place where, long at, Rng rng, out ulong network)
    {
        (var kind, var place, var country, network) = Address(person, where, rng);
        if (rng.Chance(world.BrowserPosition))
            (place, country) = (At(where, rng.Exponential(BrowserRadiusKm), BrowserRadiusKm, rng), Atlas.Cities[where.City].Country);
        return new Sighting(
            at, Device(key, person.Device, at, 0), Device(key, person.Device, at, -1),
            Network(key, network, at, 0), Network(key, network, at, -1), kind, place, country);
    }

    /// <summary>The hash of a device under the key of the time, or the one before.</summary>
    public UInt128 Device(ulong key, ulong device, long at, int keys)
    {
        var period = (ulong)(at / (long)(world.KeyDays * Clock.MillisecondsADay) + keys);
        var hash = Rng.Mix(Rng.Mix(key, device), period);
        return new UInt128(hash, Rng.Mix(hash));
    }

    /// <summary>The hash of a network under the key of the week, or the one before.</summary>
    public static ulong Network(ulong key, ulong network, long at, int keys) => Rng.Mix(Rng.Mix(key, network), (ulong)(at / (7 * (long)Clock.MillisecondsADay) + keys));

    /// <summary>A network of a fixed line in a country.</summary>
    public ulong AnyFixedNetwork(int country, Rng rng) => ((ulong)country << 32) + (ulong)rng.Below(world.FixedNetworks);

    private (NetworkKind Kind, Disc? Place, string? Country, ulong Network) Address(Person person, in Place where, Rng rng)
    {
        var country = Atlas.CountryOf[where.City];
        if (person.HasVpn)
        {
            var exit = rng.Below(Atlas.Countries.Length);
            return (NetworkKind.Vpn, null, Atlas.Countries[exit], (1UL << 48) + ((ulong)exit << 32) + (ulong)rng.Below(200));
        }

        if (rng.Chance(world.Mobile))
            return Mobile(person, where, country, rng);

        var atHome = where == person.Home;
        var seen = At(where, rng.LogNormal(world.FixedErrorKm, FixedSigma), _fixedRadiusKm, rng);
        return (NetworkKind.Fixed, seen, Country(country, rng), atHome ? person.HomeNetwork : AnyFixedNetwork(country, rng));
    }

    private (NetworkKind, Disc?, string?, ulong) Mobile(Person person, in Place where, int country, Rng rng)
    {
        var home = Atlas.CountryOf[person.Home.City];
        var place = where;
        if (country != home && rng.Chance(world.RoamingHome))
            (country, place) = (home, person.Home);
        if (person.Mobile is { } last && last.Country == Atlas.Countries[country] && rng.Chance(world.MobileSticky))
            return (NetworkKind.Mobile, last.Place, last.Country, last.Network);

        var network = (2UL << 48) + ((ulong)country << 32) + ((ulong)person.Carrier << 16) + (ulong)rng.Below(world.NetworksOfCarrier);
        var seen = (Place: _mobile[country].Seen(place, person.Carrier, rng), Country: Country(country, rng), network);
        person.Mobile = seen;
        return (NetworkKind.Mobile, seen.Place, seen.Country, network);
    }

    private string Country(int country, Rng rng) => Atlas.Countries[rng.Chance(world.WrongCountry) ? Atlas.OtherCountry(country, rng) : country];

    private static Disc At(in Place where, double errorKm, double radiusKm, Rng rng)
    {
        var (latitude, longitude) = where.Offset(errorKm, rng.Between(0, 2 * Math.PI));
        return new Disc(latitude, longitude, radiusKm);
    }
}
