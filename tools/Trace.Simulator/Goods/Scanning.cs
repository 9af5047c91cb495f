using Trace.Core.Detection;
using Trace.Simulator.Geography;
using Trace.Simulator.Worlds;

namespace Trace.Simulator.Goods;

/// <summary>People who scan one unit, and their scans with the previews and retries that follow them.</summary>
internal sealed class Scanning(World world, Rng rng, Sensor? sensor = null)
{
    private const double RetryWithoutCookie = 0.05;

    private readonly Sensor _sensor = sensor ?? new(world);
    private UnitHistory _history = new();
    private int _people;
    private ulong _devices;

    public World World => world;

    public Rng Rng => rng;

    public Sensor Sensor => _sensor;

    public UnitHistory History => _history;

    public UnitHistory Begin(UnitFacts facts)
    {
        _history = new UnitHistory { Facts = facts };
        (_people, _devices) = (0, 0);
        return _history;
    }

    /// <summary>Somebody who lives there.</summary>
    public Person AnyoneAt(in Place home) => Somebody(home, _sensor.AnyFixedNetwork(Atlas.CountryOf[home.City], rng));

    /// <summary>Somebody who lives with another.</summary>
    public Person HousemateOf(Person person) => Somebody(person.Home, person.HomeNetwork);

    public ulong NewDevice() => ++_devices;

    public int NewPerson() => ++_people;

    public void Scan(Person person, int item, Role why, double day, in Place where, bool isFirst)
    {
        if (day > Clock.End)
            return;
        if (!isFirst && rng.Chance(world.CookieLost))
            person.Device = NewDevice();
        var at = Clock.At(day);
        var seen = _sensor.See(_history.Facts.Key, person, where, at, rng, out var network);
        var scan = new Scan(seen, item, person.Id, person.Device, network, where, why);
        _history.Scans.Add(scan);
        if (rng.Chance(world.Retry))
            Retry(person, scan);
        if (rng.Chance(world.Preview * world.PreviewMissed))
            Preview(seen, where);
    }

    private void Retry(Person person, Scan scan)
    {
        var at = scan.Seen.At + (long)rng.Between(500, 30_000);
        if (rng.Chance(RetryWithoutCookie))
            person.Device = NewDevice();
        var key = _history.Facts.Key;
        var again = scan.Seen with { At = at, Device = _sensor.Device(key, person.Device, at, 0), DeviceBefore = _sensor.Device(key, person.Device, at, -1) };
        _history.Scans.Add(scan with { Seen = again, Device = person.Device });
    }

    /// <summary>A machine in a data centre that fetched the link and was not recognised.</summary>
    private void Preview(Sighting seen, in Place where)
    {
        var at = seen.At + (long)rng.Between(500, 5_000);
        var network = (3UL << 48) + (ulong)rng.Below(20);
        var machine = new Sighting(at, null, null, Sensor.Network(_history.Facts.Key, network, at, 0), null, NetworkKind.Hosting, null, "US");
        _history.Scans.Add(new Scan(machine, Goods.Scan.Nothing, NewPerson(), null, network, where, Role.Preview));
    }

    private Person Somebody(in Place home, ulong network) => new()
    {
        Id = NewPerson(),
        Home = home,
        HasVpn = rng.Chance(world.Vpn),
        HomeNetwork = network,
        Carrier = rng.Below(world.Carriers),
        Device = NewDevice(),
    };
}
