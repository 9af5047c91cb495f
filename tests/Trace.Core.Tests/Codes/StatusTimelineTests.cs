using CsCheck;
using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>The status of every unit from overlapping reports, against asking every report for every unit.</summary>
public sealed class StatusTimelineTests
{
    private const int Quantity = 40;

    private static readonly Gen<StatusReport[]> Reports = Gen.Select(Gen.Int[0, Quantity - 1], Gen.Int[0, 12], Gen.Enum<UnitStatus>(), Gen.Long[1, 5])
        .Select((from, length, status, at) => (From: from, To: Math.Min(from + length, Quantity - 1), Status: status, At: at))
        .Array[0, 25]
        .Select(reports => reports.Select((report, entry) => new StatusReport(report.From, report.To, report.Status, report.At, entry + 1)).ToArray());

    [Fact]
    public void Every_unit_has_the_status_of_its_latest_report() => Gen.Select(Reports, Gen.Enum<UnitStatus>()).Sample((reports, initial) =>
    {
        var timeline = StatusTimeline.Build(reports, initial);
        for (var index = 0; index < Quantity; index++)
            Assert.Equal(Naive(reports, initial, index), timeline.Of(index));
    });

    [Fact]
    public void The_order_in_which_reports_are_given_does_not_matter() => Gen.Select(Reports, Gen.Int).Sample((reports, seed) =>
    {
        var shuffled = reports.OrderBy(report => (report.Entry * 2654435761L) ^ seed).ToArray();
        Assert.Equal(StatusTimeline.Build(reports, UnitStatus.Created).Runs, StatusTimeline.Build(shuffled, UnitStatus.Created).Runs);
    });

    [Fact]
    public void Runs_follow_each_other_and_are_as_long_as_can_be() => Reports.Sample(reports =>
    {
        var runs = StatusTimeline.Build(reports, UnitStatus.Created).Runs;
        Assert.All(runs, run => Assert.True(run.From <= run.To));
        Assert.All(runs.Zip(runs.Skip(1)), pair =>
        {
            Assert.True(pair.First.To < pair.Second.From);
            Assert.False(pair.First.To + 1 == pair.Second.From && (pair.First.Status, pair.First.At) == (pair.Second.Status, pair.Second.At));
        });
    });

    [Fact]
    public void Counts_are_those_of_asking_every_unit() => Gen.Select(Reports, Gen.Enum<UnitStatus>()).Sample((reports, initial) =>
    {
        var naive = Enumerable.Range(0, Quantity).GroupBy(index => Naive(reports, initial, index).Status).ToDictionary(group => group.Key, group => group.LongCount());
        Assert.Equal(naive.OrderBy(pair => pair.Key), StatusTimeline.Build(reports, initial).Count(Quantity).OrderBy(pair => pair.Key));
    });

    [Fact]
    public void A_part_of_the_timeline_is_cut_to_the_range_asked_for() => Gen.Select(Reports, Gen.Int[0, Quantity - 1], Gen.Int[0, Quantity]).Sample((reports, from, length) =>
    {
        var to = Math.Min(from + length, Quantity - 1);
        var timeline = StatusTimeline.Build(reports, UnitStatus.Created);
        var reported = timeline.Within(from, to).SelectMany(run => Enumerable.Range((int)run.From, (int)(run.To - run.From + 1)).Select(index => (index, run.Status, run.At))).ToList();
        var naive = Enumerable.Range(from, to - from + 1).Where(index => reports.Any(report => report.From <= index && index <= report.To))
            .Select(index => (index, Naive(reports, UnitStatus.Created, index).Status, Naive(reports, UnitStatus.Created, index).At));
        Assert.Equal(naive, reported);
    });

    [Fact]
    public void Reports_added_to_a_timeline_make_the_one_that_all_of_them_make() => Gen.Select(Reports, Gen.Int[0, 20]).Sample((reports, share) =>
    {
        var inOrder = reports.OrderBy(report => report.Entry).ToList();
        var known = inOrder.Count * share / 20;
        var added = StatusTimeline.Build(inOrder[..known], UnitStatus.Created).With(inOrder[known..]);
        var whole = StatusTimeline.Build(inOrder, UnitStatus.Created);
        Assert.Equal(whole.Runs, added.Runs);
        Assert.Equal(whole.LastEntry, added.LastEntry);
    });

    [Fact]
    public void Of_two_reports_of_one_time_the_one_recorded_later_holds()
    {
        var timeline = StatusTimeline.Build([new(0, 9, UnitStatus.Lost, 5, 2), new(0, 9, UnitStatus.Active, 5, 1), new(0, 9, UnitStatus.Stolen, 4, 3)], UnitStatus.Created);
        Assert.Equal((UnitStatus.Lost, 5), timeline.Of(3));
        Assert.Equal((UnitStatus.Created, 0), timeline.Of(10));
    }

    [Fact]
    public void The_largest_batch_is_no_different()
    {
        var last = (long)uint.MaxValue - 1;
        var timeline = StatusTimeline.Build([new(0, last, UnitStatus.Active, 1, 1), new(last, last, UnitStatus.Spoiled, 2, 2)], UnitStatus.Created);
        Assert.Equal(UnitStatus.Spoiled, timeline.Of(last).Status);
        Assert.Equal(UnitStatus.Active, timeline.Of(last - 1).Status);
        Assert.Equal(last, timeline.Count(uint.MaxValue)[UnitStatus.Active]);
    }

    private static (UnitStatus Status, long At) Naive(StatusReport[] reports, UnitStatus initial, int index) => reports
        .Where(report => report.From <= index && index <= report.To)
        .OrderBy(report => report.At).ThenBy(report => report.Entry)
        .Select(report => (report.Status, report.At))
        .LastOrDefault((initial, 0));
}
