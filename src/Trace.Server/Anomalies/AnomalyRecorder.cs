using Trace.Core.Codes;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Server.Webhooks;

namespace Trace.Server.Anomalies;

/// <summary>Opens anomalies and lets them grow, in the transaction of what shows them.</summary>
public sealed class AnomalyRecorder(BatchCatalog batches, UnitSerials serials, WebhookOutbox outbox, TimeProvider clock)
{
    /// <param name="session">A transaction in which nobody else changes anomalies of the same subjects: on PostgreSQL they are locked (<see cref="AnomaliesStore.LockAsync"/>).</param>
    public AnomalyWriting Begin(Session session) => new(this, session, clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Takes what no scan of the transaction shows: each subject is locked first, and written with the others.</summary>
    public async Task TakeAsync(Session session, long brandId, params IReadOnlyCollection<(AnomalyId Id, Finding Finding)> findings)
    {
        var subjects = findings.Select(found => found.Id.SubjectId).Distinct().ToArray();
        await AnomaliesStore.LockAsync(session, subjects);
        var writing = Begin(session);
        await writing.ReadAsync(subjects);
        foreach (var (id, finding) in findings)
            writing.Take(id, brandId, finding);
        await writing.SaveAsync();
    }

    /// <summary>A new row with what is known of its subject; null if there is no such batch.</summary>
    internal async Task<AnomalyRow?> DescribeAsync(Session session, AnomalyRow row)
    {
        if (row.Slot == AnomalyKind.Guessing.Slot())
            return row;
        var unit = new UnitId(row.SubjectId);
        if (await batches.FindAsync(unit.BatchNumber) is not { } batch)
            return null;
        return row with
        {
            BatchNumber = batch.Number,
            Gtin = batch.Gtin.Value,
            Site = batch.Site,
            Serial = AnomalyKinds.IsOfUnit(row.Slot) ? await serials.FindAsync(session, batch, unit.Index) : null,
        };
    }

    /// <summary>Tells the brand of rows that are in this transaction.</summary>
    internal Task TellAsync(Session session, long brandId, string eventType, IReadOnlyCollection<AnomalyRow> rows) => outbox.AddAsync(
        session,
        brandId,
        eventType,
        [.. rows.Select(row => ($"anomaly_{row.Id}_{PublicId.Format(PublicId.Create())}", row.ToEvent()))],
        ServerJson.Default.AnomalyEvent);
}
