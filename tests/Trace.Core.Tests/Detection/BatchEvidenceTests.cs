using Trace.Core.Detection;
using Xunit;

namespace Trace.Core.Tests.Detection;

/// <summary>Units scanned once in six cities, and some of them by another device weeks later.</summary>
public sealed class BatchEvidenceTests
{
    private const long Day = 86_400_000;
    private static readonly long Start = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly Disc Hamburg = new(53.55, 10.0, 10);
    private static readonly Disc Munich = new(48.14, 11.58, 10);
    private static readonly Disc Cologne = new(50.94, 6.96, 10);
    private static readonly Disc[] Cities = [Hamburg, Munich, Cologne, new(52.52, 13.41, 10), new(48.78, 9.18, 10), new(51.34, 12.37, 10)];
    private static readonly string[] Markets = ["DE"];
    private static readonly PoolBaseline Baseline = PoolBaseline.Any;
    private static readonly double Copied = EvidenceSettings.Default.CopiedBatch;

    [Fact]
    public void A_batch_that_was_never_scanned_has_no_score()
    {
        Assert.Equal(0, BatchEvidence.None.Score(Baseline), 6);
        Assert.Empty(BatchEvidence.None.Findings(Baseline, 0));
    }

    [Fact]
    public void A_batch_of_which_each_code_is_scanned_once_is_none()
    {
        var batch = Fold(Units(600));

        Assert.Equal(600, batch.Units);
        Assert.True(batch.Score(Baseline) < 0, $"{batch.Score(Baseline)}");
    }

    [Fact]
    public void Codes_that_appear_in_one_city_weeks_after_they_were_seen_elsewhere_are_copies_and_the_city_is_named()
    {
        var batch = Fold(Units(600), Copies(25, Hamburg));

        Assert.True(batch.Score(Baseline) >= Copied, $"{batch.Score(Baseline)}");
        var city = batch.Findings(Baseline, 1).First(finding => finding.Kind == PoolKind.City);
        Assert.True(city.Place!.Value.DistanceKm(Hamburg) < 30);
        Assert.InRange(batch.Findings(Baseline, 1)[0].Since, Start + 60 * Day, Start + 62 * Day);
        Assert.InRange(city.Signs, 12, 25);
        Assert.True(city.ExpectedElsewhere < city.Elsewhere / 4.0);
    }

    [Fact]
    public void A_few_gifts_are_none()
    {
        Assert.True(Fold(Units(600), Copies(6, Hamburg)).Score(Baseline) < Copied);
    }

    [Fact]
    public void A_batch_sold_in_one_city_is_none()
    {
        var batch = Fold(
            Enumerable.Range(0, 600).Select(unit => Unit(unit, Hamburg)),
            Enumerable.Range(0, 30).Select(unit => Late(unit, Hamburg, Hamburg, PoolSign.Near)));

        Assert.True(batch.Score(Baseline) < Copied, $"{batch.Score(Baseline)}");
    }

    [Fact]
    public void A_stock_taking_of_one_day_is_none()
    {
        var taken = Enumerable.Range(0, 300).Select(unit => Late(unit, Cities[unit % 6], Cities[unit % 6], PoolSign.Near) with { At = Start + 80 * Day + unit });

        Assert.True(Fold(Units(600), taken).Score(Baseline) < Copied);
    }

    [Fact]
    public void A_shipment_that_moved_from_one_city_to_another_is_none()
    {
        var moved = Enumerable.Range(0, 200).Select(i => Late(6 * (i % 100), Hamburg, Munich, PoolSign.Elsewhere));

        Assert.True(Fold(Units(600), moved).Score(Baseline) < Copied);
    }

    [Fact]
    public void A_brand_whose_honest_batches_show_much_is_judged_by_them()
    {
        // 20 in 100 units show a second device in all its batches.
        var usual = Fold(Units(2_000), Copies(400, Hamburg, PoolSign.Near));
        var brand = PoolBaseline.Of(Enumerable.Repeat(usual, 10).ToArray());
        var batch = Fold(Units(600), Copies(120, Hamburg, PoolSign.Near));

        Assert.True(batch.Score(Baseline) > batch.Score(brand) + 1, $"{batch.Score(Baseline)} and {batch.Score(brand)}");
        Assert.True(batch.Score(brand) < Copied);
    }

