using Trace.Simulator.Copiers;
using Trace.Simulator.Geography;
using Trace.Simulator.Worlds;

namespace Trace.Simulator.Goods;

/// <summary>All units of one batch. Batches of a world differ: in how often people scan, look in shops, show, give and travel, and in which of its cities they do.</summary>
internal sealed class WholeBatch
{
    private readonly World _world;
    private readonly Rng _rng;
    private readonly Batch _batch;
    private readonly Scanning _scanning;
    private readonly ItemLife _life;
    private readonly double[] _shopScans;
    private readonly int _onlyCity;
    private readonly (double Share, int City, double Day) _diverted;

    /// <param name="sensor">Of the world, which is the same for all batches.</param>
    public WholeBatch(World world, Sensor sensor, Rng rng, BatchStory story, int leastUnits)
    {
        _rng = rng;
        // In the cities where people scan most in shops, twice as often as in the batch.
        _world = Vary(world, rng);
        if (story == BatchStory.Copied)
            _world = _world with { ScanRate = world.ScanRate };
        _shopScans = Atlas.Cities.Select(_ => Math.Min(2, rng.LogNormal(0.85, 0.5)) / 2).ToArray();
        _batch = Batch.Any(world, rng) with { Units = (int)rng.LogBetween(leastUnits, 20_000) };
        _scanning = new Scanning(_world with { ShopScans = 2 * _world.ShopScans }, rng, sensor);
        _life = new ItemLife(_scanning);
        _onlyCity = story == BatchStory.OneCity ? AnyCity() : -1;
        if (story == BatchStory.Diverted)
            _diverted = (rng.Between(0.1, 1), Atlas.AnyCityOf(Diversion.CountryOutside(_batch, rng), rng), _batch.ReleasedOn + rng.Between(10, 60));
    }

    public int Units => _batch.Units;

    public Batch Batch => _batch;

    public Rng Rng => _rng;

    public Scanning Scanning => _scanning;

    /// <summary>The units that anybody scans, with the copies of the first so many units.</summary>
    public IEnumerable<UnitHistory> Histories(BatchCopier? copier)
    {
        var copied = copier?.Begin(this) ?? 0;
        for (var unit = 0; unit < copied; unit++)
        {
            var history = _scanning.Begin(_batch.Facts(_rng));
            Live(ScanPlan.Any(_scanning.World, _rng));
            copier!.Copy(this);
            if (history.Scans.Count > 0)
                yield return Sorted(history);
        }

        var scanned = ScanPlan.Scanned(_scanning.World);
        for (var unit = copied + _rng.Misses(scanned); unit < Units; unit += 1 + _rng.Misses(scanned))
        {
            var history = _scanning.Begin(_batch.Facts(_rng));
            Live(ScanPlan.AnyScanned(_scanning.World, _rng));
            if (history.Scans.Count > 0)
                yield return Sorted(history);
        }

        for (var posted = _rng.Misses(_world.Posted); posted < Units; posted += 1 + _rng.Misses(_world.Posted))
        {
            var history = _scanning.Begin(_batch.Facts(_rng));
            PostedOnline.Post(_scanning, _life, _batch);
            yield return Sorted(history);
        }
    }

    /// <summary>An object of this batch or of its copier, which fewer people look at in some shops than in others.</summary>
    public void Live(int item, in Sale sale, ScanPlan plan)
    {
        if (plan.InShop && sale.Shop is { } shop && !_rng.Chance(_shopScans[shop.City]))
            plan = plan with { InShop = false };
        _life.Live(item, sale, plan);
    }

    private int AnyCity() => Atlas.AnyCityOf(_batch.Market[_rng.Below(_batch.Market.Length)], _rng);

    private void Live(ScanPlan plan)
    {
        var shelvedOn = _batch.ReleasedOn + _rng.Between(3, 30);
        var sale = Sale.In(_onlyCity >= 0 ? _onlyCity : AnyCity(), shelvedOn, shelvedOn + _rng.Between(0, _world.SaleDays), plan.InShop ? 0 : _world.SoldOnline, _rng);
        if (_diverted.Share == 0 || !_rng.Chance(_diverted.Share) || sale.SoldOn < _diverted.Day)
        {
            Live(Scan.Genuine, sale, plan);
            return;
        }

        // It stood in the first shop until the shipment left, and is sold where that went.
        if (plan.InShop && sale.ShelvedOn < _diverted.Day && _rng.Chance(0.5))
            Live(Scan.Genuine, sale with { SoldOn = _diverted.Day }, new ScanPlan(true, false, false, false));
        var arrivedOn = _diverted.Day + 10 + _rng.Between(3, 30);
        Live(Scan.Genuine, Sale.In(_diverted.City, arrivedOn, arrivedOn + _rng.Between(0, _world.SaleDays), plan.InShop ? 0 : _world.SoldOnline, _rng), plan);
    }

    private static UnitHistory Sorted(UnitHistory history)
    {
        history.Sort();
        return history;
    }

    private static World Vary(World world, Rng rng)
    {
        double Times(double rate, double sigma, double most) => Math.Min(most, rng.LogNormal(rate, sigma));
        return world with
        {
            ScanRate = Times(world.ScanRate, 0.35, 0.6),
            ShopScans = Times(world.ShopScans, 0.5, 0.1),
            SecondDevice = Times(world.SecondDevice, 0.2, 0.5),
            Rescan = Times(world.Rescan, 0.2, 0.6),
            Gift = Times(world.Gift, 0.5, 0.2),
            Travel = Times(world.Travel, 0.4, 0.2),
            SaleDays = Times(world.SaleDays, 0.3, 365),
        };
    }
}

/// <summary>What became of an honest batch.</summary>
internal enum BatchStory : byte
{
    Usual,

    /// <summary>There will be copies. It is scanned as often as the world says.</summary>
    Copied,

    /// <summary>All of it was sold in one city.</summary>
    OneCity,

    /// <summary>From 10 % to all of what was not sold yet was moved to a city of another market, from shelves too.</summary>
    Diverted,
}
