using Trace.Core.Detection;
using Trace.Simulator.Copiers;
using Trace.Simulator.Geography;
using Trace.Simulator.Goods;
using Trace.Simulator.Measuring;
using Trace.Simulator.Worlds;
using Xunit;

namespace Trace.Simulator.Tests;

/// <summary>What comes out of a world is what was put into it.</summary>
public sealed class WorldTests
{
    private static readonly World Usual = Presets.Named("fit-usual");

    /// <summary>40,000 units of which each is scanned or not.</summary>
    private static readonly List<UnitHistory> Units = Histories(Usual, seed: 1);

    [Fact]
    public void The_same_seed_gives_the_same_world_and_another_seed_another()
    {
        static IEnumerable<Scan> First(ulong seed) => new GenuineGoods(Usual, seed).Block(3, 2_000).SelectMany(unit => unit.Scans);

        Assert.NotEmpty(First(7));
        Assert.Equal(First(7), First(7));
        Assert.NotEqual(First(7), First(8));
    }

    [Fact]
    public void Rates_do_not_depend_on_how_many_cores_there_are()
    {
        var run = HonestRun.Run(Usual, 5, 60_000);

        var alone = Enumerable.Range(0, 3).Sum(block => new GenuineGoods(Usual, 5).Block(block).Count());
        Assert.Equal((alone, 60_000), (run.Scanned, run.Units));
        Assert.Equal(run.Scores[1].Units, HonestRun.Run(Usual, 5, 60_000).Scores[1].Units);
    }

    [Fact]
    public void Units_are_scanned_as_often_as_the_world_says()
    {
        AssertNear(ScanPlan.Scanned(Usual), HonestRun.Run(Usual, 3, 400_000).Scanned / 400_000.0, 0.015);
        var byBuyer = Units.Count(unit => unit.Scans.Exists(scan => scan.Why == Role.Holder && Clock.DaysBetween(unit.Facts.ActivatedAt!.Value, scan.Seen.At) >= 0));
        AssertNear(Usual.ScanRate * (1 + Usual.Gift), byBuyer / 40_000.0, 0.05);
    }

    [Fact]
    public void Second_devices_and_rechecks_are_as_many_as_the_world_says()
    {
        var held = Units.Where(unit => unit.Scans.Exists(scan => scan.Why == Role.Holder)).ToList();

        AssertNear(Usual.SecondDevice, held.Count(unit => unit.Scans.Exists(scan => scan.Why == Role.Companion)) / (double)held.Count, 0.1);
        AssertNear(Usual.Mobile, Share(scan => scan.Seen.Kind == NetworkKind.Mobile, scan => scan.Seen.Kind is NetworkKind.Mobile or NetworkKind.Fixed), 0.03);
        AssertNear(Usual.Vpn, Share(scan => scan.Seen.Kind == NetworkKind.Vpn, _ => true), 0.15);
    }

    [Theory]
    [InlineData("fit-usual", NetworkKind.Fixed)]
    [InlineData("fit-usual", NetworkKind.Mobile)]
    [InlineData("report-often", NetworkKind.Fixed)]
    [InlineData("report-often", NetworkKind.Mobile)]
    public void Places_err_as_much_as_the_world_says_and_a_radius_holds_two_of_three(string name, NetworkKind kind)
    {
        var world = Presets.Named(name) with { BrowserPosition = 0, RoamingHome = 0, MobileSticky = 0 };
        // A country has its own radius, so people must live in all cities as often as it was made for.
        var scans = Histories(world, seed: 2).SelectMany(unit => unit.Scans).Where(scan => scan.Seen.Kind == kind && scan.Why == Role.Holder).ToList();
        var errors = scans.Select(ErrorKm).Order().ToList();

        AssertNear(kind == NetworkKind.Fixed ? world.FixedErrorKm : world.MobileErrorKm, errors[errors.Count / 2], 0.1);
        AssertNear(2 / 3.0, scans.Count(scan => ErrorKm(scan) <= scan.Seen.Place!.Value.RadiusKm) / (double)scans.Count, 0.05);
    }

