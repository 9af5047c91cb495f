using NSec.Cryptography;

namespace Trace.Server.Verification;

/// <summary>BLAKE2b with a key, 16 bytes: what was hashed can be found again by whoever has the key, and by nobody else. Thread-safe.</summary>
/// <remarks>RFC 7693. Every check of a code makes one or more; HMAC-SHA-256 of the platform takes four times as long.</remarks>
internal sealed class KeyedHash(ReadOnlySpan<byte> key)
{
    public const int SizeBytes = 16;

    private static readonly MacAlgorithm Algorithm = MacAlgorithm.Blake2b_128;

    private readonly Key _key = Key.Import(Algorithm, key, KeyBlobFormat.RawSymmetricKey);

    public void Hash(ReadOnlySpan<byte> message, Span<byte> hash) => Algorithm.Mac(_key, message, hash);
}
