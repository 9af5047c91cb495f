using System.Collections.Frozen;
using Trace.Core.Verification;
using Trace.Server.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>Units whose every scan gets caution, in memory by batch for scans.</summary>
public sealed class BlockedUnits
{
    /// <summary>Batches and their blocks together.</summary>
    private const int Capacity = 1_000_000;

    private readonly Cache<uint, FrozenDictionary<long, Reason>> _byBatch;

    public BlockedUnits(Database database)
    {
        _byBatch = new((number, _) => database.ReadAsync(session => LoadAsync(session, number)), Capacity, blocked => blocked.Count + 1);
        database.Changes.On(UnitBlocksStore.Changed, Forget, _byBatch.ForgetAll);
    }

    /// <summary>What people are told; null for a unit that is not blocked.</summary>
    public async ValueTask<Reason?> FindAsync(Batch batch, long index) =>
        await _byBatch.GetAsync(batch.Number) is { Count: > 0 } blocked ? blocked.GetValueOrDefault(index) : null;

    /// <remarks>A server of another version may say something else than a batch.</remarks>
    private void Forget(string batch)
    {
        if (BatchId.TryParse(batch, out var number))
            _byBatch.Forget(number);
        else
            _byBatch.ForgetAll();
    }

    private static async Task<FrozenDictionary<long, Reason>?> LoadAsync(Session session, uint number)
    {
        var blocked = new Dictionary<long, Reason>();
        foreach (var row in await UnitBlocksStore.ListAsync(session, number))
            blocked[row.ItemIndex] = Reason.Blocked(row.Text);
        return blocked.ToFrozenDictionary();
    }
}
