namespace Trace.Core.Detection;

/// <summary>What is known of one device's scans of one unit.</summary>
/// <param name="Hash">The device's hash, 16 bytes as a number, under the newest key it was seen with.</param>
/// <param name="Scans">How many scans.</param>
/// <param name="LastScannedAt">When the last one was, Unix milliseconds.</param>
/// <param name="LastOrdinal">Its number among the unit's scans.</param>
public readonly record struct DeviceScans(UInt128 Hash, uint Scans, long LastScannedAt, long LastOrdinal);
