namespace Trace.Core.Detection;

/// <summary>By what kind of network a scan came. It says how far the place of its address may be off.</summary>
public enum NetworkKind : byte
{
    Unknown,
    Fixed,
    Mobile,

    /// <summary>A VPN or relay: its address says nothing of the place.</summary>
    Vpn,

    /// <summary>A data centre: the same.</summary>
    Hosting,
}
