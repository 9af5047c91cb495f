namespace Trace.Core.Detection;

/// <summary>What the detector sees of a scan. Hashes are keyed and scoped to the one unit; nothing here names a person.</summary>
/// <param name="At">When, Unix milliseconds.</param>
/// <param name="Device">The device's hash; null if it said none.</param>
/// <param name="DeviceBefore">Its hash under the key before, by which older scans know it.</param>
/// <param name="Network">The network's hash, under a key of the week; null if not known.</param>
/// <param name="NetworkBefore">Its hash under the key before.</param>
/// <param name="Kind">The kind of network. The place of a VPN or a data centre counts as unknown.</param>
/// <param name="Place">Where; null is unknown, which is never evidence.</param>
/// <param name="Country">ISO 3166-1 alpha-2; null if not known.</param>
/// <param name="ScanId">Names the scan in the reasons; weighs nothing.</param>
public readonly record struct Sighting(
    long At,
    UInt128? Device,
    UInt128? DeviceBefore,
    ulong? Network,
    ulong? NetworkBefore,
    NetworkKind Kind,
    Disc? Place,
    string? Country,
    long ScanId = 0)
{
    /// <summary>The place, unless the network says that it means nothing.</summary>
    public Disc? KnownPlace => Kind is NetworkKind.Vpn or NetworkKind.Hosting ? null : Place;

    /// <summary>The country, under the same condition.</summary>
    public string? KnownCountry => Kind is NetworkKind.Vpn or NetworkKind.Hosting ? null : Country;
}
