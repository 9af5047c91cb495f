using Trace.Core.Detection;

namespace Trace.Simulator.Measuring;

/// <summary>Of one detector, in an honest world.</summary>
/// <param name="Units">The highest score of each scanned unit.</param>
/// <param name="Persons">Scores above 0 of those who checked the genuine item, ascending.</param>
internal sealed record HonestScores(UnitScore[] Units, float[] Persons)
{
    /// <summary>The lowest threshold with no more alarms than this. Scores of ours are floats, so the next one up excludes a score.</summary>
    public double Threshold(long mostAlarms)
    {
        var scores = Units.Select(unit => unit.Score).ToArray();
        Array.Sort(scores);
        return mostAlarms >= scores.Length ? 0 : Math.Max(0, MathF.BitIncrement(scores[^(int)(mostAlarms + 1)]));
    }

    public long Alarms(double threshold) => Units.LongCount(unit => unit.Score >= threshold);

    public long Alarms(double threshold, NetworkKind kind) => Units.LongCount(unit => unit.Score >= threshold && unit.Kind == kind);

    /// <summary>Of the alarms: units whose code was posted online.</summary>
    public long AlarmsOfPosted(double threshold) => Units.LongCount(unit => unit.Score >= threshold && unit.IsPosted);

    public long Cautions(double threshold)
    {
        var found = Array.BinarySearch(Persons, (float)threshold);
        var first = found < 0 ? ~found : found;
        while (first > 0 && Persons[first - 1] >= threshold)
            first--;
        return Persons.Length - first;
    }
}
