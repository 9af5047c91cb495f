using Trace.Core.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Batches, the status of their units, and which products have imported serials, in memory for scans.</summary>
public sealed class BatchCatalog(Database database)
{
    private const int Capacity = 100_000;

    /// <summary>Runs of all timelines together, 32 bytes each.</summary>
    private const int MaxRuns = 2_000_000;

    private readonly Cache<uint, Batch> _batches = new(
        number => database.ReadAsync(session => BatchesStore.FindForScanAsync(session, number)), Capacity);

    private readonly Cache<uint, StatusTimeline> _timelines = new(
        (number, known) => database.ReadAsync(session => LoadTimelineAsync(session, number, known)), MaxRuns, timeline => timeline.Runs.Count + 1);

    private readonly Cache<string, object> _imported = new(
        gtin => database.ReadAsync(async session => (object?)await BatchesStore.HasImportedAsync(session, gtin)), Capacity);

    public ValueTask<Batch?> FindAsync(uint number) => _batches.GetAsync(number);

    public async ValueTask<StatusTimeline> TimelineAsync(Batch batch) =>
        await _timelines.GetAsync(batch.Number) ?? throw new InvalidOperationException($"Batch {batch.Id} has no row.");

    /// <summary>Whether any serial of this product was imported: if not, no scan need look for one.</summary>
    public async ValueTask<bool> HasImportedAsync(string gtin) => await _imported.GetAsync(gtin) is true;

    /// <summary>To be called after a status report was committed, or may have been.</summary>
    public void RenewTimeline(uint number) => _timelines.Renew(number);

    /// <summary>To be called after an import was committed.</summary>
    public void ForgetImported(string gtin) => _imported.Forget(gtin);

    private static async Task<StatusTimeline?> LoadTimelineAsync(Session session, uint number, StatusTimeline? known)
    {
        if (known == null && await BatchesStore.FindForScanAsync(session, number) is { } batch)
            known = StatusTimeline.Build([], batch.InitialStatus);
        return known?.With((await StatusReportsStore.ListAfterAsync(session, number, known.LastEntry)).Select(row => row.ToReport()).ToList());
    }
}
