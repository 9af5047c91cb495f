using System.Collections.Concurrent;
using NSec.Cryptography;
using Trace.Core.Codes;

namespace Trace.Server.Codes;

/// <summary>A signing key in use: whose it is, both halves, and what is published of it.</summary>
public sealed record SigningKey(long BrandId, Key Key, PublishedKey Published);

/// <summary>All opened keys of the deployment at one moment.</summary>
public sealed class KeySet
{
    private readonly Dictionary<long, SigningKey> _signing = [];
    private readonly Dictionary<(long BrandId, long Generation), byte[]> _serial = [];
    private readonly Dictionary<(long BrandId, long Generation), Key> _mac = [];
    private readonly ConcurrentDictionary<(long BrandId, long Generation, Gtin Gtin), SerialCipher> _ciphers = new();

    public IEnumerable<PublishedKey> Published => _signing.Values.Select(key => key.Published);

    public SigningKey? FindSigningKey(long keyId) => _signing.GetValueOrDefault(keyId);

    /// <summary>The key that signs a brand's new batches: the newest active one.</summary>
    public SigningKey? ActiveSigningKey(long brandId) => _signing.Values
        .Where(key => key.BrandId == brandId && key.Published.Status == KeyStatus.Active)
        .MaxBy(key => key.Published.KeyId);

    public Key? FindMacKey(long brandId, long generation) => _mac.GetValueOrDefault((brandId, generation));

    /// <summary>The generations of a brand's serial keys, newest first.</summary>
    public IEnumerable<long> SerialGenerations(long brandId) =>
        _serial.Keys.Where(key => key.BrandId == brandId).Select(key => key.Generation).OrderDescending();

    /// <summary>A brand's MAC keys, newest first.</summary>
    public IEnumerable<Key> MacKeys(long brandId) =>
        _mac.Where(entry => entry.Key.BrandId == brandId).OrderByDescending(entry => entry.Key.Generation).Select(entry => entry.Value);

    public long NewestMacGeneration(long brandId) =>
        _mac.Keys.Where(key => key.BrandId == brandId).Max(key => key.Generation);

    public SerialCipher? FindCipher(long brandId, long generation, Gtin gtin)
    {
        if (_ciphers.TryGetValue((brandId, generation, gtin), out var cipher))
            return cipher;
        return _serial.TryGetValue((brandId, generation), out var key)
            ? _ciphers.GetOrAdd((brandId, generation, gtin), static (id, key) => new SerialCipher(key, id.Gtin), key)
            : null;
    }

    internal void Add(SigningKey key) => _signing.Add(key.Published.KeyId, key);

    internal void AddSerialKey(long brandId, long generation, byte[] key) => _serial.Add((brandId, generation), key);

    internal void AddMacKey(long brandId, long generation, Key key) => _mac.Add((brandId, generation), key);
}
