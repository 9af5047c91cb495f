using Trace.Core.Verification;
using Trace.Server.Anomalies;

namespace Trace.Server.Verification;

/// <summary>A stored scan after its person shared where it was.</summary>
/// <param name="Before">Its row before.</param>
/// <param name="After">Its row now.</param>
/// <param name="Judgement">What would have been answered with that place.</param>
public sealed record PlacedScan(ScanRow Before, ScanRow After, Judgement Judgement);

/// <summary>The place a person shares once the verdict is there: the scan and its unit are judged again as if it had come with the scan.</summary>
public abstract partial class Scans
{
    /// <summary>The source of a page's scan whose place its person shared.</summary>
    public const string PositionSource = "position";

    /// <summary>Gives a page's scan the place its person shares, in one transaction; a second time the first place stays, and is judged again.</summary>
    /// <param name="scan">The scan, named by its id, with what it was judged by and the place.</param>
    /// <returns>Null where the scan is not there, is no page's, or is one of so many that not all of its unit's would be read.</returns>
    public abstract Task<PlacedScan?> PlaceAsync(ScanToStore scan);

    /// <summary>Moves what a scan counts for, after the commit.</summary>
    protected PlacedScan? Count(PlacedScan? placed)
    {
        if (placed != null && placed.Before.Verdict != placed.After.Verdict)
        {
            Counts?.Add(placed.Before, -1);
            Counts?.Add(placed.After);
        }

        return placed;
    }

    /// <summary>A unit and one of its scans with the place of that scan. As with a late scan, the verdict is of the scans up to it, the evidence of all.</summary>
    /// <param name="unit">What is known of the unit.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="rows">The unit's newest scans.</param>
    /// <param name="anomalies">Those of this transaction; null where none are kept.</param>
    protected static async ValueTask<(UnitHistory History, PlacedScan Scan)?> PlaceAsync(UnitHistory unit, ScanToStore scan, IReadOnlyList<ScanRow> rows, AnomalyWriting? anomalies)
    {
        // With more scans than are read here, anybody could have the older ones forgotten.
        if (rows.Count == ForEvidence || rows.FirstOrDefault(row => row.ScanId == scan.ScanId) is not { Source: Verifier.PageSource or PositionSource } before)
            return null;
        var after = before.Source == PositionSource
            ? before
            : before with { Source = PositionSource, Latitude = scan.Latitude, Longitude = scan.Longitude, AccuracyMeters = scan.AccuracyMeters };
        scan = scan with { Country = before.Country };
        var kept = new KeptUnit([.. rows.Where(row => row.ScanId != before.ScanId)], scan.Markets);
        var evidence = kept.Add(Sightings.Of(after));
        var kind = anomalies == null ? evidence.Kind(scan.Thresholds) : await anomalies.TakeWholeAsync(scan, evidence, unit.State.ScanCount);
        var judgement = JudgementOf(scan, evidence, kind);
        if (anomalies != null)
            await anomalies.TakeWholeAsync(scan, kept.Now, unit.State.ScanCount);
        return (unit with { Evidence = kept.Now }, new PlacedScan(before, after with { Verdict = judgement.Verdict.ToString() }, judgement));
    }
}
