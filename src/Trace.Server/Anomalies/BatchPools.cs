using Trace.Core.Codes;
using Trace.Core.Detection;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Anomalies;

/// <summary>What the scans of a batch say together, made of those that are kept.</summary>
/// <remarks>It is the same in whatever order they came, and no scan pays for it.</remarks>
internal sealed class BatchPools(Database database, Scans scans)
{
    private const int PageUnits = 500;

    /// <summary>Of a batch with more, each second, third, … scanned unit is looked at: that many say as much, and fit into memory.</summary>
    private const int MostUnits = 100_000;

    /// <param name="batch">The batch.</param>
    /// <param name="scanned">How many of its units were scanned.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<BatchEvidence> FoldAsync(Batch batch, long scanned, CancellationToken cancellationToken)
    {
        var (events, step, place) = (new List<PoolEvent>(), 1 + (scanned - 1) / MostUnits, 0L);
        // Samples are for showing around.
        var (from, to) = (UnitId.Of(batch.Number, 0).Value, UnitId.Of(batch.Number, (uint)(batch.Quantity - 1)).Value - batch.Samples);
        IReadOnlyList<ScannedUnitRow> units;
        do
        {
            var first = from;
            units = await database.ReadAsync(session => ScannedUnitsStore.ListRangeAsync(session, batch.BrandId, (first, to), scannedAt: 0, PageUnits), cancellationToken);
            foreach (var unit in units.Where(_ => place++ % step == 0))
                AddEvents(events, await scans.ListScansAsync(batch.BrandId, unit.UnitId, Scans.ForEvidence), batch.Market);
            if (units.Count > 0)
                from = units[^1].UnitId + 1;
        }
        while (units.Count == PageUnits);

        return events.OrderBy(pooled => pooled.At).Aggregate(BatchEvidence.None, static (evidence, pooled) => evidence.With(pooled));
    }

    private static void AddEvents(List<PoolEvent> events, IReadOnlyList<ScanRow> rows, IReadOnlyList<string> markets)
    {
        var evidence = UnitEvidence.None;
        foreach (var scan in rows.Select(Sightings.Of).Order(Sightings.ByTime))
        {
            var after = evidence.With(scan, markets);
            if (evidence.ForPools(scan, after, markets) is { } pooled)
                events.Add(pooled);
            evidence = after;
        }
    }
}