    [Fact]
    public void A_posted_code_is_one_unit_of_its_batch()
    {
        var posted = Events(Enumerable.Range(0, 400).Select(i => Scan(30 + i * 0.05, Cities[i % 3], (ulong)(10 + i))).Prepend(Scan(0, Hamburg, 1)));

        Assert.Equal(1, posted.Count(scan => scan.IsFirst));
        Assert.Single(posted, scan => scan.Sign != PoolSign.None);
        Assert.True(posted.Count(scan => scan.PlaceIsNew) <= 2);
    }

    [Fact]
    public void What_a_unit_tells_its_batch_is_a_second_device_after_weeks_and_how_far_it_is()
    {
        PoolSign Sign(params Sighting[] scans) => Events(scans).Select(scan => scan.Sign).FirstOrDefault(sign => sign != PoolSign.None);

        Assert.Equal(PoolSign.Near, Sign(Scan(0, Hamburg, 1), Scan(30, Hamburg, 2)));
        Assert.Equal(PoolSign.Elsewhere, Sign(Scan(0, Hamburg, 1), Scan(30, Munich, 2)));
        Assert.Equal(PoolSign.Near, Sign(Scan(0, Hamburg, 1), Scan(30, null, 2)));
        Assert.Equal(PoolSign.Near, Sign(Scan(0, Hamburg with { RadiusKm = 400 }, 1), Scan(30, Cologne with { RadiusKm = 400 }, 2)));
        Assert.Equal(PoolSign.None, Sign(Scan(0, Hamburg, 1), Scan(10, Munich, 2)));
        Assert.Equal(PoolSign.None, Sign(Scan(0, Hamburg, 1), Scan(30, Munich, 1)));
    }

    [Fact]
    public void A_diverted_unit_tells_its_batch_nothing_of_where_it_went()
    {
        var events = Events([Scan(0, Hamburg, 1), Scan(40, new Disc(38.72, -9.14, 10), 2) with { Country = "PT" }]);

        Assert.All(events, scan => Assert.Equal((PoolSign.None, "DE"), (scan.Sign, scan.Country)));
    }

    [Fact]
    public void A_place_that_is_not_known_to_a_city_belongs_to_the_country_alone()
    {
        var batch = Fold([Events([Scan(0, Hamburg with { RadiusKm = 300 }, 1), Scan(30, null, 2)])]);

        Assert.Equal([PoolKind.Batch, PoolKind.Country], Pools(batch, 6));
    }

    [Fact]
    public void Bytes_hold_all_of_it_and_bytes_of_others_are_refused()
    {
        var batch = Fold(Units(600), Copies(25, Hamburg));
        var bytes = batch.ToBytes();

        var read = BatchEvidence.FromBytes(bytes)!;
        Assert.Equal(bytes, read.ToBytes());
        Assert.Equal(batch.Findings(Baseline, 0), read.Findings(Baseline, 0));
        Assert.Null(BatchEvidence.FromBytes(bytes.AsSpan(1)));
        Assert.Null(BatchEvidence.FromBytes([]));
        bytes[0] = 9;
        Assert.Null(BatchEvidence.FromBytes(bytes));
    }

    [Fact]
    public void Any_bytes_are_refused_or_are_a_state()
    {
        var random = new Numbers(5);
        for (var round = 0; round < 3_000; round++)
        {
            var bytes = Fold(Units(30), Copies(6, Hamburg)).ToBytes();
            for (var changes = 0; changes < 4; changes++)
                bytes[random.Below(bytes.Length)] = (byte)random.Below(256);
            if (BatchEvidence.FromBytes(bytes) is { } batch)
                Assert.False(double.IsNaN(batch.Score(Baseline)));
        }
    }