    [Fact]
    public void One_genuine_item_is_never_in_two_places_faster_than_it_can_fly()
    {
        // A world in which there is much to do for one item.
        var busy = Presets.Named("report-usual") with { ScanRate = 0.9, SecondDevice = 0.9, SecondDeviceTail = 0.6, Rescan = 0.9, Travel = 0.5 };
        var pairs = new GenuineGoods(busy, 1).Block(0, 3_000).SelectMany(unit =>
        {
            var real = unit.Scans.Where(scan => scan.Item == Scan.Genuine).ToList();
            return real.Zip(real.Skip(1));
        }).Where(pair => pair.First.Where.City != pair.Second.Where.City).ToList();

        Assert.NotEmpty(pairs);
        Assert.All(pairs, pair => Assert.True(
            pair.First.Where.DistanceKm(pair.Second.Where) / Math.Max(1e-9, 24 * Clock.DaysBetween(pair.First.Seen.At, pair.Second.Seen.At)) < 900, $"{pair}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_detector_is_shown_no_place_of_a_vpn_unless_the_browser_tells(bool browser)
    {
        var world = Usual with { Vpn = 1, BrowserPosition = browser ? 1 : 0 };

        Assert.All(new GenuineGoods(world, 1).Block(0, 2_000).SelectMany(unit => unit.Scans).Where(scan => scan.Why != Role.Preview), scan =>
            Assert.Equal((NetworkKind.Vpn, browser), (scan.Seen.Kind, scan.Seen.Place != null)));
    }

    [Fact]
    public void Devices_are_known_by_the_key_before_and_forgotten_after_two()
    {
        var sensor = new Sensor(Usual);
        var day = (long)Clock.MillisecondsADay;
        var first = sensor.Device(1, 2, 0, 0);

        Assert.Equal(first, sensor.Device(1, 2, 59 * day, 0));
        Assert.Equal(first, sensor.Device(1, 2, 60 * day, -1));
        Assert.DoesNotContain(first, new List<UInt128> { sensor.Device(1, 2, 60 * day, 0), sensor.Device(1, 2, 120 * day, -1), sensor.Device(3, 2, 0, 0) });
    }

    [Fact]
    public void Every_copier_does_what_it_says()
    {
        static List<UnitHistory> Make(Copier copier) => CopierRun.Histories(Usual, copier, 1, 60).ToList();

        Assert.All(AllCopiers.Copying.Concat(AllCopiers.Genuine), copier => Assert.Contains(Make(copier), unit => unit.Scans.Count > 0));
        Assert.All(Make(new MassCopied(1_000, true, 1)), unit => Assert.InRange(unit.ScannedObjects(), 40, 160));
        Assert.All(AllCopiers.Genuine.SelectMany(Make), unit => Assert.True(unit.ScannedObjects() <= 1));
        Assert.All(Make(new StolenRoll(false, 1)).SelectMany(unit => unit.Scans.Select(scan => (unit, scan))), pair => Assert.False(pair.unit.Facts.IsActiveAt(pair.scan.Seen.At)));
        Assert.All(Make(new OtherMarket(100, 1)), unit => Assert.Contains(unit.Scans, scan => !unit.Facts.Market.Contains(Atlas.Cities[scan.Where.City].Country)));
        Assert.Contains(Make(new BeforeActivation(100, 1)), unit => unit.Scans.Exists(scan => !unit.Facts.IsActiveAt(scan.Seen.At)));
        Assert.All(Make(new Poisoning(1, 1)), unit => Assert.Single(unit.Scans.Where(scan => scan.Why == Role.Rival).Select(scan => scan.Network).Distinct()));
    }

    private static List<UnitHistory> Histories(World world, ulong seed) => Enumerable.Range(0, 2).SelectMany(block => new GenuineGoods(world, seed).Block(block)).ToList();

    private static double Share(Func<Scan, bool> some, Func<Scan, bool> all)
    {
        var scans = Units.SelectMany(unit => unit.Scans).Where(scan => scan.Why == Role.Holder && all(scan)).ToList();
        return scans.Count(some) / (double)scans.Count;
    }

    private static double ErrorKm(Scan scan) => Disc.DistanceKm(scan.Where.Latitude, scan.Where.Longitude, scan.Seen.Place!.Value.Latitude, scan.Seen.Place.Value.Longitude);

    private static void AssertNear(double expected, double actual, double tolerance) => Assert.InRange(actual, expected * (1 - tolerance), expected * (1 + tolerance));
}
