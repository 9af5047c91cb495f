using System.Buffers;
using System.Buffers.Binary;

namespace Trace.Core.TransparencyLog;

/// <summary>Entries one after the other, each behind its length: two bytes, big-endian.</summary>
/// <remarks>C2SP tlog-tiles, "Log entries".</remarks>
public ref struct EntryBundle(ReadOnlySpan<byte> bytes)
{
    public const int MaxEntryBytes = ushort.MaxValue;

    private const int LengthBytes = 2;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether every byte belonged to an entry: to be asked after the last one.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>False at the end, and where the bytes that are left are no whole entry.</summary>
    public bool TryNext(out ReadOnlySpan<byte> entry)
    {
        entry = default;
        if (_rest.Length < LengthBytes)
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(_rest);
        if (_rest.Length - LengthBytes < length)
            return false;
        entry = _rest.Slice(LengthBytes, length);
        _rest = _rest[(LengthBytes + length)..];
        return true;
    }

    /// <summary>Adds one entry, of 65,535 bytes at most.</summary>
    public static void Write(IBufferWriter<byte> bundle, ReadOnlySpan<byte> entry)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entry.Length, MaxEntryBytes, nameof(entry));
        var room = bundle.GetSpan(LengthBytes + entry.Length);
        BinaryPrimitives.WriteUInt16BigEndian(room, (ushort)entry.Length);
        entry.CopyTo(room[LengthBytes..]);
        bundle.Advance(LengthBytes + entry.Length);
    }
}
