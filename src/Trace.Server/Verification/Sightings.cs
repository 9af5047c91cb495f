using Trace.Core.Detection;

namespace Trace.Server.Verification;

/// <summary>Stored scans as the detector sees them.</summary>
internal static class Sightings
{
    /// <summary>A place without a radius is taken as exact to 5 km.</summary>
    private const double UnsaidRadiusKm = 5;

    public static Sighting Of(ScanRow row) => new(
        row.ScannedAt,
        row.DeviceHash == null ? null : DeviceHasher.FromBytes(row.DeviceHash),
        row.DeviceBefore == null ? null : DeviceHasher.FromBytes(row.DeviceBefore),
        (ulong?)row.NetworkHash,
        (ulong?)row.NetworkBefore,
        (NetworkKind)row.NetworkKind,
        row is { Latitude: { } latitude, Longitude: { } longitude } ? new Disc(latitude, longitude, row.AccuracyMeters / 1000 ?? UnsaidRadiusKm) : null,
        row.Country,
        row.ScanId);

    /// <summary>The same whatever order they came in.</summary>
    public static UnitEvidence Fold(Sighting[] scans, IReadOnlyList<string> markets)
    {
        Array.Sort(scans, static (one, other) =>
        {
            var byTime = one.At.CompareTo(other.At);
            return byTime != 0 ? byTime : (one.Device ?? default, one.Network ?? 0, one.Country ?? "").CompareTo((other.Device ?? default, other.Network ?? 0, other.Country ?? ""));
        });
        var evidence = UnitEvidence.None;
        foreach (var scan in scans)
            evidence = evidence.With(scan, markets);
        return evidence;
    }
}
