using Trace.Core.Codes;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Anomalies;

/// <summary>Anomalies of units that were scanned before anybody reported them stolen, lost, spoiled, unused or retired.</summary>
/// <remarks>Part of the report's request, in portions: who gets no answer reports again, so none is forgotten by a crash.</remarks>
public sealed class LateReports(Database database, Scans scans, BatchCatalog batches, AnomalyRecorder recorder)
{
    private const int PortionUnits = 100;

    /// <summary>So many units of short runs are looked for in one query: a report by codes has a run for nearly each code.</summary>
    private const int BlockUnits = 500;

    /// <summary>Of a unit's newest scans.</summary>
    private const int LatestScans = 1000;

    /// <summary>Takes what was just reported of a batch: every scan at or after the time of a report counts.</summary>
    public async Task TakeAsync(Batch batch, IReadOnlyList<ReportedRange> ranges)
    {
        var signs = ranges.Where(range => StateSign.Of(range.Status) != null).ToList();
        if (signs.Count == 0)
            return;
        var timeline = await batches.TimelineAsync(batch);
        // Samples are for showing around, as specimens are.
        var most = batch.Specimen ? -1 : batch.Quantity - batch.Samples - 1;
        var runs = signs
            .SelectMany(range => timeline.Within(range.From, Math.Min(range.To, most)).Where(run => run.Status == range.Status)
                // It may correct an earlier report: they were gone before.
                .Select(run => run with { At = Math.Min(run.At, range.At ?? run.At) }))
            .ToList();
        if (runs.Count == 0)
            return;
        await scans.FlushAsync();
        foreach (var run in runs.Where(run => !IsShort(run)))
            await TakeAsync(batch, run);
        foreach (var block in runs.Where(IsShort).SelectMany(run => UnitsOf(batch, run).Select(unit => (Unit: unit, Run: run))).Chunk(BlockUnits))
            await TakeAsync(batch, block.GroupBy(unit => unit.Unit).ToDictionary(unit => unit.Key, unit => unit.MinBy(named => named.Run.At).Run));
    }

    private static bool IsShort(StatusRun run) => run.To - run.From < BlockUnits;

    private static IEnumerable<long> UnitsOf(Batch batch, StatusRun run)
    {
        for (var index = run.From; index <= run.To; index++)
            yield return UnitId.Of(batch.Number, (uint)index).Value;
    }

    private async Task TakeAsync(Batch batch, Dictionary<long, StatusRun> runs)
    {
        var units = await database.ReadAsync(session => ScannedUnitsStore.ListAsync(session, batch.BrandId, [.. runs.Keys], runs.Values.Min(run => run.At)));
        foreach (var portion in units.Chunk(PortionUnits))
            await TakeAsync(batch.BrandId, portion, unitId => runs[unitId]);
    }

    private async Task TakeAsync(Batch batch, StatusRun run)
    {
        var (from, to) = (UnitId.Of(batch.Number, (uint)run.From).Value, UnitId.Of(batch.Number, (uint)run.To).Value);
        IReadOnlyList<ScannedUnitRow> units;
        do
        {
            var first = from;
            units = await database.ReadAsync(session => ScannedUnitsStore.ListRangeAsync(session, batch.BrandId, (first, to), run.At, PortionUnits));
            await TakeAsync(batch.BrandId, units, _ => run);
            if (units.Count > 0)
                from = units[^1].UnitId + 1;
        }
        while (units.Count == PortionUnits);
    }

    private async Task TakeAsync(long brandId, IReadOnlyCollection<ScannedUnitRow> units, Func<long, StatusRun> runOf)
    {
        var findings = new List<(AnomalyId, Finding)>();
        foreach (var unit in units)
        {
            var run = runOf(unit.UnitId);
            var counted = (await scans.ListScansAsync(brandId, unit.UnitId, LatestScans)).Where(scan => scan.Recheck == 0 && scan.ScannedAt >= run.At).ToList();
            if (counted.MaxBy(scan => scan.ScannedAt) is not { } last)
                continue;
            var finding = new StateFinding(StateSign.Of(run.Status)!, last.ScannedAt, counted.Count, last.ScanId) { Country = last.Country };
            findings.Add((AnomalyId.OfUnit(unit.UnitId, finding.Kind), finding));
        }

        if (findings.Count > 0)
            await database.WriteAsync(session => recorder.TakeAsync(session, brandId, findings));
    }
}
