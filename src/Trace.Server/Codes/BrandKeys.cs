using System.Security.Cryptography;
using NSec.Cryptography;
using Trace.Core.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>The keys of all brands: made here, sealed into the database, held sealed in memory.</summary>
/// <remarks>
/// A row counts only if it opens under the master key with everything it says (key id, brand, public key, dates, status) as associated
/// data: whoever edits rows without the key can remove keys, never add or revive one.
/// </remarks>
public sealed class BrandKeys(Database database, MasterKey masterKey, ILogger<BrandKeys> log)
{
    private readonly Snapshot<KeySet> _keys = new(() => LoadAsync(database, masterKey, log));

    /// <summary>All keys as they are now.</summary>
    public ValueTask<KeySet> GetAsync() => _keys.GetAsync();

    /// <summary>To be called after a change to keys was committed, or may have been.</summary>
    public void Forget() => _keys.Forget();

    /// <summary>Makes a brand's first keys. False when all key ids are used.</summary>
    public async Task<bool> CreateAsync(Session session, long brandId, DateTimeOffset now)
    {
        var createdAt = now.ToUnixTimeMilliseconds();
        foreach (var kind in new[] { KeySet.SerialKind, KeySet.MacKind })
        {
            var secret = RandomNumberGenerator.GetBytes(SerialCipher.KeySizeBytes);
            var row = new SecretKeyRow(brandId, kind, Generation: 1, Sealed: [], createdAt);
            await KeysStore.AddSecretKeyAsync(session, row with { Sealed = masterKey.Seal(secret, row.Purpose) });
            CryptographicOperations.ZeroMemory(secret);
        }

        return await CreateSigningKeyAsync(session, brandId, createdAt);
    }

    private async Task<bool> CreateSigningKeyAsync(Session session, long brandId, long createdAt)
    {
        var seed = RandomNumberGenerator.GetBytes(SignatureAlgorithm.Ed25519.PrivateKeySize);
        using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        var publicKey = key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        try
        {
            for (; ; )
            {
                var keyId = await KeysStore.HighestKeyIdAsync(session) + 1;
                if (keyId > ushort.MaxValue)
                    return false;
                var row = new SigningKeyRow(
                    keyId, brandId, publicKey, [], nameof(KeyStatus.Active), StatusAt: null, NotBefore: createdAt, NotAfter: null);
                if (await KeysStore.AddSigningKeyAsync(session, row with { Sealed = masterKey.Seal(seed, row.Purpose) }))
                    return true;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private static async Task<KeySet> LoadAsync(Database database, MasterKey masterKey, ILogger<BrandKeys> log)
    {
        var (signing, secret) = await database.ReadAsync(async session => (
            await KeysStore.ListSigningKeysAsync(session), await KeysStore.ListSecretKeysAsync(session)));
        var openable = new List<SigningKey>(signing.Count);
        foreach (var row in signing)
        {
            if (Holds(masterKey, row.Sealed, row.Purpose) && PublicKey.TryImport(SignatureAlgorithm.Ed25519, row.PublicKey, KeyBlobFormat.RawPublicKey, out var publicKey))
                openable.Add(new SigningKey(row, publicKey!));
            else
                CodesLog.BrokenSeal(log, row.KeyId);
        }

        var secrets = new List<SecretKeyRow>(secret.Count);
        foreach (var row in secret)
        {
            if (Holds(masterKey, row.Sealed, row.Purpose))
                secrets.Add(row);
            else
                CodesLog.BrokenSecretSeal(log, row.Kind, row.Generation);
        }

        return new KeySet(masterKey, openable, secrets);
    }

    private static bool Holds(MasterKey masterKey, byte[] sealedKey, string purpose)
    {
        var bytes = masterKey.Open(sealedKey, purpose);
        CryptographicOperations.ZeroMemory(bytes);
        return bytes != null;
    }
}

internal static partial class CodesLog
{
    [LoggerMessage(3001, LogLevel.Error, "The seal of signing key {KeyId} does not hold; it is not used.")]
    public static partial void BrokenSeal(ILogger logger, long keyId);

    [LoggerMessage(3002, LogLevel.Error, "The seal of a {Kind} key of generation {Generation} does not hold; it is not used.")]
    public static partial void BrokenSecretSeal(ILogger logger, string kind, long generation);
}
