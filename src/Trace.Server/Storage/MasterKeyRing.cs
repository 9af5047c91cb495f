using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Trace.Server.Storage;

/// <summary>The master keys at one moment: the first seals, all open. Never changes; <see cref="MasterKey"/> holds the one in force.</summary>
/// <remarks>
/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha), a random 24-byte nonce before the ciphertext. A sealed value does not say under which
/// key: each is tried, and for all but a few minutes in years there is one.
/// </remarks>
public sealed class MasterKeyRing
{
    private static readonly AeadAlgorithm Algorithm = AeadAlgorithm.XChaCha20Poly1305;

    private readonly IReadOnlyList<(Key Key, string Fingerprint)> _keys;

    private MasterKeyRing(IReadOnlyList<(Key Key, string Fingerprint)> keys) => _keys = keys;

    /// <summary>In the order of the keys.</summary>
    public IReadOnlyList<string> Fingerprints => [.. _keys.Select(key => key.Fingerprint)];

    /// <summary>Takes the keys over and clears them.</summary>
    public static MasterKeyRing Of(IReadOnlyList<byte[]> keys)
    {
        var ring = new MasterKeyRing([.. keys.Select(bytes => (Key.Import(Algorithm, bytes, KeyBlobFormat.RawSymmetricKey), MasterKeyText.Fingerprint(bytes)))]);
        foreach (var bytes in keys)
            CryptographicOperations.ZeroMemory(bytes);
        return ring;
    }

    /// <summary>This ring, and behind its keys those of another with these fingerprints.</summary>
    public MasterKeyRing Keeping(MasterKeyRing other, IReadOnlySet<string> fingerprints) =>
        new([.. _keys, .. other._keys.Where(key => fingerprints.Contains(key.Fingerprint) && !Fingerprints.Contains(key.Fingerprint))]);

    public byte[] Seal(ReadOnlySpan<byte> secret, string belongsTo)
    {
        var result = new byte[Algorithm.NonceSize + secret.Length + Algorithm.TagSize];
        var nonce = result.AsSpan(0, Algorithm.NonceSize);
        RandomNumberGenerator.Fill(nonce);
        Algorithm.Encrypt(_keys[0].Key, nonce, Encoding.UTF8.GetBytes(belongsTo), secret, result.AsSpan(Algorithm.NonceSize));
        return result;
    }

    /// <summary>Null when the value was not sealed under one of these keys for this purpose.</summary>
    public byte[]? Open(ReadOnlySpan<byte> sealedValue, string belongsTo) => Open(sealedValue, belongsTo, out _);

    /// <param name="sealedValue">What <see cref="Seal"/> made.</param>
    /// <param name="belongsTo">What it is for.</param>
    /// <param name="place">Of the key it opened under; -1 if none.</param>
    public byte[]? Open(ReadOnlySpan<byte> sealedValue, string belongsTo, out int place)
    {
        if (sealedValue.Length >= Algorithm.NonceSize + Algorithm.TagSize)
        {
            var purpose = Encoding.UTF8.GetBytes(belongsTo);
            for (place = 0; place < _keys.Count; place++)
            {
                if (Algorithm.Decrypt(_keys[place].Key, sealedValue[..Algorithm.NonceSize], purpose, sealedValue[Algorithm.NonceSize..]) is { } secret)
                    return secret;
            }
        }

        place = -1;
        return null;
    }
}
