using System.Data.Common;
using Trace.Core.Codes;
using Trace.Core.Detection;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Anomalies;

/// <summary>Batches of which many codes look copied a few times each, which no single code can show. Once a day, the first time a while after the start.</summary>
/// <remarks>Several servers may do it at once: each finds the same.</remarks>
public sealed class CopiedBatches(
    Database database, Scans scans, BatchCatalog batches, BrandCatalog brands, AnomalyRecorder recorder, TimeProvider clock, ILogger<CopiedBatches> log) : RepeatedWork(TimeSpan.FromDays(1), clock, TimeSpan.FromMinutes(15))
{
    /// <summary>A batch is looked at again when it has so many more scans; what copies add shows in a fiftieth part more.</summary>
    private const double Growth = 1.02;

    private const int PageUnits = 5000;

    /// <summary>So many other batches tell what honest ones of the brand show.</summary>
    private const int OtherBatches = 500;

    /// <summary>Pools know cities, so they are made anew of the scans that are still kept, also where none came.</summary>
    private static readonly double KeptMilliseconds = TimeSpan.FromDays(30).TotalMilliseconds;

    private readonly BatchPools _pools = new(database, scans);

    /// <summary>Judges all batches that have more scans than when they were judged last, and returns how many that were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await scans.FlushAsync();
        var made = new List<(Batch Batch, long Scans)>();
        // First all of them are made, so that what is usual for the brand is the same for each.
        foreach (var (number, units, count) in await CountAsync(cancellationToken))
        {
            if (await batches.FindAsync(number) is { Specimen: false } batch && await TryAsync(batch, () => MakeAsync(batch, units, count, cancellationToken)))
                made.Add((batch, count));
        }

        foreach (var ofBrand in made.GroupBy(batch => batch.Batch.BrandId))
            await JudgeAsync(ofBrand.Key, ofBrand, cancellationToken);
        return made.Count;
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    protected override void LogFailure(DbException exception) => AnomaliesLog.BatchesNotJudged(log, exception);

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

    /// <summary>Makes the pools of a batch, unless they were made of nearly all of its scans not long ago.</summary>
    private async Task<bool> MakeAsync(Batch batch, long units, long count, CancellationToken cancellationToken)
    {
        var known = await database.ReadAsync(session => BatchPoolsStore.FindAsync(session, batch.Number), cancellationToken);
        var now = Clock.GetUtcNow();
        if (known != null && count < known.Scans * Growth && now.ToUnixTimeMilliseconds() - known.MadeAt < KeptMilliseconds)
            return false;
        var evidence = await _pools.FoldAsync(batch, units, cancellationToken);
        var row = new BatchPoolsRow(batch.Number, batch.BrandId, known?.Scans ?? 0, now.ToUnixTimeMilliseconds(), evidence.ToBytes());
        await database.WriteAsync(session => BatchPoolsStore.PutAsync(session, row), cancellationToken);
        return true;
    }

    private async Task JudgeAsync(long brandId, IEnumerable<(Batch Batch, long Scans)> judged, CancellationToken cancellationToken)
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

        foreach (var (batch, count) in judged)
        {
            await TryAsync(batch, async () =>
            {
                var row = await database.ReadAsync(session => BatchPoolsStore.FindAsync(session, batch.Number), cancellationToken);
                if (BatchEvidence.FromBytes(row?.Evidence) is not { } evidence)
                    return false;
                var baseline = PoolBaseline.Of([.. others.Where(other => other.Key != batch.Number).Select(other => other.Value)]);
                await TakeAsync(batch, count, evidence.Score(baseline) >= threshold ? new BatchFinding(evidence, baseline) : null, cancellationToken);
                return true;
            });
        }
    }

    /// <summary>What is wrong with one batch keeps no other from being looked at.</summary>
    private async Task<bool> TryAsync(Batch batch, Func<Task<bool>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            AnomaliesLog.BatchNotJudged(log, batch.Id, exception);
            return false;
        }
    }

    private Task TakeAsync(Batch batch, long scanned, BatchFinding? finding, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await BatchPoolsStore.SetJudgedAsync(session, batch.Number, scanned);
            if (finding != null)
                await recorder.TakeAsync(session, batch.BrandId, (AnomalyId.OfBatch(batch.Number, finding.Kind), finding));
        },
        cancellationToken);
}

internal static partial class AnomaliesLog
{
    [LoggerMessage(8001, LogLevel.Warning, "Batches could not be looked at for copies; it is tried again in a day.")]
    public static partial void BatchesNotJudged(ILogger logger, Exception exception);

    [LoggerMessage(8003, LogLevel.Error, "Batch {Batch} could not be looked at for copies.")]
    public static partial void BatchNotJudged(ILogger logger, string batch, Exception exception);
}
