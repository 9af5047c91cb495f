using Trace.Core.Detection;

namespace Trace.Server.Places;

/// <summary>What an address says, once the address itself is dropped. The default value says nothing.</summary>
/// <param name="Place">Null where it is not known, and for a VPN, a relay or a data centre, whose place is not that of the person.</param>
/// <param name="Country">ISO 3166-1 alpha-2; may be known where the place is not.</param>
/// <param name="Kind">The kind of network.</param>
/// <param name="NetworkName">What a network is told apart by, to be hashed and never kept: <c>AS3320</c>, else the /24 of IPv4 or the /48 of IPv6. Null for addresses that are
/// of no network of the Internet.</param>
public readonly record struct PlacedNetwork(Disc? Place, string? Country, NetworkKind Kind, string? NetworkName);
