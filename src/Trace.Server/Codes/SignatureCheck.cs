using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Trace.Core.Codes;
using static NSec.Cryptography.HashAlgorithm;

namespace Trace.Server.Codes;

/// <summary>Whether a signature holds: as <see cref="SignedCode.Verify"/> says, but sooner for a code that held before.</summary>
/// <remarks>
/// Kept of a code that held is a BLAKE2b-256 of public key, signature and what was signed, so nothing that was not verified itself is found. Whether the
/// key still counts is asked elsewhere, each time. With <c>Keys:VerifyBySigning</c> the server signs again and compares, which takes a third
/// of the time; Ed25519 gives one signature for one message, so the answer is the same, also to who made another that holds.
/// </remarks>
public sealed class SignatureCheck(TraceSettings settings)
{
    /// <summary>In each of two generations, about 100 bytes each; the older goes when the younger is full.</summary>
    private const int Remembered = 50_000;

    private const int StackBytes = 1024;

    private Generation _young = new(older: new());

    public bool Holds(KeySet set, SigningKey key, string canonicalTail, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != CodeSignature.SignatureSizeBytes)
            return false;
        var digest = DigestOf(key, canonicalTail, signature);
        var young = Volatile.Read(ref _young);
        if (young.Codes.ContainsKey(digest))
            return true;
        if (!young.Older.ContainsKey(digest) && !Check(set, key, canonicalTail, signature))
            return false;
        Remember(young, digest);
        return true;
    }

    private bool Check(KeySet set, SigningKey key, string canonicalTail, ReadOnlySpan<byte> signature)
    {
        if (!settings.VerifyBySigning || set.KeepOpen(key) is not { } opened)
            return SignedCode.Verify(key.PublicKey, canonicalTail, signature);
        Span<byte> tail = canonicalTail.Length <= StackBytes ? stackalloc byte[canonicalTail.Length] : new byte[canonicalTail.Length];
        Encoding.ASCII.GetBytes(canonicalTail, tail);
        Span<byte> own = stackalloc byte[CodeSignature.SizeBytes];
        SignedCode.Sign(opened, key.KeyId, tail, own);
        return CryptographicOperations.FixedTimeEquals(own[CodeSignature.SignatureOffset..], signature);
    }

    private void Remember(Generation young, Digest digest)
    {
        if (young.Codes.TryAdd(digest, default) && Interlocked.Increment(ref young.Count) == Remembered)
            Volatile.Write(ref _young, new Generation(older: young.Codes));
    }

    private static Digest DigestOf(SigningKey key, string canonicalTail, ReadOnlySpan<byte> signature)
    {
        var publicKey = key.Row.PublicKey;
        var length = publicKey.Length + signature.Length + canonicalTail.Length;
        Span<byte> bytes = length <= StackBytes ? stackalloc byte[length] : new byte[length];
        publicKey.CopyTo(bytes);
        signature.CopyTo(bytes[publicKey.Length..]);
        Encoding.ASCII.GetBytes(canonicalTail, bytes[(publicKey.Length + signature.Length)..]);
        Span<byte> hash = stackalloc byte[Blake2b_256.HashSize];
        Blake2b_256.Hash(bytes, hash);
        return MemoryMarshal.Read<Digest>(hash);
    }

    private readonly record struct Digest(UInt128 First, UInt128 Second);

    private sealed class Generation(ConcurrentDictionary<Digest, byte> older)
    {
        public int Count;

        public ConcurrentDictionary<Digest, byte> Codes { get; } = new();

        public ConcurrentDictionary<Digest, byte> Older => older;
    }
}
