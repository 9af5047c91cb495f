using Trace.Core.Detection;
using Xunit;

namespace Trace.Core.Tests.Detection;

public sealed class UnitEvidenceTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly Disc Hamburg = new(53.55, 10.0, 10);
    private static readonly Disc Munich = new(48.14, 11.58, 10);
    private static readonly Disc Lisbon = new(38.72, -9.14, 10);
    private static readonly Disc Osaka = new(34.69, 135.5, 10);
    private static readonly EvidenceSettings Settings = EvidenceSettings.Default;

    [Fact]
    public void A_unit_that_was_never_scanned_has_no_score()
    {
        Assert.Equal(0, UnitEvidence.None.Score);
        Assert.Equal(EvidenceKind.None, UnitEvidence.None.Kind(Settings));
    }

    [Fact]
    public void A_buyer_who_checks_again_and_again_stays_calm()
    {
        var unit = Fold(Enumerable.Range(0, 50).Select(i => Scan(i * 3, Hamburg, device: 1)));

        Assert.True(unit.Score <= 0, $"{unit.Score}");
        Assert.True(unit.LastIsFirstObject);
        Assert.Equal(1, unit.Devices);
    }

    [Fact]
    public void A_gift_that_goes_to_another_city_after_months_is_no_copy()
    {
        var unit = Fold([Scan(0, Hamburg, 1), Scan(20, Hamburg, 1), Scan(140, Munich, 2), Scan(141, Munich, 2), Scan(150, Munich, 3)]);

        Assert.Equal(EvidenceKind.None, unit.Kind(Settings));
    }

    [Fact]
    public void A_holiday_is_no_copy()
    {
        var unit = Fold([Scan(0, Hamburg, 1), Scan(10, Lisbon, 1), Scan(11, Lisbon, 1), Scan(25, Hamburg, 1), Scan(30, Hamburg, 2)]);

        Assert.Equal(EvidenceKind.None, unit.Kind(Settings));
    }

    [Fact]
    public void Two_objects_at_rest_in_two_cities_are_a_copy_and_the_reason_is_said()
    {
        var unit = Fold([Scan(0, Hamburg, 1), Scan(3, Munich, 2), Scan(6, Hamburg, 1), Scan(9, Munich, 2), Scan(12, Hamburg, 1)]);

        Assert.Equal(EvidenceKind.CopiedCode, unit.Kind(Settings));
        Assert.Equal(Sign.Interleaving, unit.Parts[0].Sign);
        Assert.True(unit.Parts[0].Scans >= 2);
    }

    [Fact]
    public void The_person_of_the_first_object_is_told_apart_from_the_others()
    {
        var units = Steps([Scan(0, Hamburg, 1), Scan(3, Munich, 2), Scan(6, Hamburg, 1), Scan(9, Munich, 2), Scan(10, Lisbon, 3), Scan(11, Hamburg, 1)]);

        Assert.Equal([true, false, true, false, false, true], units.Select(unit => unit.LastIsFirstObject));
    }

    [Fact]
    public void Four_places_far_apart_within_days_are_a_copy()
    {
        var unit = Fold([Scan(0, Hamburg, 1), Scan(2, Lisbon, 2), Scan(4, Osaka, 3), Scan(5, Munich, 4)]);

        Assert.Equal(EvidenceKind.CopiedCode, unit.Kind(Settings));
    }

    [Fact]
    public void Places_that_may_be_the_same_are_no_evidence()
    {
        var (wide, wideToo) = (new Disc(50.1, 8.7, 300), new Disc(51.5, 7.5, 300));
        var unit = Fold(Enumerable.Range(0, 8).Select(i => Scan(i, i % 2 == 0 ? wide : wideToo, device: 1 + (ulong)(i % 2))));

        Assert.True(unit.Score < 2, $"{unit.Score}");
    }

    [Fact]
    public void A_family_whose_phones_seem_to_be_at_both_ends_of_a_large_country_is_no_copy()
    {
        // The carrier's traffic leaves its network in Los Angeles, but for some of it in New York.
        var (west, east) = (new Disc(34.05, -118.24, 250), new Disc(40.71, -74.01, 250));
        var scans = Enumerable.Range(0, 8).Select(i => Scan(i, i % 2 == 0 ? west : east, device: 1 + (ulong)(i % 4)) with { Kind = NetworkKind.Mobile, Country = "US" }).ToArray();

        Assert.True(Fold(scans).Score < 2, $"{Fold(scans).Score}");
        Assert.Equal(EvidenceKind.CopiedCode, Fold(scans.Select(scan => scan with { Kind = NetworkKind.Fixed })).Kind(Settings));
    }

    [Fact]
    public void Unknown_places_and_those_of_relays_are_no_evidence()
    {
        var unit = Fold(
        [
            Scan(0, Hamburg, 1),
            Scan(1, place: null, 2),
            Scan(2, Osaka, 2) with { Kind = NetworkKind.Vpn },
            Scan(3, Hamburg, 1),
            Scan(4, Lisbon, 3) with { Kind = NetworkKind.Hosting },
        ]);

        Assert.True(unit.Score < 1, $"{unit.Score}");
    }

    [Fact]
    public void A_shelf_in_a_shop_is_no_copy()
    {
        var unit = Fold(Enumerable.Range(0, 12).Select(i => Scan(i * 0.4, Hamburg, device: (ulong)i)));

        Assert.Equal(EvidenceKind.None, unit.Kind(Settings));
    }

    [Fact]
    public void A_picture_that_went_around_the_world_is_not_called_copies()
    {
        Disc[] world = [Hamburg, Osaka, Lisbon, new(40.7, -74, 10), new(-33.9, 151.2, 10), new(19.1, 72.9, 10), new(55.8, 37.6, 10), new(-23.5, -46.6, 10)];
        string[] countries = ["DE", "JP", "PT", "US", "AU", "IN", "RU", "BR"];
        var unit = Fold(world.Select((place, i) => Scan(3 + i * 0.2, place, (ulong)(10 + i)) with { Country = countries[i] }).Prepend(Scan(0, Hamburg, 1) with { Country = "DE" }));

        Assert.Equal(EvidenceKind.SharedOnline, unit.Kind(Settings));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public void A_rival_with_one_network_flags_nothing(int scans)
    {
        Disc[] made = [Osaka, Lisbon, Munich, new(40.7, -74, 10)];
        var all = new List<Sighting> { Scan(0, Hamburg, 1, network: 7) };
        all.AddRange(Enumerable.Range(0, scans).Select(i => Scan(5 + i * 0.01, made[i % made.Length], (ulong)(100 + i), network: 9)));
        all.Add(Scan(30, Hamburg, 1, network: 7));
        all.Add(Scan(40, Hamburg, 2, network: 7));

        Assert.All(Steps(all), unit => Assert.NotEqual(EvidenceKind.CopiedCode, unit.Kind(Settings)));
    }

    [Fact]
    public void Goods_in_another_market_are_diverted_and_never_copied()
    {
        var unit = Fold([Scan(0, Lisbon, 1) with { Country = "PT" }, Scan(5, Lisbon, 2) with { Country = "PT" }, Scan(9, Lisbon, 1) with { Country = "PT" }], "DE", "AT");

        Assert.Equal(EvidenceKind.Diverted, unit.Kind(Settings));
    }

    [Fact]
    public void A_device_is_known_under_the_key_before()
    {
        var later = Scan(80, Hamburg, 5) with { DeviceBefore = 1 };

        Assert.Equal(1, Fold([Scan(0, Hamburg, 1), later]).Devices);
    }

    [Fact]
    public void It_is_the_same_after_its_bytes()
    {
        var unit = UnitEvidence.None;
        for (var i = 0; i < 200; i++)
        {
            var scan = Scan(i * 0.7, new Disc(i * 37 % 120 - 60, i * 101 % 358 - 179, 1 + i * 53 % 300), (ulong)(i * 29 % 40), (ulong)(i * 17 % 20)) with { Country = "DE", ScanId = i + 1 };
            unit = unit.With(scan, []);
            var read = UnitEvidence.FromBytes(unit.ToBytes());
            Assert.NotNull(read);
            Assert.Equal(unit.ToBytes(), read.ToBytes());
            Assert.Equal(unit.Score, read.Score);
            unit = read;
        }

        Assert.InRange(unit.ToBytes().Length, 500, 2500);
    }

    [Fact]
    public void A_state_never_changes_whatever_is_added_to_it()
    {
        var unit = UnitEvidence.None;
        for (var i = 0; i < 60; i++)
        {
            var before = unit.ToBytes();
            var scan = Scan(i * 1.3, new Disc(i * 37 % 120 - 60, i * 101 % 358 - 179, 10), (ulong)(i * 29 % 7));
            unit.With(scan, []);
            unit.With(scan with { Device = null, Place = new Disc(-i, i, 1) }, []);
            Assert.Equal(before, unit.ToBytes());
            unit = unit.With(scan, []);
        }
    }

    [Fact]
    public void Scans_that_name_no_device_are_not_the_first_object()
    {
        var units = Steps([Scan(0, Hamburg, 1), Scan(2, Munich, 0) with { Device = null }, Scan(4, Hamburg, 1)]);

        Assert.Equal([true, false, true], units.Select(unit => unit.LastIsFirstObject));
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 25)]
    [InlineData(4, 200)]
    public void Bytes_with_more_than_a_state_holds_are_refused(int count, byte value)
    {
        var bytes = Fold([Scan(0, Hamburg, 1)]).ToBytes();
        bytes[count] = value;

        Assert.Null(UnitEvidence.FromBytes([.. bytes, .. new byte[10_000]]));
        Assert.Null(UnitEvidence.FromBytes(bytes));
    }

    [Fact]
    public void Bytes_with_numbers_that_are_none_are_refused()
    {
        var bytes = Fold([Scan(0, Hamburg, 1)]).ToBytes();
        var refused = 0;
        for (var at = 6; at + 8 <= bytes.Length; at++)
        {
            byte[] changed = [.. bytes];
            BitConverter.TryWriteBytes(changed.AsSpan(at), BitConverter.IsLittleEndian ? 0x000000000000F87F : 0x7FF8000000000000);
            refused += UnitEvidence.FromBytes(changed) is { } read && double.IsNaN(read.With(Scan(1, Munich, 2), []).Score) ? 1000 : 1;
        }

        Assert.InRange(refused, 1, 999);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    public void Bytes_that_are_not_a_state_are_refused(int length)
    {
        Assert.Null(UnitEvidence.FromBytes(new byte[length]));
        var bytes = Fold([Scan(0, Hamburg, 1)]).ToBytes();
        Assert.Null(UnitEvidence.FromBytes(bytes.AsSpan(..^1)));
    }

    private static Sighting Scan(double days, Disc? place, ulong device, ulong? network = null) =>
        new(Start.AddDays(days).ToUnixTimeMilliseconds(), device, null, network, null, NetworkKind.Fixed, place, Country: null);

    private static UnitEvidence Fold(IEnumerable<Sighting> scans, params string[] markets) => scans.Aggregate(UnitEvidence.None, (unit, scan) => unit.With(scan, markets));

    private static List<UnitEvidence> Steps(IEnumerable<Sighting> scans)
    {
        var units = new List<UnitEvidence>();
        foreach (var scan in scans)
            units.Add((units.Count == 0 ? UnitEvidence.None : units[^1]).With(scan, []));
        return units;
    }
}
