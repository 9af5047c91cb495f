using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Trace.Server.RateLimits;

/// <summary>An address as a number to count by: all 32 bits of IPv4, the network half of IPv6, of which one customer has all.</summary>
public static class ClientKey
{
    public static UInt128 Of(IPAddress? address)
    {
        if (address == null)
            return UInt128.Zero;
        Span<byte> bytes = stackalloc byte[16];
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new UInt128(4, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new UInt128(6, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
