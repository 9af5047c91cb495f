using System.Net;
using System.Buffers.Binary;
using Trace.Core.Detection;
using IPNetwork = System.Net.IPNetwork;

namespace Trace.Server.Places;

/// <summary>Kinds of networks by prefix, of one family of addresses; the longest prefix decides.</summary>
/// <remarks>One dictionary a length: an address is looked up once for each length there is, about twenty in published lists.</remarks>
public sealed class PrefixTable
{
    private readonly SortedList<int, Dictionary<UInt128, NetworkKind>> _byLength = new(Comparer<int>.Create(static (a, b) => b.CompareTo(a)));

    /// <summary>False if it is there already, with another kind.</summary>
    public bool TryAdd(IPNetwork network, NetworkKind kind)
    {
        if (!_byLength.TryGetValue(network.PrefixLength, out var prefixes))
            _byLength.Add(network.PrefixLength, prefixes = []);
        var bits = Bits(network.BaseAddress);
        return prefixes.TryAdd(bits, kind) || prefixes[bits] == kind;
    }

    public NetworkKind? Find(IPAddress address)
    {
        if (_byLength.Count == 0)
            return null;
        var bits = Bits(address);
        for (var i = 0; i < _byLength.Count; i++)
        {
            var length = _byLength.GetKeyAtIndex(i);
            var prefix = length == 0 ? UInt128.Zero : bits & (UInt128.MaxValue << (128 - length));
            if (_byLength.GetValueAtIndex(i).TryGetValue(prefix, out var kind))
                return kind;
        }

        return null;
    }

    /// <summary>From the top bit down, so that lengths mean the same in both families.</summary>
    private static UInt128 Bits(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var count);
        bytes[count..].Clear();
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
