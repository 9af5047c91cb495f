using System.Net;
using System.Net.Sockets;
using IPNetwork = System.Net.IPNetwork;

namespace Trace.Server.Places;

/// <summary>A client's address as the address of a network: which one it is, and whether it is one of the Internet at all.</summary>
public static class ClientNetwork
{
    /// <summary>Private, shared (RFC 6598), loopback, link-local, multicast, reserved. Not examples such as 203.0.113.0/24: they stand for real ones in tests and lists.</summary>
    private static readonly IPNetwork[] LocalIPv4 =
    [
        .. new[] { "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3" }.Select(IPNetwork.Parse),
    ];

    /// <summary>Of IPv6 only this is given out at all.</summary>
    private static readonly IPNetwork GivenOut = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>An IPv4 address inside an IPv6 one (RFC 4291 mapped, RFC 3056 6to4, RFC 6052 NAT64) as what it is; all others as they are.</summary>
    public static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var from = address.IsIPv4MappedToIPv6 || Nat64.Contains(address) ? 12 : SixToFour.Contains(address) ? 2 : -1;
        if (from < 0)
            return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return new IPAddress(bytes.Slice(from, 4));
    }

    /// <summary>Whether an address says nothing of where its client is: everybody behind a proxy that is not configured has the same.</summary>
    /// <param name="address">As <see cref="Unwrap"/> has it.</param>
    public static bool IsLocal(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork)
            return !GivenOut.Contains(address);
        foreach (var network in LocalIPv4)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }

    /// <summary>The network an address is in where nothing better is known: its /24 of IPv4, its /48 of IPv6 (what one site gets).</summary>
    /// <param name="address">As <see cref="Unwrap"/> has it.</param>
    public static string Prefix(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var count);
        var kept = count == 4 ? 3 : 6;
        bytes[kept..count].Clear();
        return $"{new IPAddress(bytes[..count])}/{kept * 8}";
    }
}
