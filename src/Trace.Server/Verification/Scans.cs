using System.Diagnostics;
using Trace.Core.Detection;
using Trace.Core.Verification;
using Trace.Server.Anomalies;
using Trace.Server.Storage;
using Trace.Server.Telemetry;

namespace Trace.Server.Verification;

/// <summary>A row of <c>scan</c>: appended, and changed at most once, by the place a person shares. <c>device_scans</c> counts the scans of this unit by this device, with this one.</summary>
public record ScanRow(
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
    byte[]? DeviceBefore,
    long? NetworkHash,
    long? NetworkBefore,
    long NetworkKind,
    double? Latitude,
    double? Longitude,
    double? AccuracyMeters,
    string? Country);

/// <summary>
/// A row of <c>unit</c>: what is known of the scans of one unit without reading them. <c>state</c> is null or of an older version in older rows;
/// so is <c>evidence</c>, also where it has to be made again.
/// </summary>
public sealed record UnitRow(long UnitId, long BrandId, long ScanCount, long FirstScannedAt, long LastScannedAt, byte[]? State, byte[]? Evidence);

/// <summary>What is known of a unit: a fold over its scans in the order of their commits, and one in the order of their times.</summary>
/// <param name="State">The first.</param>
/// <param name="Evidence">The second; null if it has to be made again from the stored scans.</param>
public sealed record UnitHistory(UnitState State, UnitEvidence? Evidence)
{
    public static UnitHistory None { get; } = new(UnitState.None, UnitEvidence.None);
}

/// <summary>How many scans a unit has.</summary>
public sealed record ScannedUnitRow(long UnitId, long ScanCount);

/// <summary>What one more scan made of its unit, its row and its answer.</summary>
public readonly record struct AddedScan(UnitHistory History, ScanRow Row, StoredScan Answer);

/// <summary>Where scans are kept, and what is known of each unit.</summary>
public abstract partial class Scans
{
    /// <summary>A unit's newest scans, among which are those of the devices its state knows.</summary>
    private const int ScansForState = 4 * UnitState.MaxDevices;

    /// <summary>So many of a unit's newest scans make its evidence again.</summary>
    internal const int ForEvidence = 5000;

    /// <summary>The source of scans that were made elsewhere and come in any order.</summary>
    public const string ImportSource = "import";

    /// <summary>Where those that are stored are counted; null where nobody counts.</summary>
    public ScanCounts? Counts { get; init; }

    /// <summary>How many may append at the same time.</summary>
    public virtual int Writers => 1;

    /// <summary>Stores all of them in their order, in one transaction; they are durable when the call returns.</summary>
    public abstract Task<IReadOnlyList<StoredScan>> AppendAsync(IReadOnlyList<ScanToStore> scans);

    /// <summary>Null for a unit that was never scanned.</summary>
    public abstract Task<UnitHistory?> FindUnitAsync(long unitId);

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

    /// <summary>Counts what a transaction stored, after its commit.</summary>
    protected void Count(IReadOnlyList<StoredScan> stored)
    {
        if (Counts == null)
            return;
        foreach (var scan in stored)
        {
            if (scan.Row != null)
                Counts.Add(scan.Row);
        }
    }

    /// <summary>Whether the evidence of a unit has to be made again from all its scans and one more, because it is not known or that one is older than the newest.</summary>
    /// <remarks>Scans of this moment are never late, however clocks differ: the public must not be able to make each of its scans cost as much as all.</remarks>
    private static bool IsLate(UnitHistory unit, string source, long at) =>
        unit.Evidence is not { } evidence || (source == ImportSource && at <= evidence.LastAt);

    /// <summary>Whether a scan that has an id may be stored already: it is looked for only where its unit was scanned then or later, so that a first import looks for nothing.</summary>
    protected static bool MayBeStored(UnitHistory unit, ScanToStore scan) =>
        scan.ScanId != null && scan.ScannedAt.ToUnixTimeMilliseconds() <= unit.State.LastScannedAt;

    /// <summary>What a scan is answered that is stored already: its verdict then, the score of its unit now.</summary>
    protected static async ValueTask<StoredScan> AgainAsync(UnitHistory unit, ScanToStore scan, StoredId stored, KeptScans kept)
    {
        var evidence = unit.Evidence ?? await kept.NowAsync(scan);
        return new StoredScan(
            stored.ScanId,
            stored.Ordinal,
            DateTimeOffset.FromUnixTimeMilliseconds(unit.State.FirstScannedAt),
            stored.DeviceScans - 1,
            new Judgement(Enum.Parse<Verdict>(stored.Verdict), []),
            evidence.Score);
    }

