using System.Runtime.CompilerServices;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Batches as people look for them: within the caller's brand, products and sites.</summary>
public sealed class BatchLists(Database database, BatchCatalog catalog, UnitSerials serials)
{
    private const int MaxTextLength = 100;

    public static Outcome<BatchFilter> ParseFilter(string? text, string? state)
    {
        if (text?.Length > MaxTextLength)
            return new Failure("invalid_request", $"Look for {MaxTextLength} characters at most.");
        return state == null || BatchStates.All.Contains(state)
            ? new BatchFilter(text?.Trim() ?? "", state)
            : new Failure("invalid_request", $"`state` is one of {string.Join(", ", BatchStates.All)}.");
    }

    /// <summary>Newest first.</summary>
    public async Task<Outcome<Page<Batch>>> ListAsync(Caller caller, BatchFilter filter, string? cursor, int limit)
    {
        if (!Paging.ParseByTime<uint>(cursor, limit, BatchId.TryParse, 0).TryGet(out var page, out var problem))
            return problem;
        var batches = await database.ReadAsync(session => BatchSearchStore.ListAsync(session, caller, filter, page.Before, page.Size + 1));
        return Paging.Of(batches, page.Size, batch => batch, batch => Paging.CursorOf(batch.CreatedAt.ToUnixTimeMilliseconds(), batch.Id));
    }

    /// <summary>All of them, newest first, read as they are taken.</summary>
    public async IAsyncEnumerable<Batch> StreamAsync(Caller caller, BatchFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = (long.MaxValue, 0u);
        while (true)
        {
            var batches = await database.ReadAsync(session => BatchSearchStore.ListAsync(session, caller, filter, before, Paging.MaxLimit), cancellationToken);
            foreach (var batch in batches)
                yield return batch;
            if (batches.Count < Paging.MaxLimit)
                yield break;
            before = (batches[^1].CreatedAt.ToUnixTimeMilliseconds(), batches[^1].Number);
        }
    }

    /// <summary>Null also for one that the caller may not see.</summary>
    public async Task<Batch?> FindAsync(Caller caller, string id) =>
        (await CodesApi.FindAsync(database, caller, id)).TryGet(out var batch, out _) ? batch : null;

    /// <summary>Where all codes of a batch that was found for the caller are.</summary>
    public async Task<BatchBalance> BalanceAsync(Batch batch) => BatchBalance.Of(batch, await catalog.TimelineAsync(batch));

    /// <summary>The serial of a unit of a batch that was found for the caller, who may download its codes or reads of this one in an anomaly; null if the batch has no such unit.</summary>
    public async Task<string?> SerialAsync(Batch batch, long index) =>
        index >= 0 && index < batch.Quantity ? await database.ReadAsync(session => serials.FindAsync(session, batch, index)) : null;
}
