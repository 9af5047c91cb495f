using System.Security.Cryptography;
using NSec.Cryptography;
using Trace.Core.Codes;
using Trace.Server.Storage;
using Trace.Server.Telemetry;

namespace Trace.Server.Codes;

/// <summary>The keys of all brands: made here, sealed into the database, held sealed in memory.</summary>
/// <remarks>
/// A row counts only if it opens under the master key with everything it says (key id, brand, public key, dates, status) as associated
/// data: whoever edits rows without the key can remove keys, never add one. A copy of an earlier row opens too, until the master key is changed.
/// </remarks>
public sealed class BrandKeys
{
    private readonly MasterKey _masterKey;
    private readonly LoggedCodes _log;
    private const long SeekEveryMilliseconds = 1000;

    private readonly Snapshot<KeySet> _keys;
    private readonly Lock _soughtLock = new();
    private long _soughtAt = -SeekEveryMilliseconds;

    public BrandKeys(Database database, MasterKey masterKey, LoggedCodes logged, ILogger<BrandKeys> log)
    {
        (_masterKey, _log) = (masterKey, logged);
        _keys = new(() => LoadAsync(database, masterKey, log));
        database.Changes.On(KeysStore.Changed, _ => _keys.Forget(), _keys.Forget);
    }

    /// <summary>All keys as they are now.</summary>
    public async ValueTask<KeySet> GetAsync()
    {
        var set = await _keys.GetAsync();
        if (ReferenceEquals(set.Ring, _masterKey.Ring))
            return set;
        // The master key was changed. The old set would go on working, but it holds keys that shall be gone from memory.
        _keys.Forget();
        return await _keys.GetAsync();
    }

    /// <summary>For who found in the database what another server changed a moment ago.</summary>
    public void Forget() => _keys.Forget();

    /// <summary>Makes a brand's first keys. False when all key ids are used.</summary>
    public async Task<bool> CreateAsync(Session session, long brandId, DateTimeOffset now)
    {
        var createdAt = now.ToUnixTimeMilliseconds();
        await CreateSecretKeyAsync(session, brandId, KeySet.SerialKind, SerialCipher.KeySizeBytes, createdAt);
        await CreateSecretKeyAsync(session, brandId, KeySet.MacKind, CompactCode.KeySizeBytes, createdAt);
        return await CreateSigningKeyAsync(session, brandId, createdAt) != null;
    }

    /// <summary>Makes a brand's claim key if it has none.</summary>
    /// <returns>That time, or the time of the key if another server's clock was ahead when it made it: no batch is older than its key.</returns>
    public async Task<DateTimeOffset> EnsureClaimKeyAsync(Session session, long brandId, DateTimeOffset now)
    {
        // One whose seal does not hold throws now: what is ordered could never be printed.
        if (!await CreateSecretKeyAsync(session, brandId, KeySet.CoverKind, CoverCode.KeySizeBytes, now.ToUnixTimeMilliseconds()))
        {
            (await OpenClaimKeyAsync(brandId)).Dispose();
            return (await GetAsync()).ClaimKeyTime(brandId) is { } made && made > now ? made : now;
        }

        return now;
    }

    /// <summary>The key that covered codes of a brand are made with, also if another server made it a moment ago. Dispose it after use.</summary>
    public async ValueTask<Key> OpenClaimKeyAsync(long brandId) => await FindClaimKeyAsync(brandId)
        ?? throw new InvalidOperationException($"The claim key of brand {PublicId.Format(brandId)} is missing or its seal does not hold.");

    /// <summary>The same, or null. Whoever asks often for one that is missing does not have all keys read each time.</summary>
    public async ValueTask<Key?> FindClaimKeyAsync(long brandId)
    {
        if ((await GetAsync()).OpenClaimKey(brandId) is { } key)
            return key;
        lock (_soughtLock)
        {
            if (Environment.TickCount64 - _soughtAt is >= SeekEveryMilliseconds)
            {
                _soughtAt = Environment.TickCount64;
                _keys.Forget();
            }
        }

        return (await GetAsync()).OpenClaimKey(brandId);
    }