    /// <summary>A unit after one more scan, with the scan's row and its answer. A late one is judged by what was before it; the unit's evidence then is what <see cref="KeptScans.FindNow"/> says at the end.</summary>
    /// <param name="unit">What is known of the unit.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="kept">The stored scans of the group's units.</param>
    /// <param name="anomalies">Those of this transaction; null where none are kept.</param>
    protected static async ValueTask<AddedScan> AddAsync(UnitHistory unit, ScanToStore scan, KeptScans kept, AnomalyWriting? anomalies)
    {
        var started = Stopwatch.GetTimestamp();
        var at = scan.ScannedAt.ToUnixTimeMilliseconds();
        // Where no device is known, an older hash can be known to nobody; but scans from elsewhere may bring older ones later.
        var before = unit.State.Devices.Count == 0 && scan.Source != ImportSource ? null : scan.Device?.Previous();
        var state = unit.State.With(at, scan.Device?.Current, before, out var effect);
        var sighting = Sightings.Of(scan, before, scan.ScanId ?? PublicId.Create());
        var isLate = IsLate(unit, scan.Source, at);
        var evidence = isLate ? await kept.AddAsync(scan, sighting) : unit.Evidence!.With(sighting, scan.Markets);
        var kind = evidence.Kind(scan.Thresholds);
        ServerMetrics.Detected(started);
        if (anomalies != null && AnomalyWriting.Concerns(scan, evidence))
            kind = await anomalies.TakeAsync(scan, evidence, state.ScanCount, effect.IsRecheck, sighting.ScanId);
        var judgement = JudgementOf(scan, evidence, kind);
        var row = RowOf(scan, sighting, effect, judgement.Verdict);
        return new AddedScan(
            new UnitHistory(state, isLate ? null : evidence),
            row,
            new StoredScan(row.ScanId, effect.Ordinal, DateTimeOffset.FromUnixTimeMilliseconds(state.FirstScannedAt), effect.EarlierScansOfDevice, judgement, evidence.Score) { Row = row });
    }

    /// <param name="scan">The scan.</param>
    /// <param name="evidence">Its unit's history with it.</param>
    /// <param name="kind">What that counts as, people's decisions included.</param>
    private static Judgement JudgementOf(ScanToStore scan, UnitEvidence evidence, EvidenceKind kind)
    {
        var history = evidence.LastIsFirstObject || evidence.Score < scan.Thresholds.Caution ? EvidenceKind.None : kind;
        return Judge.Issued(scan.Facts with { History = history }, DateOnly.FromDateTime(scan.ScannedAt.UtcDateTime));
    }

    /// <summary>After a group: what the units of which late scans came look like as a whole.</summary>
    protected static async ValueTask TakeWholeAsync(AnomalyWriting writing, IReadOnlyList<ScanToStore> scans, KeptScans kept, Func<long, UnitHistory?> history)
    {
        foreach (var scan in scans.DistinctBy(scan => scan.UnitId))
        {
            if (kept.FindNow(scan.UnitId) is { } evidence && history(scan.UnitId) is { } unit)
                await writing.TakeWholeAsync(scan, evidence, unit.State.ScanCount);
        }
    }

    /// <summary>A unit after one more of its stored scans. The evidence is to be made again if the scan was late.</summary>
    protected static UnitHistory WithStored(UnitHistory unit, ScanRow row, IReadOnlyList<string> markets)
    {
        var sighting = Sightings.Of(row);
        var state = unit.State.WithStored(row.ScannedAt, sighting.Device, new ScanEffect(row.Ordinal, row.Recheck != 0, (uint)row.DeviceScans - 1));
        return new UnitHistory(state, IsLate(unit, row.Source, row.ScannedAt) ? null : unit.Evidence!.With(sighting, markets));
    }

    private static ScanRow RowOf(ScanToStore scan, in Sighting sighting, in ScanEffect effect, Verdict verdict) => new(
        scan.UnitId,
        sighting.At,
        sighting.ScanId,
        scan.BrandId,
        effect.Ordinal,
        effect.IsRecheck ? 1 : 0,
        effect.EarlierScansOfDevice + 1,
        verdict.ToString(),
        scan.Signature.ToString(),
        scan.Source,
        scan.Device is { } device ? DeviceHasher.ToBytes(device.Current) : null,
        sighting.DeviceBefore is { } hash ? DeviceHasher.ToBytes(hash) : null,
        (long?)scan.Network?.Current,
        (long?)scan.Network?.Previous,
        (long)scan.NetworkKind,
        scan.Latitude,
        scan.Longitude,
        scan.AccuracyMeters,
        scan.Country);

    /// <summary>Nothing of devices and places is kept longer than their scans: the evidence is made again from those that are left.</summary>
    protected static UnitHistory WithoutBefore(UnitHistory unit, long time) => new(unit.State.WithoutDevicesBefore(time), Evidence: null);

    /// <summary>What a row says of its unit; if its state is of an older version, its sums and the devices of the scans that are left.</summary>
    protected static async ValueTask<UnitHistory> HistoryOfAsync(UnitRow row, Func<int, Task<IReadOnlyList<ScanRow>>> newest)
    {
        var evidence = UnitEvidence.FromBytes(row.Evidence);
        if (UnitState.FromBytes(row.ScanCount, row.FirstScannedAt, row.LastScannedAt, row.State) is { } state)
            return new UnitHistory(state, evidence);
        var scans = (await newest(ScansForState)).Where(scan => scan.DeviceHash != null).Reverse()
            .Select(scan => new DeviceScans(DeviceHasher.FromBytes(scan.DeviceHash!), (uint)scan.DeviceScans, scan.ScannedAt, scan.Ordinal));
        return new UnitHistory(UnitState.Restore(row.ScanCount, row.FirstScannedAt, row.LastScannedAt, scans), evidence);
    }
}
