using Trace.Simulator.Goods;

namespace Trace.Simulator.Copiers;

/// <summary>Somebody, or something, that makes a code be scanned in other ways than in an honest world.</summary>
/// <param name="Name">As in the report.</param>
/// <param name="Codes">How many codes a report tries, so that its rates are exact enough and it stays short.</param>
internal abstract record Copier(string Name, int Codes)
{
    /// <summary>Of one copied code no more copies are followed than are needed for so many to be scanned; those sold first.</summary>
    private const int MaxScannedCopies = 600;

    /// <summary>Whether all objects that carry the code are genuine, so that calling it copied is an error.</summary>
    public virtual bool IsGenuine => false;

    /// <summary>The scans of one such code. May be none.</summary>
    public abstract UnitHistory Make(Scanning scanning, ItemLife life);

    /// <summary>So many copies, sold from one day on to another.</summary>
    protected static void Sell(Scanning scanning, ItemLife life, double copies, double from, double days, Func<double, double, Sale> sale)
    {
        var scanned = ScanPlan.Scanned(scanning.World);
        var followed = (int)Math.Min(copies, MaxScannedCopies / scanned);
        days *= followed / copies;
        scanning.History.BeganAt = Clock.At(from);
        for (var copy = scanning.Rng.Misses(scanned); copy < followed; copy += 1 + scanning.Rng.Misses(scanned))
            life.Live((int)copy + 1, sale(from, from + scanning.Rng.Between(0, days)), ScanPlan.AnyScanned(scanning.World, scanning.Rng));
    }

    /// <summary>A genuine unit, scanned or not, and the batch it is of.</summary>
    protected static (Batch Batch, Sale Sale) Genuine(Scanning scanning, ItemLife life)
    {
        var batch = Batch.Any(scanning.World, scanning.Rng);
        scanning.Begin(batch.Facts(scanning.Rng));
        var plan = ScanPlan.Any(scanning.World, scanning.Rng);
        var sale = batch.AnySale(scanning.World, plan, scanning.Rng);
        life.Live(Scan.Genuine, sale, plan);
        return (batch, sale);
    }
}
