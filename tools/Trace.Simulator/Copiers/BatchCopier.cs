using Trace.Simulator.Geography;
using Trace.Simulator.Goods;

namespace Trace.Simulator.Copiers;

/// <summary>Somebody who copies many codes of one batch, each a few times.</summary>
internal sealed class BatchCopier(int codes, int copies, CopiesSold sold)
{
    private double _from;
    private double _days;
    private int _city;

    public string Name => $"{codes:N0} codes × {copies}, " + sold switch
    {
        CopiesSold.InOneCity => "one city",
        CopiesSold.AllOver => "all over their market",
        _ => "one city of another market",
    };

    public int Codes => codes;

    /// <summary>When the first copy is in a shop, Unix milliseconds.</summary>
    public long BeganAt => Clock.At(_from);

    /// <returns>How many units are copied.</returns>
    public int Begin(WholeBatch batch)
    {
        var rng = batch.Rng;
        (_from, _days) = (batch.Batch.ReleasedOn + rng.Between(13, 150), rng.Between(30, 180));
        _city = sold == CopiesSold.InAnotherMarket ? Atlas.AnyCityOf(Diversion.CountryOutside(batch.Batch, rng), rng) : Atlas.CitiesOf[batch.Batch.Market[0]][rng.Below(4)];
        return Math.Min(codes, batch.Units);
    }

    /// <summary>The copies of the unit that is at hand, those that anybody scans.</summary>
    public void Copy(WholeBatch batch)
    {
        var (world, rng) = (batch.Scanning.World, batch.Rng);
        var scanned = ScanPlan.Scanned(world);
        for (var copy = rng.Misses(scanned); copy < copies; copy += 1 + rng.Misses(scanned))
        {
            var city = sold == CopiesSold.AllOver ? Atlas.AnyCityOf(batch.Batch.Market[rng.Below(batch.Batch.Market.Length)], rng) : _city;
            batch.Live((int)copy + 1, Sale.In(city, _from, _from + rng.Between(0, _days), sold == CopiesSold.AllOver ? world.SoldOnline : 0, rng), ScanPlan.AnyScanned(world, rng));
        }
    }
}

internal enum CopiesSold
{
    InOneCity,
    AllOver,
    InAnotherMarket,
}
