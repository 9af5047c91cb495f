using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using NSec.Cryptography;

namespace Trace.Core.Codes;

/// <summary>The published signing keys of a deployment, by key id.</summary>
public sealed class KeyRing
{
    private readonly Dictionary<ushort, PublishedKey> _keys;

    public KeyRing(IEnumerable<PublishedKey> keys) => _keys = keys.ToDictionary(key => key.KeyId);

    public IReadOnlyCollection<PublishedKey> Keys => _keys.Values;

    public bool TryFind(ushort keyId, [NotNullWhen(true)] out PublishedKey? key) => _keys.TryGetValue(keyId, out key);

    /// <summary>Reads the document <c>{"keys":[…]}</c>. Hostile input gives false and a sentence, never an exception.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out KeyRing? ring, out string problem)
    {
        ring = null;
        KeysDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(utf8Json, KeysJson.Default.KeysDocument);
        }
        catch (JsonException exception)
        {
            problem = $"Not a key document: {exception.Message}";
            return false;
        }

        if (document?.Keys == null)
        {
            problem = "Not a key document: it has no `keys`.";
            return false;
        }

        var keys = new Dictionary<ushort, PublishedKey>();
        foreach (var entry in document.Keys)
        {
            if (!TryRead(entry, out var key, out problem))
                return false;
            if (!keys.TryAdd(key.KeyId, key))
            {
                problem = $"Key id {key.KeyId} appears twice.";
                return false;
            }
        }

        ring = new KeyRing(keys.Values);
        problem = "";
        return true;
    }

    public KeysDocument ToDocument() => new()
    {
        Keys = _keys.Values.OrderBy(key => key.KeyId).Select(key => new KeyEntry
        {
            KeyId = key.KeyId,
            PublicKey = Base64Url.EncodeToString(key.PublicKey.Export(KeyBlobFormat.RawPublicKey)),
            Brand = key.Brand,
            Gtins = key.Gtins.Count == 0 && key.Prefixes.Count > 0 ? null : [.. key.Gtins.Order(StringComparer.Ordinal)],
            Prefixes = key.Prefixes.Count == 0 ? null : [.. key.Prefixes],
            NotBefore = key.NotBefore,
            NotAfter = key.NotAfter,
            Status = key.Status,
            StatusAt = key.StatusAt,
        }).ToList(),
    };

    private static bool TryRead(KeyEntry? entry, [NotNullWhen(true)] out PublishedKey? key, out string problem)
    {
        key = null;
        if (entry?.KeyId is not (>= 0 and <= ushort.MaxValue))
        {
            problem = "A key has no `keyId` from 0 to 65535.";
            return false;
        }

        if (!TryReadPublicKey(entry.PublicKey, out var publicKey))
        {
            problem = $"Key {entry.KeyId}: `publicKey` is not 32 bytes of base64url that make an Ed25519 key.";
            return false;
        }

        if ((entry.Gtins ?? []).Concat(entry.Prefixes ?? []).Any(scope => scope is not { Length: > 0 and <= 14 } || !scope.All(char.IsAsciiDigit)))
        {
            problem = $"Key {entry.KeyId}: `gtins` and `prefixes` list 1 to 14 digits each.";
            return false;
        }

        problem = "";
        key = new PublishedKey(
            (ushort)entry.KeyId,
            publicKey,
            entry.Brand ?? "",
            (entry.Gtins ?? []).ToHashSet(StringComparer.Ordinal),
            entry.Prefixes ?? [],
            entry.NotBefore,
            entry.NotAfter,
            entry.Status,
            entry.StatusAt);
        return true;
    }

    private static bool TryReadPublicKey(string? text, [NotNullWhen(true)] out PublicKey? publicKey)
    {
        publicKey = null;
        Span<byte> bytes = stackalloc byte[32];
        return text is { Length: 43 }
            && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromUtf8(Encoding.ASCII.GetBytes(text), bytes, out var written)
            && written == 32
            && NSec.Cryptography.PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out publicKey);
    }
}
