using System.Collections.Concurrent;
using System.Security.Cryptography;
using NSec.Cryptography;
using Trace.Core.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>A signing key: its public half, and its seed as the database has it. <see cref="KeySet.Open"/> opens it for as long as it is used.</summary>
public sealed record SigningKey(SigningKeyRow Row, PublicKey PublicKey)
{
    public ushort KeyId => (ushort)Row.KeyId;

    public long BrandId => Row.BrandId;

    public KeyStatus Status { get; } = Enum.Parse<KeyStatus>(Row.Status);

    public DateTimeOffset? StatusAt => UnixTime.Of(Row.StatusAt);

    public PublishedKey Publish(string brandName, IReadOnlySet<string> gtins) => new(
        KeyId, PublicKey, brandName, gtins, Prefixes: [], DateTimeOffset.FromUnixTimeMilliseconds(Row.NotBefore), UnixTime.Of(Row.NotAfter), Status, StatusAt);
}

/// <summary>All keys of the deployment at one moment; every seal in it holds.</summary>
/// <remarks>
/// Secrets stay sealed until they are used: an opened key costs several memory mappings, of which a process has few ten thousand.
/// </remarks>
public sealed class KeySet
{
    public const string SerialKind = "serial";
    public const string MacKind = "mac";
    public const string CoverKind = "cover";

    private const int MostKeptOpen = 256;

    private readonly MasterKeyRing _ring;
    private readonly Dictionary<long, SigningKey> _signing;
    private readonly ILookup<long, SigningKey> _signingByBrand;
    private readonly ILookup<(long BrandId, string Kind), SecretKeyRow> _secret;
    private readonly ConcurrentDictionary<ushort, Key> _open = new();
    private int _openCount;
    private readonly ConcurrentDictionary<(long BrandId, long Generation, Gtin Gtin), SerialCipher> _ciphers = new();

    public KeySet(MasterKeyRing ring, IEnumerable<SigningKey> signing, IEnumerable<SecretKeyRow> secret)
    {
        _ring = ring;
        _signing = signing.ToDictionary(key => key.Row.KeyId);
        _signingByBrand = _signing.Values.ToLookup(key => key.BrandId);
        _secret = secret.OrderByDescending(row => row.Generation).ToLookup(row => (row.BrandId, row.Kind));
    }

    /// <summary>What its seals hold under; a later change of the master key does not touch this set.</summary>
    public MasterKeyRing Ring => _ring;

    public IEnumerable<SigningKey> SigningKeys => _signing.Values;

    public SigningKey? FindSigningKey(long keyId) => _signing.GetValueOrDefault(keyId);

    /// <summary>The key that signs a brand's new batches: the newest active one.</summary>
    public SigningKey? ActiveSigningKey(long brandId) =>
        _signingByBrand[brandId].Where(key => key.Status == KeyStatus.Active).MaxBy(key => key.KeyId);

    /// <summary>
    /// Whether a batch of signed codes was issued with a key at a time when it counts as in other hands. Then none of its units is issued.
    /// </summary>
    public bool Disowns(Batch batch) => batch.Profile == CodeProfile.Signed
        && FindSigningKey(batch.KeyId) is { Status: KeyStatus.Revoked } key
        && batch.CreatedAt >= key.StatusAt;

    /// <summary>The generations of a brand's serial keys, newest first.</summary>
    public IEnumerable<long> SerialGenerations(long brandId) => _secret[(brandId, SerialKind)].Select(row => row.Generation);

    /// <summary>The generations of a brand's MAC keys, newest first.</summary>
    public IEnumerable<long> MacGenerations(long brandId) => _secret[(brandId, MacKind)].Select(row => row.Generation);

    /// <summary>The private half of a key that signs, to be used all the time. It stays open as long as this set; null for other keys, and when as many are open as may be.</summary>
    public Key? KeepOpen(SigningKey key)
    {
        if (_open.TryGetValue(key.KeyId, out var known))
            return known;
        if (key.Status != KeyStatus.Active || Volatile.Read(ref _openCount) >= MostKeptOpen)
            return null;
        var opened = Open(key);
        if (_open.TryAdd(key.KeyId, opened))
        {
            Interlocked.Increment(ref _openCount);
            return opened;
        }

        opened.Dispose();
        return _open[key.KeyId];
    }

    /// <summary>The private half. Dispose it after use.</summary>
    public Key Open(SigningKey key) => Import(key.Row.Sealed, key.Row.Purpose, SignatureAlgorithm.Ed25519, KeyBlobFormat.RawPrivateKey);

    /// <summary>A brand's MAC key. Dispose it after use.</summary>
    public Key? OpenMacKey(long brandId, long generation) => FindSecret(brandId, MacKind, generation) is { } row
        ? Import(row.Sealed, row.Purpose, CompactCode.Algorithm, KeyBlobFormat.RawSymmetricKey)
        : null;

    /// <summary>Whether a brand has a claim key that was there at a time; a batch with covered codes is issued with one that is.</summary>
    /// <summary>When it was made.</summary>
    public DateTimeOffset? ClaimKeyTime(long brandId) => ClaimKey(brandId) is { } row ? DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt) : null;

    public bool HasClaimKey(long brandId, DateTimeOffset at) => ClaimKey(brandId) is { } row && row.CreatedAt <= at.ToUnixTimeMilliseconds();

    /// <summary>The key that covered codes of a brand are made with. Dispose it after use.</summary>
    public Key? OpenClaimKey(long brandId) => ClaimKey(brandId) is { } row
        ? Import(row.Sealed, row.Purpose, CoverCode.Algorithm, KeyBlobFormat.RawSymmetricKey)
        : null;

    public SerialCipher? FindCipher(long brandId, long generation, Gtin gtin)
    {
        if (_ciphers.TryGetValue((brandId, generation, gtin), out var cipher))
            return cipher;
        return FindSecret(brandId, SerialKind, generation) is { } row
            ? _ciphers.GetOrAdd((brandId, generation, gtin), static (id, arg) => arg.Set.NewCipher(arg.Row, id.Gtin), (Set: this, Row: row))
            : null;
    }

    private SerialCipher NewCipher(SecretKeyRow row, Gtin gtin)
    {
        var bytes = OpenBytes(row.Sealed, row.Purpose);
        try
        {
            return new SerialCipher(bytes, gtin);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>There is one: a batch does not say which.</summary>
    private SecretKeyRow? ClaimKey(long brandId) => _secret[(brandId, CoverKind)].FirstOrDefault();

    private SecretKeyRow? FindSecret(long brandId, string kind, long generation) =>
        _secret[(brandId, kind)].FirstOrDefault(row => row.Generation == generation);

    private Key Import(byte[] sealedKey, string purpose, Algorithm algorithm, KeyBlobFormat format)
    {
        var bytes = OpenBytes(sealedKey, purpose);
        try
        {
            return Key.Import(algorithm, bytes, format);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private byte[] OpenBytes(byte[] sealedKey, string purpose) => _ring.Open(sealedKey, purpose)
        ?? throw new InvalidOperationException("A key that was opened before does not open any more.");
}
