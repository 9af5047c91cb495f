using Trace.Core.Detection;
using Trace.Simulator.Detectors;
using Trace.Simulator.Geography;
using Trace.Simulator.Goods;
using Trace.Simulator.Measuring;
using Trace.Simulator.Worlds;
using Xunit;

namespace Trace.Simulator.Tests;

/// <summary>The informed test finds what cannot be one object, and leaves honest lives alone.</summary>
public sealed class InformedTestTests
{
    /// <summary>Near what a false alarm rate of 1e-4 takes in the usual worlds.</summary>
    private const double Threshold = 5;

    private static readonly InformedTest Test = new(Presets.Named("fit-usual"));
    private static readonly Place Berlin = Atlas.AnyPlaceIn(0, new Rng(1));
    private static readonly Place Munich = Atlas.AnyPlaceIn(2, new Rng(2));

    [Fact]
    public void Two_objects_scanned_in_turn_in_two_cities_are_found()
    {
        var scores = Scores((0, 1, Berlin), (2, 2, Munich), (5, 1, Berlin), (9, 2, Munich));

        Assert.True(scores[^1] > Threshold, $"{scores[^1]}");
        Assert.True(scores[^1] > scores[1]);
    }

    [Fact]
    public void A_resale_after_a_year_and_checks_by_the_new_owner_are_calm()
    {
        var scores = Scores((0, 1, Berlin), (1, 1, Berlin), (1.01, 2, Berlin), (400, 3, Munich), (401, 3, Munich), (430, 3, Munich));

        Assert.All(scores, score => Assert.True(score < Threshold, $"{score}"));
    }

    [Fact]
    public void A_journey_and_the_way_home_are_calm()
    {
        Assert.All(Scores((0, 1, Berlin), (60, 1, Munich), (70, 1, Berlin)), score => Assert.Equal(0, score));
    }

    [Fact]
    public void A_scan_before_activation_is_certain()
    {
        Assert.Equal(InformedTest.Certain, Scores((-1, 1, Berlin))[0]);
    }

    [Fact]
    public void A_threshold_lets_no_more_alarms_through_than_it_was_asked_for()
    {
        var scores = new HonestScores([.. Enumerable.Range(0, 10).Select(score => new UnitScore(score, NetworkKind.Fixed, false))], [1, 2, 2, 3]);

        Assert.Equal(2, scores.Alarms(scores.Threshold(2)));
        Assert.Equal(0, scores.Alarms(scores.Threshold(0)));
        Assert.Equal((3, 1, 0), (scores.Cautions(2), scores.Cautions(2.5), scores.Cautions(4)));
    }

    /// <summary>Wilson 1927; the interval of 10 of 100 as in the usual tables.</summary>
    [Fact]
    public void Intervals_are_those_of_Wilson()
    {
        var (low, high) = Wilson.Interval(10, 100);
        Assert.Equal((0.0552, 0.1744), (Math.Round(low, 4), Math.Round(high, 4)));
        Assert.Equal(0, Wilson.Interval(0, 1_000).Low, 12);
    }

    private static double[] Scores(params (double Day, int Person, Place Where)[] scans)
    {
        var facts = new UnitFacts(1, ["DE"], Clock.At(0));
        object? state = null;
        return scans.Select(scan =>
        {
            var seen = new Sighting(Clock.At(scan.Day), null, null, null, null, NetworkKind.Unknown, null, null);
            var judgement = Test.Step(state, new Scan(seen, Scan.Genuine, scan.Person, null, 0, scan.Where, Role.Holder), facts);
            state = judgement.State;
            return judgement.Score;
        }).ToArray();
    }
}
