using Trace.Core.Detection;
using Trace.Simulator.Geography;

namespace Trace.Simulator.Goods;

/// <summary>Somebody who scans, with what they scan by.</summary>
internal sealed class Person
{
    public required int Id { get; init; }

    public required Place Home { get; init; }

    public required bool HasVpn { get; init; }

    /// <summary>The one at home, and the carrier's.</summary>
    public required ulong HomeNetwork { get; init; }

    public required int Carrier { get; init; }

    /// <summary>The device or cookie in use; another one after the cookie was lost.</summary>
    public ulong Device { get; set; }

    /// <summary>Where, in which country and by which network the carrier's last address stood.</summary>
    public (Disc Place, string Country, ulong Network)? Mobile { get; set; }
}
