using Trace.Server.Anomalies;
using Trace.Server.Verification;

namespace Trace.Server.Web.Console.Units;

/// <summary>Something that happened to a unit.</summary>
/// <param name="IsAgainst">It speaks against the unit.</param>
public sealed record UnitStep(DateTimeOffset At, string Text, bool IsAgainst = false)
{
    /// <summary>From the order of its batch to its last scan, in the order of time.</summary>
    public static IReadOnlyList<UnitStep> Of(UnitStory story, IReadOnlyList<AnomalyResponse> anomalies, ConsoleTexts t)
    {
        var unit = story.Unit;
        List<UnitStep> steps = [new(story.Batch.CreatedAt, t.With("unit.story.ordered", unit.BatchId, story.Batch.Quantity.ToString("N0", t.Culture)))];
        if (unit.StatusAt is { } status)
            steps.Add(new(status, t.With("unit.story.status", t.Word("unit.status", unit.Status)), unit.Status is not "active"));
        if (unit.Summary.FirstScannedAt is { } first)
            steps.Add(new(first, t["unit.story.first"]));
        if (unit.Summary.Scans > 1 && unit.Summary.LastScannedAt is { } last)
            steps.Add(new(last, t.With("unit.story.last", unit.Summary.Scans.ToString("N0", t.Culture))));
        if (unit.Claim is { FirstUsedAt: { } claimed } claim)
            steps.Add(new(claimed, claim.FirstUsedCountry is { } country ? t.With("unit.story.claimed.country", t.Country(country)) : t["unit.story.claimed"]));
        foreach (var anomaly in anomalies)
        {
            steps.Add(new(anomaly.DetectedAt, t.With("unit.story.anomaly", t[$"kind.{anomaly.Kind}"], anomaly.Score.ToString("0.0", t.Culture)), IsAgainst: true));
            if (anomaly.DecidedAt is { } decided)
                steps.Add(new(decided, t.With("unit.story.decided", t[$"kind.{anomaly.Kind}"], t[$"status.{anomaly.Status}"])));
        }

        return [.. steps.OrderBy(step => step.At)];
    }
}
