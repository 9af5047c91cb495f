using System.Globalization;
using Trace.Core.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Batches, the status of their units, and which products have imported serials, in memory for scans.</summary>
public sealed class BatchCatalog
{
    private const int Capacity = 100_000;

    /// <summary>Runs of all timelines together, 32 bytes each.</summary>
    private const int MaxRuns = 2_000_000;

    private readonly Cache<uint, Batch> _batches;
    private readonly Cache<uint, StatusTimeline> _timelines;
    private readonly Cache<uint, StatusHistory> _histories;
    private readonly Cache<string, object> _imported;

    public BatchCatalog(Database database)
    {
        // A batch never changes.
        _batches = new(number => database.ReadAsync(session => BatchesStore.FindForScanAsync(session, number)), Capacity);
        _timelines = new(
            (number, known) => database.ReadAsync(session => LoadTimelineAsync(session, number, known)), MaxRuns, timeline => timeline.Runs.Count + 1);
        _histories = new(
            (number, _) => database.ReadAsync(session => LoadHistoryAsync(session, number)), MaxRuns, history => history.Count + 1);
        _imported = new(gtin => database.ReadAsync(async session => (object?)await BatchesStore.HasImportedAsync(session, gtin)), Capacity);
        database.Changes.On(StatusReportsStore.Changed, RenewStatus, ForgetStatus);
        database.Changes.On(BatchesStore.Imported, _imported.Forget, _imported.ForgetAll);
    }

    public ValueTask<Batch?> FindAsync(uint number) => _batches.GetAsync(number);

    public async ValueTask<StatusTimeline> TimelineAsync(Batch batch) =>
        await _timelines.GetAsync(batch.Number) ?? throw new InvalidOperationException($"Batch {batch.Id} has no row.");

    /// <summary>The status of a unit as of a time: what was reported for later does not count.</summary>
    public async ValueTask<UnitStatus> StatusAtAsync(Batch batch, long index, DateTimeOffset time)
    {
        var at = time.ToUnixTimeMilliseconds();
        var (status, since) = (await TimelineAsync(batch)).Of(index);
        if (since <= at)
            return status;
        return (await _histories.GetAsync(batch.Number) ?? throw new InvalidOperationException($"Batch {batch.Id} has no row.")).Of(index, at);
    }

    /// <summary>Where the batch of a unit was sent; nowhere in particular for a unit of no batch.</summary>
    public async ValueTask<IReadOnlyList<string>> MarketsAsync(long unitId) => (await FindAsync(new UnitId(unitId).BatchNumber))?.Market ?? [];

    /// <summary>Whether any serial of this product was imported: if not, no scan need look for one.</summary>
    public async ValueTask<bool> HasImportedAsync(string gtin) => await _imported.GetAsync(gtin) is true;

    /// <remarks>A server of another version may say something else than a number.</remarks>
    private void RenewStatus(string number)
    {
        if (!uint.TryParse(number, CultureInfo.InvariantCulture, out var batch))
        {
            ForgetStatus();
            return;
        }

        _timelines.Renew(batch);
        _histories.Forget(batch);
    }

    private void ForgetStatus()
    {
        _timelines.ForgetAll();
        _histories.ForgetAll();
    }

    private static async Task<StatusHistory?> LoadHistoryAsync(Session session, uint number) =>
        await BatchesStore.FindForScanAsync(session, number) is { } batch
            ? new StatusHistory((await StatusReportsStore.ListAfterAsync(session, number, entry: 0)).Select(row => row.ToReport()), batch.InitialStatus)
            : null;

    private static async Task<StatusTimeline?> LoadTimelineAsync(Session session, uint number, StatusTimeline? known)
    {
        if (known == null && await BatchesStore.FindForScanAsync(session, number) is { } batch)
            known = StatusTimeline.Build([], batch.InitialStatus);
        return known?.With((await StatusReportsStore.ListAfterAsync(session, number, known.LastEntry)).Select(row => row.ToReport()).ToList());
    }
}
