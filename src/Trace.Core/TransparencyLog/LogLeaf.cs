using System.Security.Cryptography;

namespace Trace.Core.TransparencyLog;

/// <summary>An entry of a log of ours: a commitment to a record, of which a stranger learns nothing but that there is one.</summary>
/// <remarks>
/// <c>api-specs/transparency-log.md</c>, section 1. 34 bytes: version <c>0x01</c>, type <c>0x01</c> (record), SHA-256 of 32 random bytes and the record. Salt and
/// record stay with whoever wrote them and open the leaf together; once the salt is erased nobody can show, or find by guessing, what the record was.
/// </remarks>
public static class LogLeaf
{
    public const int SizeBytes = 34;
    public const int SaltBytes = 32;

    /// <summary>The one type there is: finer ones would tell strangers how many of each there are.</summary>
    public const byte RecordType = 0x01;

    private const byte Version = 0x01;
    private const int HashOffset = 2;

    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltBytes);

    /// <summary>The leaf of a record.</summary>
    /// <param name="salt">32 bytes, drawn for this record alone.</param>
    /// <param name="record">Its canonical bytes.</param>
    public static byte[] Make(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> record)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltBytes, nameof(salt));
        var leaf = new byte[SizeBytes];
        (leaf[0], leaf[1]) = (Version, RecordType);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(record);
        hash.GetHashAndReset(leaf.AsSpan(HashOffset));
        return leaf;
    }

    /// <summary>Whether a salt and a record are those of a leaf. Hostile input gives false, never an exception.</summary>
    public static bool Opens(ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> record) =>
        salt.Length == SaltBytes && leaf.SequenceEqual(Make(salt, record));
}
