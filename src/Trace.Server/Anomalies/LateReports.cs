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

    /// <summary>Of a unit's newest scans.</summary>
    private const int LatestScans = 1000;

    /// <summary>Takes what was just reported of a batch: every scan at or after the time of a report counts.</summary>
    public async Task TakeAsync(Batch batch, IReadOnlyList<ReportedRange> ranges)
    {
        var timeline = await batches.TimelineAsync(batch);
        // Samples are for showing around, as specimens are.
        var most = batch.Specimen ? -1 : batch.Quantity - batch.Samples - 1;
        var runs = ranges.Where(range => StateSign.Of(range.Status) != null)
            .SelectMany(range => timeline.Within(range.From, Math.Min(range.To, most)).Where(run => run.Status == range.Status)
                // It may correct an earlier report: they were gone before.
                .Select(run => run with { At = Math.Min(run.At, range.At ?? run.At) }))
            .ToList();
        if (runs.Count == 0)
            return;
        await scans.FlushAsync();
        foreach (var run in runs)
            await TakeAsync(batch, run, StateSign.Of(run.Status)!);
    }

    private async Task TakeAsync(Batch batch, StatusRun run, StateSign sign)
    {
        var (from, to) = (UnitId.Of(batch.Number, (uint)run.From).Value, UnitId.Of(batch.Number, (uint)run.To).Value);
        IReadOnlyList<ScannedUnitRow> units;
        do
        {
            units = await scans.ListUnitsAsync(batch.BrandId, from, to, run.At, PortionUnits);
            var findings = new Dictionary<long, Finding>();
            foreach (var unit in units)
            {
                var counted = (await scans.ListScansAsync(batch.BrandId, unit.UnitId, LatestScans)).Where(scan => scan.Recheck == 0 && scan.ScannedAt >= run.At).ToList();
                if (counted.MaxBy(scan => scan.ScannedAt) is { } last)
                    findings.Add(unit.UnitId, new StateFinding(sign, last.ScannedAt, unit.ScanCount, counted.Count, last.ScanId));
            }

            if (findings.Count > 0)
                await database.WriteAsync(session => WriteAsync(session, batch.BrandId, findings));
            if (units.Count > 0)
                from = units[^1].UnitId + 1;
        }
        while (units.Count == PortionUnits);
    }

    private async Task WriteAsync(Session session, long brandId, Dictionary<long, Finding> findings)
    {
        await AnomaliesStore.LockAsync(session, [.. findings.Keys]);
        var writing = recorder.Begin(session);
        await writing.ReadAsync(findings.Keys);
        foreach (var (unitId, finding) in findings)
            writing.Take(AnomalyId.OfUnit(unitId, finding.Kind), brandId, finding);
        await writing.SaveAsync();
    }
}