    [Fact]
    public void However_many_places_there_are_the_state_is_bounded()
    {
        var random = new Numbers(3);
        var batch = BatchEvidence.None;
        for (var unit = 0; unit < 2_000; unit++)
        {
            var place = new Disc(random.Below(160) - 80, random.Below(340) - 170, 10);
            foreach (var scan in Events([Scan(unit * 0.1, place, 1) with { Country = $"{(char)('A' + unit % 26)}X" }], []))
                batch = batch.With(scan);
        }

        Assert.InRange(batch.ToBytes().Length, 8_000, BatchEvidence.MaxBytes);
        Assert.InRange(BatchEvidence.MaxBytes, 8_000, 16 * 1024);
        Assert.Equal(2_000, batch.Units);
    }

    [Fact]
    public void Moments_out_of_order_change_nothing_that_matters()
    {
        var events = Units(600).SelectMany(unit => unit).Concat(Copies(25, Hamburg)).OrderBy(scan => scan.At).ToList();
        var inOrder = events.Aggregate(BatchEvidence.None, (batch, scan) => batch.With(scan));
        for (var i = 0; i + 1 < events.Count; i += 2)
            (events[i], events[i + 1]) = (events[i + 1], events[i]);
        var swapped = events.Aggregate(BatchEvidence.None, (batch, scan) => batch.With(scan));

        Assert.InRange(swapped.Score(Baseline), inOrder.Score(Baseline) - 1, inOrder.Score(Baseline) + 1);
    }

    /// <summary>The same each time.</summary>
    private sealed class Numbers(uint seed)
    {
        private uint _last = seed;

        public int Below(int count)
        {
            _last = _last * 1_664_525 + 1_013_904_223;
            return (int)((ulong)_last * (uint)count >> 32);
        }
    }

    private static IEnumerable<List<PoolEvent>> Units(int count) => Enumerable.Range(0, count).Select(unit => Unit(unit, Cities[unit % 6]));

    private static List<PoolEvent> Unit(int unit, Disc place) => Events([Scan(unit % 60 + unit * 0.001, place, 1)]);

    /// <summary>Of units that were seen in the other cities, another device later in one.</summary>
    private static IEnumerable<PoolEvent> Copies(int count, Disc city, PoolSign sign = PoolSign.Elsewhere) =>
        Enumerable.Range(0, count).Select(i => Late(6 * (i / 5) + 1 + i % 5, Cities[1 + i % 5], city, sign));

    private static PoolEvent Late(int unit, Disc from, Disc to, PoolSign sign)
    {
        var first = Unit(unit, from)[0];
        var isThere = from == to;
        return first with { At = first.At + 60 * Day, FirstAt = first.At, Sign = sign, IsFirst = false, Place = to, PlaceIsNew = !isThere, Other = isThere ? null : from, FirstPlace = from, CountryIsNew = false };
    }

    private static BatchEvidence Fold(IEnumerable<List<PoolEvent>> units, IEnumerable<PoolEvent>? more = null) =>
        units.SelectMany(unit => unit).Concat(more ?? []).OrderBy(scan => scan.At).Aggregate(BatchEvidence.None, (batch, scan) => batch.With(scan));

    private static List<PoolEvent> Events(IEnumerable<Sighting> scans, string[]? markets = null)
    {
        var (unit, events) = (UnitEvidence.None, new List<PoolEvent>());
        foreach (var scan in scans)
        {
            var after = unit.With(scan, markets ?? Markets);
            if (unit.ForPools(scan, after, markets ?? Markets) is { } pooled)
                events.Add(pooled);
            unit = after;
        }

        return events;
    }

    private static IEnumerable<PoolKind> Pools(BatchEvidence batch, int signs)
    {
        for (var i = 0; i < signs; i++)
            batch = Late(i, Hamburg, Hamburg, PoolSign.Near) is var late ? batch.With(late with { At = late.At + i * Day, FirstAt = late.FirstAt + i * Day }) : batch;
        return batch.Findings(Baseline, double.NegativeInfinity).Select(finding => finding.Kind).Order();
    }

    private static Sighting Scan(double day, Disc? place, ulong device) =>
        new(Start + (long)(day * Day), device, null, device, null, NetworkKind.Fixed, place, "DE");
}
