namespace Trace.Server.Verification;

/// <summary>What is asked of a stored scan that is sent again.</summary>
public sealed record StoredId(long UnitId, long ScanId, long Ordinal, long DeviceScans, string Verdict);

/// <summary>The scans of a group that are stored, by the id they came with: those from before, as far as they were looked for, and those of the group.</summary>
internal sealed class StoredIds
{
    private readonly Dictionary<(long UnitId, long ScanId), StoredId> _byId = [];

    public void Add(StoredId stored) => _byId.TryAdd((stored.UnitId, stored.ScanId), stored);

    /// <summary>One that is stored now. Those without an id are never sent again.</summary>
    public void Add(ScanToStore scan, ScanRow row)
    {
        if (scan.ScanId != null)
            Add(new StoredId(row.UnitId, row.ScanId, row.Ordinal, row.DeviceScans, row.Verdict));
    }

    public StoredId? Find(ScanToStore scan) => scan.ScanId is { } id ? _byId.GetValueOrDefault((scan.UnitId, id)) : null;
}
