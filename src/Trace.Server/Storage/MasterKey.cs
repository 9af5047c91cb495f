using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Trace.Server.Storage;

/// <summary>The deployment's master key: it seals every other secret before it reaches the database.</summary>
/// <remarks>
/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha), a random 24-byte nonce before the ciphertext. What a sealed value belongs to is its
/// associated data, so a value moved to another row does not open. Whoever can write the database but has no master key can
/// destroy, never forge.
/// </remarks>
public sealed class MasterKey : IDisposable
{
    public const string EnvironmentVariable = "TRACE_MASTER_KEY";
    public const int SizeBytes = 32;

    private static readonly AeadAlgorithm Algorithm = AeadAlgorithm.XChaCha20Poly1305;

    private readonly Key _key;

    private MasterKey(ReadOnlySpan<byte> bytes) =>
        _key = Key.Import(Algorithm, bytes, KeyBlobFormat.RawSymmetricKey);

    /// <summary>From the environment (base64), else from <c>master.key</c> in the data folder, which is made if nothing exists yet.</summary>
    /// <exception cref="InvalidOperationException">The key is malformed, or missing where the database holds secrets sealed under it.</exception>
    public static MasterKey Load(string dataFolder, bool secretsExist)
    {
        var path = Path.Combine(dataFolder, "master.key");
        var text = Environment.GetEnvironmentVariable(EnvironmentVariable);
        var source = EnvironmentVariable;
        if (string.IsNullOrEmpty(text))
        {
            if (!File.Exists(path))
            {
                if (secretsExist)
                    throw new InvalidOperationException(
                        $"The database holds secrets, but its master key is missing: put {path} back or set {EnvironmentVariable}.");
                PrivateFile.Write(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(SizeBytes)));
            }

            text = File.ReadAllText(path);
            source = path;
        }

        var bytes = new byte[SizeBytes];
        if (!Convert.TryFromBase64String(text.Trim(), bytes, out var written) || written != SizeBytes)
            throw new InvalidOperationException($"{source} does not hold {SizeBytes} bytes in base64.");
        var key = new MasterKey(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    public byte[] Seal(ReadOnlySpan<byte> secret, string belongsTo)
    {
        var result = new byte[Algorithm.NonceSize + secret.Length + Algorithm.TagSize];
        var nonce = result.AsSpan(0, Algorithm.NonceSize);
        RandomNumberGenerator.Fill(nonce);
        Algorithm.Encrypt(_key, nonce, Encoding.UTF8.GetBytes(belongsTo), secret, result.AsSpan(Algorithm.NonceSize));
        return result;
    }

    /// <summary>Null when the value was not sealed under this key for this purpose.</summary>
    public byte[]? Open(ReadOnlySpan<byte> sealedValue, string belongsTo)
    {
        if (sealedValue.Length < Algorithm.NonceSize + Algorithm.TagSize)
            return null;
        return Algorithm.Decrypt(
            _key, sealedValue[..Algorithm.NonceSize], Encoding.UTF8.GetBytes(belongsTo), sealedValue[Algorithm.NonceSize..]);
    }

    public void Dispose() => _key.Dispose();
}
