using Trace.Simulator.Geography;
using Trace.Simulator.Goods;

namespace Trace.Simulator.Copiers;

/// <summary>One code on so many copies, in the shops of two cities of its own market, or sold online across it.</summary>
internal sealed record MassCopied(double Copies, bool Online, int Codes)
    : Copier($"1 code × {Copies:N0}, {(Online ? "online in its market" : "two cities of its market")}", Codes)
{
    public override UnitHistory Make(Scanning scanning, ItemLife life)
    {
        var (world, rng) = (scanning.World, scanning.Rng);
        var (batch, genuine) = Genuine(scanning, life);
        int AnyCity() => Atlas.AnyCityOf(batch.Market[rng.Below(batch.Market.Length)], rng);
        var cities = new[] { AnyCity(), AnyCity() };
        Sell(scanning, life, Copies, genuine.ShelvedOn + rng.Between(10, 120), rng.Between(30, 180), (from, day) => Online
            ? Sale.In(AnyCity(), from, day, 1, rng)
            : Sale.In(cities[rng.Below(2)], from, day, world.SoldOnline, rng));
        return scanning.History;
    }
}

/// <summary>Many codes, each on few copies, all sold in one city of their market.</summary>
internal sealed record LowRate(double Copies, int Codes) : Copier($"1,000 codes × {Copies}, one city of their market", Codes)
{
    public override UnitHistory Make(Scanning scanning, ItemLife life)
    {
        var rng = scanning.Rng;
        var (batch, genuine) = Genuine(scanning, life);
        var city = Atlas.CitiesOf[batch.Market[0]][rng.Below(4)];
        Sell(scanning, life, Copies, genuine.ShelvedOn + rng.Between(10, 120), rng.Between(30, 180), (from, day) => Sale.In(city, from, day, 0, rng));
        return scanning.History;
    }
}

/// <summary>Copies sold in a country the goods are not made for.</summary>
internal sealed record OtherMarket(double Copies, int Codes) : Copier($"× {Copies}, in another market", Codes)
{
    public override UnitHistory Make(Scanning scanning, ItemLife life)
    {
        var rng = scanning.Rng;
        var (batch, genuine) = Genuine(scanning, life);
        var country = Diversion.CountryOutside(batch, rng);
        Sell(scanning, life, Copies, genuine.ShelvedOn + rng.Between(10, 120), rng.Between(30, 180), (from, day) =>
            Sale.In(Atlas.AnyCityOf(country, rng), from, day, scanning.World.SoldOnline, rng));
        return scanning.History;
    }
}

/// <summary>Copied from goods that were sold and used up, 1 to 24 months later.</summary>
internal sealed record Replay(double Copies, int Codes) : Copier($"replay × {Copies}, 1 to 24 months later", Codes)
{
    public override UnitHistory Make(Scanning scanning, ItemLife life)
    {
        var rng = scanning.Rng;
        var (batch, genuine) = Genuine(scanning, life);
        var usedUp = Clock.At(genuine.SoldOn + rng.Between(10, 60));
        scanning.History.Scans.RemoveAll(scan => scan.Seen.At > usedUp);
        Sell(scanning, life, Copies, genuine.SoldOn + rng.Between(30, 730), 60, (from, day) =>
            Sale.In(Atlas.AnyCityOf(batch.Market[rng.Below(batch.Market.Length)], rng), from, day, scanning.World.SoldOnline, rng));
        return scanning.History;
    }
}

/// <summary>Copies are sold from up to 60 days before the goods are activated.</summary>
internal sealed record BeforeActivation(double Copies, int Codes) : Copier($"× {Copies}, from 0 to 60 days before activation", Codes)
{
    public override UnitHistory Make(Scanning scanning, ItemLife life)
    {
        var rng = scanning.Rng;
        var (batch, genuine) = Genuine(scanning, life);
        var from = genuine.ShelvedOn - rng.Between(0, 60);
        scanning.History.Facts = scanning.History.Facts with { ActivatedAt = Clock.At(genuine.ShelvedOn) };
        Sell(scanning, life, Copies, from, 90, (shelved, day) =>
            Sale.In(Atlas.AnyCityOf(batch.Market[rng.Below(batch.Market.Length)], rng), shelved, day, scanning.World.SoldOnline, rng));
        return scanning.History;
    }
}

/// <summary>Labels stolen before they were applied: each on one object that is not genuine, and no other has its code.</summary>
/// <param name="IsActive">Whether the batch was activated when it was issued, and not when its labels were applied.</param>
internal sealed record StolenRoll(bool IsActive, int Codes) : Copier($"stolen roll, {(IsActive ? "activated ahead" : "never activated")}", Codes)
{
    public override UnitHistory Make(Scanning scanning, ItemLife life)
    {
        var batch = Batch.Any(scanning.World, scanning.Rng);
        var facts = batch.Facts(scanning.Rng);
        scanning.Begin(IsActive ? facts : facts with { ActivatedAt = null });
        Sell(scanning, life, 1, batch.ReleasedOn + scanning.Rng.Between(10, 60), 90, (from, day) =>
            batch.AnySale(scanning.World, from, scanning.World.SoldOnline, scanning.Rng) with { SoldOn = day });
        return scanning.History;
    }
}
