using System.Collections.Concurrent;
using Trace.Core.Detection;
using Trace.Simulator.Geography;

namespace Trace.Simulator.Worlds;

/// <summary>
/// Where the address of a mobile scan seems to be: in a share of cases in the city where its carrier's traffic leaves the network, else around the
/// true place. The spread around it is chosen for each country so that the median error of all is the world's, and the radius so that it holds two of three.
/// </summary>
internal sealed class MobilePlaces
{
    private const double Sigma = 0.8;
    private const int Sample = 2001;
    private static readonly ConcurrentDictionary<World, MobilePlaces[]> OfWorlds = new();

    private readonly World _world;
    private readonly int[] _gateways;
    private readonly double _medianKm;
    private readonly double _radiusKm;

    private MobilePlaces(World world, int country)
    {
        (_world, _gateways) = (world, Atlas.CitiesOf[country][..3]);
        var (low, high) = (1.0, 3000.0);
        for (var step = 0; step < 16; step++)
        {
            _medianKm = Math.Sqrt(low * high);
            if (Errors(country)[Sample / 2] < world.MobileErrorKm)
                low = _medianKm;
            else
                high = _medianKm;
        }

        _radiusKm = Errors(country)[Sample * 2 / 3];
    }

    public static MobilePlaces[] Of(World world) => OfWorlds.GetOrAdd(world, static world => Enumerable.Range(0, Atlas.Countries.Length)
        .Select(country => new MobilePlaces(world, country)).ToArray());

    public Disc Seen(in Place place, int carrier, Rng rng)
    {
        if (rng.Chance(_world.Gateway))
        {
            var city = Atlas.Cities[_gateways[(carrier + (rng.Chance(0.2) ? 1 : 0)) % _gateways.Length]];
            return new Disc(city.Latitude, city.Longitude, _radiusKm);
        }

        var (latitude, longitude) = place.Offset(rng.LogNormal(_medianKm, Sigma), rng.Between(0, 2 * Math.PI));
        return new Disc(latitude, longitude, _radiusKm);
    }

    private double[] Errors(int country)
    {
        var rng = new Rng(0x6D6F62696C65, (ulong)country);
        var errors = new double[Sample];
        for (var i = 0; i < Sample; i++)
        {
            var place = Atlas.AnyPlaceIn(Atlas.AnyCityOf(country, rng), rng);
            var seen = Seen(place, rng.Below(_world.Carriers), rng);
            errors[i] = Disc.DistanceKm(place.Latitude, place.Longitude, seen.Latitude, seen.Longitude);
        }

        Array.Sort(errors);
        return errors;
    }
}
