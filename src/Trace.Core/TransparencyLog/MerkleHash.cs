using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Trace.Core.TransparencyLog;

/// <summary>A hash of the log's tree: the 32 bytes of SHA-256, by value.</summary>
/// <remarks>
/// RFC 6962 section 2.1: a leaf is hashed behind a byte 0 and a node behind a byte 1, so that neither passes for the other.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MerkleHash
{
    public const int SizeBytes = 32;

    private const int Base64Length = 44;
    private const int LeafStackBytes = 256;

    private readonly UInt128 _left;
    private readonly UInt128 _right;

    /// <param name="bytes">32 bytes.</param>
    public MerkleHash(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, SizeBytes, nameof(bytes));
        _left = MemoryMarshal.Read<UInt128>(bytes);
        _right = MemoryMarshal.Read<UInt128>(bytes[16..]);
    }

    /// <summary>The root of a tree without leaves: SHA-256 of nothing.</summary>
    public static MerkleHash Empty { get; } = new(SHA256.HashData([]));

    /// <summary>The hash of an entry of the log.</summary>
    public static MerkleHash OfLeaf(ReadOnlySpan<byte> entry)
    {
        var length = 1 + entry.Length;
        var rented = length > LeafStackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        var message = rented is null ? stackalloc byte[length] : rented.AsSpan(0, length);
        message[0] = 0;
        entry.CopyTo(message[1..]);
        var hash = Of(message);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>The hash of a node above two others.</summary>
    public static MerkleHash OfNode(MerkleHash left, MerkleHash right)
    {
        Span<byte> message = stackalloc byte[1 + (2 * SizeBytes)];
        message[0] = 1;
        left.CopyTo(message[1..]);
        right.CopyTo(message[(1 + SizeBytes)..]);
        return Of(message);
    }

    /// <summary>Bytes seen as the hashes they consist of, without a copy; a rest of less than 32 bytes is left out.</summary>
    public static ReadOnlySpan<MerkleHash> Hashes(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, MerkleHash>(bytes);

    /// <summary>Reads exactly 44 characters of canonical base64 (RFC 4648 section 4).</summary>
    public static bool TryParseBase64(string text, out MerkleHash hash)
    {
        ArgumentNullException.ThrowIfNull(text);
        hash = default;
        if (text.Length != Base64Length || !StrictBase64.TryDecode(text, out var bytes) || bytes.Length != SizeBytes)
            return false;
        hash = new MerkleHash(bytes);
        return true;
    }

    public void CopyTo(Span<byte> destination) => Bytes(in this).CopyTo(destination);

    /// <summary>Base64, as checkpoints write it.</summary>
    public override string ToString() => Convert.ToBase64String(Bytes(in this));

    private static ReadOnlySpan<byte> Bytes([UnscopedRef] in MerkleHash hash) => MemoryMarshal.AsBytes(new ReadOnlySpan<MerkleHash>(in hash));

    private static MerkleHash Of(ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[SizeBytes];
        SHA256.HashData(message, hash);
        return new MerkleHash(hash);
    }
}
