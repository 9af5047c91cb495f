using System.Data.Common;
using Trace.Core.Codes;
using Trace.Core.Detection;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Anomalies;

/// <summary>Batches of which many codes look copied a few times each, which no single code can show. Once a day, the first time a while after the start.</summary>
/// <remarks>Several servers may do it at once: each finds the same, and who comes later finds nothing new.</remarks>
public sealed class CopiedBatches(
    Database database, Scans scans, BatchCatalog batches, BrandCatalog brands, AnomalyRecorder recorder, TimeProvider clock, ILogger<CopiedBatches> log) : BackgroundService
{
    /// <summary>A batch is looked at again when it has so many more scans; what copies add shows in a fiftieth part more.</summary>
    private const double Growth = 1.02;

    private const int PageUnits = 5000;

    /// <summary>So many other batches tell what honest ones of the brand show.</summary>
    private const int OtherBatches = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(15);

    private readonly BatchPools _pools = new(database, scans);

    /// <summary>Judges all batches that have more scans than when they were judged last, and returns how many that were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await scans.FlushAsync();
        var known = await database.ReadAsync(BatchPoolsStore.ListScansAsync, cancellationToken);
        var grown = new List<Batch>();
        foreach (var (number, units, count) in await CountAsync(cancellationToken))
        {
            if (count < known.GetValueOrDefault(number) * Growth || await batches.FindAsync(number) is not { Specimen: false } batch)
                continue;
            // First all of them, so that what is usual for the brand is the same for each.
            var evidence = await _pools.FoldAsync(batch, units, cancellationToken);
            await database.WriteAsync(session => BatchPoolsStore.PutAsync(session, new BatchPoolsRow(number, batch.BrandId, count, evidence.ToBytes())), cancellationToken);
            grown.Add(batch);
        }

        foreach (var ofBrand in grown.GroupBy(batch => batch.BrandId))
            await JudgeAsync(ofBrand.Key, ofBrand, cancellationToken);
        return grown.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            await Task.Delay(AfterStart, clock, stoppingToken);
            do
            {
                try
                {
                    await RunAsync(stoppingToken);
                }
                catch (DbException exception)
                {
                    AnomaliesLog.BatchesNotJudged(log, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops; tomorrow these batches have more scans still.
        }
    }

    /// <summary>How many scanned units and scans each batch has. Units of a batch follow each other.</summary>
    private async Task<List<(uint Number, long Units, long Scans)>> CountAsync(CancellationToken cancellationToken)
    {
        var counts = new List<(uint Number, long Units, long Scans)>();
        IReadOnlyList<ScannedUnitRow> units;
        var after = -1L;
        do
        {
            var from = after;
            units = await database.ReadAsync(session => ScannedUnitsStore.ListAfterAsync(session, from, PageUnits), cancellationToken);
            foreach (var unit in units)
            {
                var number = new UnitId(unit.UnitId).BatchNumber;
                if (counts.Count > 0 && counts[^1].Number == number)
                    counts[^1] = (number, counts[^1].Units + 1, counts[^1].Scans + unit.ScanCount);
                else
                    counts.Add((number, 1, unit.ScanCount));
            }

            if (units.Count > 0)
                after = units[^1].UnitId;
        }
        while (units.Count == PageUnits);
        return counts;
    }

    private async Task JudgeAsync(long brandId, IEnumerable<Batch> judged, CancellationToken cancellationToken)
    {
        var threshold = ((await brands.FindBrandAsync(brandId))?.Thresholds ?? EvidenceSettings.Default).CopiedBatch;
        var (rows, copied) = await database.ReadAsync(
            async session => (await BatchPoolsStore.ListAsync(session, brandId, OtherBatches), await AnomaliesStore.ListCopiedBatchesAsync(session, brandId)), cancellationToken);
        var others = new Dictionary<uint, BatchEvidence>();
        foreach (var row in rows)
        {
            if (!copied.Contains(UnitId.Of((uint)row.Number, 0).Value) && BatchEvidence.FromBytes(row.Evidence) is { } evidence)
                others.Add((uint)row.Number, evidence);
        }

        foreach (var batch in judged)
        {
            if (await database.ReadAsync(session => BatchPoolsStore.FindAsync(session, batch.Number), cancellationToken) is not { } bytes || BatchEvidence.FromBytes(bytes) is not { } evidence)
                continue;
            var baseline = PoolBaseline.Of([.. others.Where(other => other.Key != batch.Number).Select(other => other.Value)]);
            if (evidence.Score(baseline) >= threshold)
                await TakeAsync(batch, new BatchFinding(evidence, baseline), cancellationToken);
        }
    }

    private Task TakeAsync(Batch batch, BatchFinding finding, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var id = AnomalyId.OfBatch(batch.Number, AnomalyKind.CopiedBatch);
            await AnomaliesStore.LockAsync(session, id.SubjectId);
            var writing = recorder.Begin(session);
            await writing.ReadAsync([id.SubjectId]);
            writing.Take(id, batch.BrandId, finding);
            await writing.SaveAsync();
        },
        cancellationToken);
}

internal static partial class AnomaliesLog
{
    [LoggerMessage(8001, LogLevel.Warning, "Batches could not be looked at for copies; it is tried again in a day.")]
    public static partial void BatchesNotJudged(ILogger logger, Exception exception);
}
