using Trace.Core.Detection;
using Trace.Simulator.Goods;

namespace Trace.Simulator.Detectors;

/// <summary>The usual rule of impossible travel: from one scan's point to the next one's faster than an aeroplane. The score is in km/h.</summary>
internal sealed class TooFast : ServiceDetector
{
    private const double LeastHours = 1 / 60.0;

    public override string Name => "900 km/h";

    public override double? ShippedThreshold => 900;

    protected override Judgement Step(object? state, in Sighting seen, in UnitFacts facts)
    {
        var before = (Last?)state;
        if (seen.KnownPlace is not { } place)
            return new Judgement(before, before?.Fastest ?? 0, 0);
        var speed = 0.0;
        if (before != null)
            speed = before.Place.DistanceKm(place) / Math.Max(LeastHours, Clock.DaysBetween(before.At, seen.At) * 24);
        var fastest = Math.Max(speed, before?.Fastest ?? 0);
        return new Judgement(new Last(place, seen.At, fastest), fastest, speed);
    }

    private sealed record Last(Disc Place, long At, double Fastest);
}
