using System.Diagnostics;
using Trace.Core.Detection;
using Trace.Server.Storage;
using Trace.Server.Telemetry;

namespace Trace.Server.Verification;

/// <summary>A row of <c>scan</c>: appended, never changed. <c>device_scans</c> counts the scans of this unit by this device, with this one.</summary>
public sealed record ScanRow(
    long UnitId,
    long ScannedAt,
    long ScanId,
    long BrandId,
    long Ordinal,
    long Recheck,
    long DeviceScans,
    string Verdict,
    string Signature,
    string Source,
    byte[]? DeviceHash,
    double? Latitude,
    double? Longitude,
    double? AccuracyMeters);

/// <summary>A row of <c>unit</c>: what is known of the scans of one unit without reading them. <c>state</c> is null or of an older version in older rows.</summary>
public sealed record UnitRow(long UnitId, long BrandId, long ScanCount, long FirstScannedAt, long LastScannedAt, byte[]? State);

/// <summary>Where scans are kept, and what is known of each unit.</summary>
public abstract class Scans
{
    /// <summary>A unit's newest scans, among which are those of the devices its state knows.</summary>
    private const int ScansForState = 4 * UnitState.MaxDevices;

    /// <summary>How many may append at the same time.</summary>
    public virtual int Writers => 1;

    /// <summary>Stores all of them in their order, in one transaction; they are durable when the call returns.</summary>
    public abstract Task<IReadOnlyList<StoredScan>> AppendAsync(IReadOnlyList<ScanToStore> scans);

    /// <summary>Null for a unit that was never scanned.</summary>
    public abstract Task<UnitState?> FindUnitAsync(long unitId);

    /// <summary>A unit's scans, the newest first.</summary>
    public abstract Task<IReadOnlyList<ScanRow>> ListScansAsync(long brandId, long unitId, int limit);

    /// <summary>Removes scans that are older than their brand keeps them, and what is known of their devices; the unit keeps its sums. In small transactions.</summary>
    /// <param name="oldest">By brand: Unix milliseconds before which scans go.</param>
    /// <param name="cancellationToken">Ends it between two transactions.</param>
    /// <returns>How many went.</returns>
    public abstract Task<long> RemoveOldAsync(IReadOnlyDictionary<long, long> oldest, CancellationToken cancellationToken);

    /// <summary>Brings what is in memory in line with the scans that are stored, before the first one.</summary>
    public virtual Task RecoverAsync() => Task.CompletedTask;

    /// <summary>Makes room for the scans of the next months, where that has to be made; once a day.</summary>
    public virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes what is known of units and not yet in their rows.</summary>
    public virtual Task FlushAsync() => Task.CompletedTask;

    /// <summary>What a scan is among those of its unit, and its row.</summary>
    protected static UnitState Add(UnitState state, ScanToStore scan, out ScanRow row, out StoredScan stored)
    {
        var at = scan.ScannedAt.ToUnixTimeMilliseconds();
        var started = Stopwatch.GetTimestamp();
        var after = state.With(at, scan.Device?.Current, state.Devices.Count == 0 ? null : scan.Device?.Previous(), out var effect);
        ServerMetrics.Detected(started);
        row = new ScanRow(
            scan.UnitId,
            at,
            PublicId.Create(),
            scan.BrandId,
            effect.Ordinal,
            effect.IsRecheck ? 1 : 0,
            effect.EarlierScansOfDevice + 1,
            scan.Verdict,
            scan.Signature,
            scan.Source,
            scan.Device is { } device ? DeviceHasher.ToBytes(device.Current) : null,
            scan.Latitude,
            scan.Longitude,
            scan.AccuracyMeters);
        stored = new StoredScan(row.ScanId, effect.Ordinal, DateTimeOffset.FromUnixTimeMilliseconds(after.FirstScannedAt), effect.EarlierScansOfDevice);
        return after;
    }

    /// <summary>What a row says of its unit; if its state is of an older version, its sums and the devices of the scans that are left.</summary>
    protected static async ValueTask<UnitState> StateOfAsync(UnitRow row, Func<int, Task<IReadOnlyList<ScanRow>>> newest)
    {
        if (UnitState.FromBytes(row.ScanCount, row.FirstScannedAt, row.LastScannedAt, row.State) is { } state)
            return state;
        var scans = (await newest(ScansForState)).Where(scan => scan.DeviceHash != null).Reverse()
            .Select(scan => new DeviceScans(DeviceHasher.FromBytes(scan.DeviceHash!), (uint)scan.DeviceScans, scan.ScannedAt, scan.Ordinal));
        return UnitState.Restore(row.ScanCount, row.FirstScannedAt, row.LastScannedAt, scans);
    }
}
