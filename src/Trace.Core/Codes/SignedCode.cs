using System.Text;
using NSec.Cryptography;

namespace Trace.Core.Codes;

/// <summary>Signing and checking of the signed profile.</summary>
/// <remarks>
/// CODE-FORMAT section 1: Ed25519 (RFC 8032, pure) over <c>trace-code-v1</c>, line feed, canonical tail. Checking is strict: canonical
/// R and A, S below the group order, no A or R of small order (libsodium's checks, held by tests here).
/// </remarks>
public static class SignedCode
{
    /// <summary>Longest message: two lots or serials of 20 characters, each percent-encoded, and some query AIs.</summary>
    private const int MessageStackBytes = 512;

    public static ReadOnlySpan<byte> MessagePrefix => "trace-code-v1\n"u8;

    /// <summary>Writes the 67 bytes of a signature over a canonical tail.</summary>
    public static void Sign(Key key, ushort keyId, ReadOnlySpan<byte> canonicalTail, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(key);
        destination[0] = CodeSignature.Format;
        destination[1] = (byte)(keyId >> 8);
        destination[2] = (byte)keyId;
        var length = MessagePrefix.Length + canonicalTail.Length;
        var message = length <= MessageStackBytes ? stackalloc byte[length] : new byte[length];
        MessagePrefix.CopyTo(message);
        canonicalTail.CopyTo(message[MessagePrefix.Length..]);
        SignatureAlgorithm.Ed25519.Sign(
            key, message, destination.Slice(CodeSignature.SignatureOffset, CodeSignature.SignatureSizeBytes));
    }

    /// <summary>Hostile input gives false, never an exception.</summary>
    /// <param name="publicKey">The key the key id names.</param>
    /// <param name="canonicalTail">ASCII, from <see cref="ReadCode.CanonicalTail"/>.</param>
    /// <param name="signature">64 bytes.</param>
    public static bool Verify(PublicKey publicKey, string canonicalTail, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(canonicalTail);
        if (signature.Length != CodeSignature.SignatureSizeBytes)
            return false;
        var length = MessagePrefix.Length + Encoding.ASCII.GetByteCount(canonicalTail);
        var message = length <= MessageStackBytes ? stackalloc byte[length] : new byte[length];
        MessagePrefix.CopyTo(message);
        Encoding.ASCII.GetBytes(canonicalTail, message[MessagePrefix.Length..]);
        return SignatureAlgorithm.Ed25519.Verify(publicKey, message, signature);
    }
}