    /// <summary>The row with what it says changed, sealed for that; its seed stays. Null when its seal does not hold.</summary>
    public SigningKeyRow? SealAgain(SigningKeyRow row, SigningKeyRow changed)
    {
        var seed = _masterKey.Open(row.Sealed, row.Purpose);
        try
        {
            return seed == null ? null : changed with { Sealed = _masterKey.Seal(seed, changed.Purpose) };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Whether the row says what it was sealed for.</summary>
    public bool Holds(SigningKeyRow row) => Holds(_masterKey.Ring, row.Sealed, row.Purpose);

    /// <summary>A new active key. Null when all key ids are used.</summary>
    public async Task<SigningKeyRow?> CreateSigningKeyAsync(Session session, long brandId, long createdAt)
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
                    return null;
                var row = new SigningKeyRow(
                    keyId, brandId, publicKey, [], nameof(KeyStatus.Active), StatusAt: null, NotBefore: createdAt, NotAfter: null);
                row = row with { Sealed = _masterKey.Seal(seed, row.Purpose) };
                if (!await KeysStore.AddSigningKeyAsync(session, row))
                    continue;
                await _log.KeyCreatedAsync(session, row);
                return row;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>False when there is one already.</summary>
    private async Task<bool> CreateSecretKeyAsync(Session session, long brandId, string kind, int sizeBytes, long createdAt)
    {
        var secret = RandomNumberGenerator.GetBytes(sizeBytes);
        var row = new SecretKeyRow(brandId, kind, Generation: 1, Sealed: [], createdAt);
        var isNew = await KeysStore.AddSecretKeyAsync(session, row with { Sealed = _masterKey.Seal(secret, row.Purpose) });
        CryptographicOperations.ZeroMemory(secret);
        return isNew;
    }

    private static async Task<KeySet> LoadAsync(Database database, MasterKey masterKey, ILogger<BrandKeys> log)
    {
        ServerMetrics.KeysReloaded();
        var ring = masterKey.Ring;
        var (signing, secret) = await database.ReadAsync(async session => (
            await KeysStore.ListSigningKeysAsync(session), await KeysStore.ListSecretKeysAsync(session)));
        var openable = new List<SigningKey>(signing.Count);
        foreach (var row in signing)
        {
            if (Holds(ring, row.Sealed, row.Purpose) && PublicKey.TryImport(SignatureAlgorithm.Ed25519, row.PublicKey, KeyBlobFormat.RawPublicKey, out var publicKey))
                openable.Add(new SigningKey(row, publicKey!));
            else
                CodesLog.BrokenSeal(log, row.KeyId);
        }

        var secrets = new List<SecretKeyRow>(secret.Count);
        foreach (var row in secret)
        {
            if (Holds(ring, row.Sealed, row.Purpose))
                secrets.Add(row);
            else
                CodesLog.BrokenSecretSeal(log, row.Kind, row.Generation);
        }

        return new KeySet(ring, openable, secrets);
    }

    private static bool Holds(MasterKeyRing ring, byte[] sealedKey, string purpose)
    {
        var bytes = ring.Open(sealedKey, purpose);
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

    [LoggerMessage(3003, LogLevel.Information, "Brand {BrandId} has a new signing key, by schedule.")]
    public static partial void Rotated(ILogger logger, string brandId);

    [LoggerMessage(3004, LogLevel.Error, "Signing keys could not be rotated by schedule; it is tried again.")]
    public static partial void NotRotated(ILogger logger, Exception exception);

    [LoggerMessage(3006, LogLevel.Error, "Brand {BrandId} gets no new signing key by schedule; it is tried again. {Problem}")]
    public static partial void CannotRotate(ILogger logger, string brandId, string problem);
}
