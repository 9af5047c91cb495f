using Trace.Core.Detection;
using Trace.Simulator.Geography;
using Trace.Simulator.Goods;

namespace Trace.Simulator.Copiers;

/// <summary>A rival scans a genuine code again and again with devices and positions that are made up, to have it flagged.</summary>
/// <param name="Networks">From how many networks; with more than one, exits in several countries that pass for fixed lines.</param>
internal sealed record Poisoning(int Networks, int Codes) : Copier($"poisoned from {(Networks == 1 ? "1 network" : $"{Networks} networks")} (genuine)", Codes)
{
    private const int MostScans = 2_000;

    public override bool IsGenuine => true;

    public override UnitHistory Make(Scanning scanning, ItemLife life)
    {
        var (world, rng) = (scanning.World, scanning.Rng);
        var (_, genuine) = Genuine(scanning, life);
        var office = Atlas.AnyPlaceIn(Atlas.AnyCityOf(rng.Below(Atlas.Countries.Length), rng), rng);
        var (from, days) = (genuine.SoldOn + rng.Between(0, 100), rng.LogBetween(0.05, 60));
        scanning.History.BeganAt = Clock.At(from);
        var exits = Enumerable.Range(0, Networks).Select(exit => Exit(exit == 0 ? office : Anywhere(rng), scanning, rng)).ToArray();
        var rival = scanning.NewPerson();
        var radiusKm = world.FixedErrorKm * Math.Exp(0.43);
        for (var left = (int)rng.LogBetween(10, MostScans); left > 0; left--)
        {
            var (network, address) = exits[rng.Below(exits.Length)];
            // One call in two claims a position of its own making.
            var claimed = rng.Chance(0.5) ? Anywhere(rng) : address;
            var at = Clock.At(from + rng.Between(0, days));
            var key = scanning.History.Facts.Key;
            var device = rng.Chance(0.1) ? (ulong?)null : scanning.NewDevice();
            var place = new Disc(claimed.Latitude, claimed.Longitude, claimed == address ? radiusKm : 0.05);
            scanning.History.Scans.Add(new Scan(
                new Sighting(
                    at, device == null ? null : scanning.Sensor.Device(key, device.Value, at, 0), null, Sensor.Network(key, network, at, 0), Sensor.Network(key, network, at, -1), NetworkKind.Fixed, place, Atlas.Cities[claimed.City].Country),
                Scan.Nothing, rival, device, network, office, Role.Rival));
        }

        return scanning.History;
    }

    private static Place Anywhere(Rng rng) => Atlas.AnyPlaceIn(rng.Below(Atlas.Cities.Length), rng);

    private static (ulong Network, Place Place) Exit(in Place place, Scanning scanning, Rng rng) =>
        (scanning.Sensor.AnyFixedNetwork(Atlas.CountryOf[place.City], rng), place);
}
