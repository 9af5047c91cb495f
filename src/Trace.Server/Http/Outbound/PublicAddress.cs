using System.Net;
using System.Net.Sockets;

namespace Trace.Server.Http.Outbound;

/// <summary>Tells addresses of the public Internet from those that lead to this machine, its networks, or nowhere.</summary>
/// <remarks>
/// The IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its successors). Of IPv6 only 2000::/3 is given out at all. An IPv4 address inside an
/// IPv6 one (RFC 4291 mapped, RFC 3056 6to4, RFC 6052 NAT64) counts as what it is, since that is where it leads.
/// </remarks>
public static class PublicAddress
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Of 2000::/3: IETF protocols (Teredo, benchmarks, ORCHID), documentation.
            "2001::/23", "2001:db8::/32", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GivenOut = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool Is(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var bytes = address.GetAddressBytes();
            if (address.IsIPv4MappedToIPv6 || Nat64.Contains(address))
                return Is(new IPAddress(bytes.AsSpan(12)));
            if (SixToFour.Contains(address))
                return Is(new IPAddress(bytes.AsSpan(2, 4)));
            if (!GivenOut.Contains(address))
                return false;
        }

        return !NotPublic.Any(network => network.Contains(address));
    }
}
