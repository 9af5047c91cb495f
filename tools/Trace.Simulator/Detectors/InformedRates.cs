using Trace.Simulator.Geography;
using Trace.Simulator.Goods;
using Trace.Simulator.Worlds;

namespace Trace.Simulator.Detectors;

/// <summary>How often a new person at a new place is to be expected, a day, under each hypothesis, at the rates of the world.</summary>
internal sealed class InformedRates(World world)
{
    /// <summary>Copies of a code, each as likely beforehand.</summary>
    public static readonly double[] Copies = [1, 3, 10, 30, 100, 300, 1_000, 10_000, 100_000];

    /// <summary>How copies are sold, as shares of new places in the same city, country, abroad: across a market, in one city, in another market.</summary>
    public static readonly double[][] Strategies = [[0.15, 0.5, 0.35], [0.9, 0.08, 0.02], [0.25, 0.65, 0.1]];

    /// <summary>Scans of a posted picture, each as likely beforehand.</summary>
    public static readonly double[] Onlookers = [5, 50, 500, 5_000];

    /// <summary>Which strategy sells outside the market.</summary>
    private const int OtherMarket = 2;

    /// <summary>The share of new places abroad for it, as long as it was last seen at home.</summary>
    private const double IntoOtherMarket = 0.9;

    /// <summary>How much rarer copies are where their strategy does not sell them.</summary>
    private const double WrongMarket = 0.05;

    private const double CopyDays = 90;
    private const double PostedDays = 2;
    /// <summary>Days in which copying may begin.</summary>
    private const double BeginDays = 500;

    private const double LeastADay = 1e-7;

    private static readonly double[] GiftShares = [0.35, 0.45, 0.2];
    /// <summary>Wider than the world's: goods that were diverted after they stood in a shop must be spared whatever their share.</summary>
    private static readonly double[] SaleShares = [0.6, 0.15, 0.25];
    private static readonly double[] CompanionShares = [0.22, 0.03, 0.0003];
    private static readonly double[] PostedShares = [0.05, 0.3, 0.65];

    public double PostedBefore => world.Posted;

    /// <summary>Before any scan: that somebody scans in the shop, against a buyer at home.</summary>
    public double ShopOdds => world.ShopScans / world.ScanRate;

    /// <summary>How much likelier one more person scans in the same shop than in the same home.</summary>
    public double NewPersonInShop => 0.6 / (world.SecondDevice * 0.85);

    public NewPlaceRates At(InformedPath path, in Scan scan, in UnitFacts facts)
    {
        var zone = Zone(path.Where, scan.Where);
        var sinceLast = Clock.DaysBetween(path.At, scan.Seen.At);
        var sinceFirst = Clock.DaysBetween(path.FirstAt, scan.Seen.At);
        var isPossible = sinceLast >= 0.9 * ItemLife.Journey(path.Where, scan.Where);

        var visit = LeastADay + Companion(sinceFirst) * CompanionShares[zone] + Companion(Clock.DaysBetween(path.NewHolderAt, scan.Seen.At)) * CompanionShares[zone];
        var given = isPossible ? Gift(sinceFirst) * path.GiftLeft * GiftShares[zone] : 0;
        var sold = isPossible ? Sale(path, sinceLast) * SaleShares[zone] : 0;
        if (zone > 0 && sinceLast < 0.9 * ItemLife.Flight(path.Where, scan.Where))
            visit = LeastADay;
        var copies = new double[Strategies.Length];
        var country = Atlas.Cities[scan.Where.City].Country;
        var inMarket = Array.IndexOf(facts.Market, country) >= 0;
        if (!inMarket)
            path.OtherMarket ??= country;
        for (var i = 0; i < copies.Length; i++)
            copies[i] = world.ScanRate / CopyDays * Strategies[i][zone] * ((i == OtherMarket ? path.OtherMarket == country : inMarket) ? 1 : WrongMarket);
        if (zone == 2 && path.OtherMarket == country)
            copies[OtherMarket] = world.ScanRate / CopyDays * IntoOtherMarket;

        var elsewhere = 1.0;
        if (zone == 2)
        {
            var inMarkets = (facts.Market.Length - 0.5) / Atlas.Countries.Length;
            elsewhere = inMarket ? inMarkets : 1 - inMarkets;
        }

        return new NewPlaceRates(visit, given * elsewhere, sold * elsewhere, copies, PostedShares[zone] / PostedDays * elsewhere);
    }

    /// <summary>Copies that should have been scanned since the first that was.</summary>
    public double ExpectedCopies(double days) => world.ScanRate * Math.Min(1, days / CopyDays);

    /// <summary>Of copies, the first that is scanned: how much rarer than the others, since nobody knows when copying began. Many begin with a flood.</summary>
    public double First(double copies) => 1 / (1 + copies * world.ScanRate / CopyDays * BeginDays);

    /// <summary>So long after the first copy that was scanned, others are scanned less often.</summary>
    public static double StillSold(double days) => Math.Exp(-Math.Max(0, days - 120) / 60);

    public static double PostedDecay(double days) => Math.Exp(-days / PostedDays);

    private double Companion(double days) =>
        world.SecondDevice * (1 + world.SecondDeviceTail) * (0.6 * Exponential(days, 30 * Clock.Minute) + 0.4 * Exponential(days, 10));

    /// <summary>After 30 to 700 days from the sale, which was some time before the first scan; and the recipient scans some time after.</summary>
    private double Gift(double days)
    {
        var began = days >= 32 ? 1 : 1 - SaleToScanBefore(32 - days);
        var ended = days <= 700 ? 1 : 1 - SaleToScanBefore(days - 700);
        return world.Gift * world.RecipientScan / 670 * began * ended;
    }

    /// <summary>Possible if all scans so far were at one place, which may be a shop.</summary>
    private double Sale(InformedPath path, double days) =>
        path.Moves > 0 ? 0 : path.ShopOdds / (1 + path.ShopOdds) * world.ScanRate * Exponential(days, world.SaleDays / 3 + 10);

    private double SaleToScanBefore(double days) => Normal(Math.Log(days / world.SaleToScanMedian) / world.SaleToScanSigma);

    private static double Exponential(double days, double mean) => Math.Exp(-days / mean) / mean;

    /// <summary>The normal distribution's function, by its logistic approximation (off by 0.01 at most).</summary>
    private static double Normal(double z) => 1 / (1 + Math.Exp(-1.702 * z));

    private static int Zone(in Place one, in Place other) =>
        one.City == other.City ? 0 : Atlas.CountryOf[one.City] == Atlas.CountryOf[other.City] ? 1 : 2;
}

/// <param name="Visit">By one object that comes back.</param>
/// <param name="Given">By one object that stays: given or sold on.</param>
/// <param name="Sold">By one object that stays: bought in the shop it was seen in.</param>
/// <param name="Copies">By each copy, for each strategy of selling.</param>
/// <param name="Posted">By each onlooker, on the day of the posting.</param>
internal readonly record struct NewPlaceRates(double Visit, double Given, double Sold, double[] Copies, double Posted);
