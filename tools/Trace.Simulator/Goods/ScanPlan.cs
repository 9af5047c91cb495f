using Trace.Simulator.Worlds;

namespace Trace.Simulator.Goods;

/// <summary>Who will scan an item at all, drawn before anything else of it: most items are never scanned and cost nothing.</summary>
internal readonly record struct ScanPlan(bool InShop, bool ByBuyer, bool IsGiven, bool ByRecipient)
{
    public static ScanPlan Any(World world, Rng rng)
    {
        var (inShop, byBuyer, isGiven) = (rng.Chance(world.ShopScans), rng.Chance(world.ScanRate), rng.Chance(world.Gift));
        return new ScanPlan(inShop, byBuyer, isGiven, isGiven && rng.Chance(byBuyer ? world.RecipientScan : world.ScanRate));
    }

    /// <summary>The share of items that anybody scans.</summary>
    public static double Scanned(World world) => 1 - (1 - world.ShopScans) * (1 - world.ScanRate) * (1 - world.Gift * world.ScanRate);

    /// <summary>One of those that somebody scans.</summary>
    public static ScanPlan AnyScanned(World world, Rng rng)
    {
        var first = rng.Share() * Scanned(world);
        var inShop = first < world.ShopScans;
        var byBuyer = inShop ? rng.Chance(world.ScanRate) : first < world.ShopScans + (1 - world.ShopScans) * world.ScanRate;
        if (!inShop && !byBuyer)
            return new ScanPlan(false, false, true, true);
        var isGiven = rng.Chance(world.Gift);
        return new ScanPlan(inShop, byBuyer, isGiven, isGiven && rng.Chance(byBuyer ? world.RecipientScan : world.ScanRate));
    }
}
