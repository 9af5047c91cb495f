using Trace.Core.Detection;

namespace Trace.Server.Verification;

/// <summary>Stored scans as the detector sees them.</summary>
internal static class Sightings
{
    /// <summary>A place without a radius is taken as exact to 5 km.</summary>
    private const double UnsaidRadiusKm = 5;

    /// <summary>The same as of the row that is made of it.</summary>
    public static Sighting Of(ScanToStore scan, UInt128? deviceBefore, long scanId) => new(
        scan.ScannedAt.ToUnixTimeMilliseconds(),
        scan.Device?.Current,
        deviceBefore,
        scan.Network?.Current,
        scan.Network?.Previous,
        scan.NetworkKind,
        PlaceOf(scan.Latitude, scan.Longitude, scan.AccuracyMeters),
        scan.Country,
        scanId);

    public static Sighting Of(ScanRow row) => new(
        row.ScannedAt,
        row.DeviceHash == null ? null : DeviceHasher.FromBytes(row.DeviceHash),
        row.DeviceBefore == null ? null : DeviceHasher.FromBytes(row.DeviceBefore),
        (ulong?)row.NetworkHash,
        (ulong?)row.NetworkBefore,
        (NetworkKind)row.NetworkKind,
        PlaceOf(row.Latitude, row.Longitude, row.AccuracyMeters),
        row.Country,
        row.ScanId);

    private static Disc? PlaceOf(double? latitude, double? longitude, double? accuracyMeters) =>
        latitude is { } north && longitude is { } east ? new Disc(north, east, accuracyMeters / 1000 ?? UnsaidRadiusKm) : null;

    /// <summary>The same whatever order they came in.</summary>
    public static UnitEvidence Fold(Sighting[] scans, IReadOnlyList<string> markets)
    {
        Array.Sort(scans, ByTime);
        var evidence = UnitEvidence.None;
        foreach (var scan in scans)
            evidence = evidence.With(scan, markets);
        return evidence;
    }

    /// <summary>By time, and those of one time in an order that is the same whichever came first.</summary>
    public static Comparer<Sighting> ByTime { get; } = Comparer<Sighting>.Create(static (one, other) =>
    {
        var byTime = one.At.CompareTo(other.At);
        return byTime != 0 ? byTime : Rank(one).CompareTo(Rank(other));
    });

    private static (UInt128, ulong, string, double, double, long) Rank(in Sighting scan) =>
        (scan.Device ?? default, scan.Network ?? 0, scan.Country ?? "", scan.Place?.Latitude ?? 0, scan.Place?.Longitude ?? 0, scan.ScanId);
}
