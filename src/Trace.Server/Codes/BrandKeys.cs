using System.Security.Cryptography;
using NSec.Cryptography;
using Trace.Core.Codes;
using Trace.Server.Brands;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>The keys of all brands: made here, sealed into the database, opened into memory.</summary>
/// <remarks>
/// A row counts only if it opens under the master key with everything it says (key id, brand, public key, dates, status) as associated
/// data: whoever edits rows without the key can remove keys, never add or revive one.
/// </remarks>
public sealed class BrandKeys(Database database, MasterKey masterKey, ProductSeal productSeal, ILogger<BrandKeys> log)
{
    private const string SerialKind = "serial";
    private const string MacKind = "mac";

    private readonly Cache<int, KeySet> _keys = new(
        async _ => await LoadAsync(database, masterKey, productSeal, log), capacity: 1);

    /// <summary>All keys as they are now.</summary>
    public async ValueTask<KeySet> GetAsync() =>
        await _keys.GetAsync(0) ?? throw new InvalidOperationException("The keys could not be loaded.");

    /// <summary>To be called after a change to keys or products was committed.</summary>
    public void Forget() => _keys.Forget(0);

    /// <summary>Makes a brand's first keys. False when all key ids are used.</summary>
    public async Task<bool> CreateAsync(Session session, long brandId, DateTimeOffset now)
    {
        var createdAt = now.ToUnixTimeMilliseconds();
        foreach (var kind in new[] { SerialKind, MacKind })
        {
            var secret = RandomNumberGenerator.GetBytes(SerialCipher.KeySizeBytes);
            await KeysStore.AddSecretKeyAsync(session, new SecretKeyRow(
                brandId, kind, Generation: 1, masterKey.Seal(secret, Purpose(brandId, kind, generation: 1)), createdAt));
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
                if (await KeysStore.AddSigningKeyAsync(session, row with { Sealed = masterKey.Seal(seed, Purpose(row)) }))
                    return true;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private static async Task<KeySet?> LoadAsync(
        Database database, MasterKey masterKey, ProductSeal productSeal, ILogger<BrandKeys> log)
    {
        var (signing, secret, products, brands) = await database.ReadAsync(async session => (
            await KeysStore.ListSigningKeysAsync(session),
            await KeysStore.ListSecretKeysAsync(session),
            await ProductsStore.ListAllAsync(session),
            await BrandsStore.ListAsync(session, after: -1, limit: int.MaxValue)));
        var gtins = products.Where(productSeal.Holds).ToLookup(row => row.BrandId, row => row.Gtin);
        var names = brands.ToDictionary(row => row.BrandId, row => row.Name);

        var set = new KeySet();
        foreach (var row in signing)
        {
            if (masterKey.Open(row.Sealed, Purpose(row)) is not { } seed)
            {
                CodesLog.BrokenSeal(log, row.KeyId);
                continue;
            }

            set.Add(ToSigningKey(row, seed, names[row.BrandId], gtins[row.BrandId]));
            CryptographicOperations.ZeroMemory(seed);
        }

        foreach (var row in secret)
        {
            if (masterKey.Open(row.Sealed, Purpose(row.BrandId, row.Kind, row.Generation)) is not { } bytes)
            {
                CodesLog.BrokenSecretSeal(log, row.Kind, row.Generation);
                continue;
            }

            if (row.Kind == SerialKind)
                set.AddSerialKey(row.BrandId, row.Generation, bytes);
            else
                set.AddMacKey(row.BrandId, row.Generation, Key.Import(CompactCode.Algorithm, bytes, KeyBlobFormat.RawSymmetricKey));
        }

        return set;
    }

    private static SigningKey ToSigningKey(SigningKeyRow row, byte[] seed, string brandName, IEnumerable<string> gtins)
    {
        var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        return new SigningKey(row.BrandId, key, new PublishedKey(
            (ushort)row.KeyId,
            key.PublicKey,
            brandName,
            gtins.ToHashSet(StringComparer.Ordinal),
            Prefixes: [],
            DateTimeOffset.FromUnixTimeMilliseconds(row.NotBefore),
            row.NotAfter is { } notAfter ? DateTimeOffset.FromUnixTimeMilliseconds(notAfter) : null,
            Enum.Parse<KeyStatus>(row.Status),
            row.StatusAt is { } statusAt ? DateTimeOffset.FromUnixTimeMilliseconds(statusAt) : null));
    }

    private static string Purpose(SigningKeyRow row) =>
        $"signing-key|{row.KeyId}|{row.BrandId}|{Convert.ToHexString(row.PublicKey)}|{row.Status}|{row.StatusAt}|{row.NotBefore}|{row.NotAfter}";

    private static string Purpose(long brandId, string kind, long generation) => $"secret-key|{brandId}|{kind}|{generation}";
}

internal static partial class CodesLog
{
    [LoggerMessage(3001, LogLevel.Error, "The seal of signing key {KeyId} does not hold; it is not used.")]
    public static partial void BrokenSeal(ILogger logger, long keyId);

    [LoggerMessage(3002, LogLevel.Error, "The seal of a {Kind} key of generation {Generation} does not hold; it is not used.")]
    public static partial void BrokenSecretSeal(ILogger logger, string kind, long generation);
}
