using System.Buffers.Binary;
using System.Net;
using Trace.Core.Detection;
using IPNetwork = System.Net.IPNetwork;

namespace Trace.Server.Places;

/// <summary>Kinds of networks by prefix, of one family of addresses; the longest prefix decides.</summary>
/// <remarks>
/// Prefixes lie inside each other or apart, so they cut all addresses into stretches of one kind each, and an address needs one search: 0.1 µs in 30,000 prefixes,
/// where one dictionary a length took 2.5 µs.
/// </remarks>
public sealed class PrefixTable
{
    private readonly Dictionary<(UInt128 First, int Length), NetworkKind> _prefixes = [];

    /// <summary>Where each stretch begins, in order, and its kind; null is none.</summary>
    private UInt128[] _firsts = [];
    private NetworkKind?[] _kinds = [];

    /// <summary>False if it is there already, with another kind. To be found after <see cref="Freeze"/>.</summary>
    public bool TryAdd(IPNetwork network, NetworkKind kind)
    {
        var key = (Bits(network.BaseAddress), network.PrefixLength);
        return _prefixes.TryAdd(key, kind) || _prefixes[key] == kind;
    }

    public void Freeze()
    {
        var firsts = new List<UInt128>();
        var kinds = new List<NetworkKind?>();
        var around = new Stack<(UInt128 Last, NetworkKind Kind)>();
        foreach (var ((first, length), kind) in _prefixes.OrderBy(entry => entry.Key))
        {
            while (around.TryPeek(out var inner) && inner.Last < first)
                End();
            Begin(first, kind);
            around.Push((first | (length == 128 ? UInt128.Zero : UInt128.MaxValue >> length), kind));
        }

        while (around.Count > 0)
            End();
        (_firsts, _kinds) = ([.. firsts], [.. kinds]);
        _prefixes.Clear();

        void End()
        {
            var last = around.Pop().Last;
            if (last != UInt128.MaxValue)
                Begin(last + 1, around.TryPeek(out var outer) ? outer.Kind : null);
        }

        void Begin(UInt128 first, NetworkKind? kind)
        {
            if (firsts.Count > 0 && firsts[^1] == first)
            {
                kinds[^1] = kind;
                return;
            }

            firsts.Add(first);
            kinds.Add(kind);
        }
    }

    public NetworkKind? Find(IPAddress address)
    {
        if (_firsts.Length == 0)
            return null;
        var index = Array.BinarySearch(_firsts, Bits(address));
        // Not found: the complement of the place of the next stretch.
        index = index < 0 ? ~index - 1 : index;
        return index < 0 ? null : _kinds[index];
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
