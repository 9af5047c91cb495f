namespace Trace.Server.Verification;

/// <summary>The stored scans of units, as far as a group of scans asks for them: each unit's are read once, and those of the group are added.</summary>
/// <param name="read">A unit's newest scans, before those of the group or with them.</param>
public sealed class KeptScans(Func<long, Task<IReadOnlyList<ScanRow>>> read)
{
    private readonly Dictionary<long, List<ScanRow>> _byUnit = [];

    public async ValueTask<IReadOnlyList<ScanRow>> OfAsync(long unitId)
    {
        if (!_byUnit.TryGetValue(unitId, out var scans))
            _byUnit.Add(unitId, scans = [.. await read(unitId)]);
        return scans;
    }

    /// <summary>A scan of the group, after it was judged.</summary>
    public void Add(ScanRow row)
    {
        if (_byUnit.TryGetValue(row.UnitId, out var scans))
            scans.Add(row);
    }
}

/// <summary>What is asked of a stored scan that is sent again.</summary>
public sealed record StoredId(long UnitId, long ScanId, long Ordinal, long DeviceScans, string Verdict);

/// <summary>The scans of a group that are stored, by the id they came with: those from before, as far as they were looked for, and those of the group.</summary>
internal sealed class StoredIds
{
    private readonly Dictionary<(long UnitId, long ScanId), StoredId> _byId = [];

    public void Add(StoredId stored) => _byId.TryAdd((stored.UnitId, stored.ScanId), stored);

    public StoredId? Find(ScanToStore scan) => scan.ScanId is { } id ? _byId.GetValueOrDefault((scan.UnitId, id)) : null;
}
