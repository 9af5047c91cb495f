using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using NSec.Cryptography;

namespace Trace.Core.Codes;

/// <summary>The published signing keys of a deployment, by key id.</summary>
public sealed class KeyRing
{
    /// <summary>32 bytes in base64url.</summary>
    private const int PublicKeyLength = 43;

    private readonly Dictionary<ushort, PublishedKey> _keys;

    public KeyRing(IEnumerable<PublishedKey> keys) => _keys = keys.ToDictionary(key => key.KeyId);

    public IReadOnlyCollection<PublishedKey> Keys => _keys.Values;

    public bool TryFind(ushort keyId, [NotNullWhen(true)] out PublishedKey? key) => _keys.TryGetValue(keyId, out key);

    /// <summary>Reads the document <c>{"keys":[…]}</c>. Hostile input gives false and a sentence, never an exception.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out KeyRing? ring, out string problem)
    {
        ring = null;
        if (ReadDocument(utf8Json, out problem) is not { } entries)
            return false;

        var keys = new Dictionary<ushort, PublishedKey>();
        foreach (var entry in entries)
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

    private static IList<KeyEntry>? ReadDocument(ReadOnlySpan<byte> utf8Json, out string problem)
    {
        problem = "";
        KeysDocument? document = null;
        try
        {
            if (Utf8.IsValid(utf8Json))
                document = JsonSerializer.Deserialize(utf8Json, KeysJson.Default.KeysDocument);
            else
                problem = "Not a key document: it is not UTF-8.";
        }
        catch (JsonException exception)
        {
            problem = Describe(exception);
        }

        if (problem.Length > 0)
            return null;
        if (document?.Keys is null)
            problem = "Not a key document: it has no `keys`.";
        else if (!HoldsText(utf8Json))
            problem = "Not a key document: a string has half of a surrogate pair.";
        return problem.Length > 0 ? null : document!.Keys;
    }

    /// <summary>
    /// Parsers differ on <c>"\ud83d"</c>, an escape of half a surrogate pair; ours takes it in what it skips and refuses it in what it looks
    /// at. So that all take the same documents, it may stand nowhere.
    /// </summary>
    private static bool HoldsText(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && reader.ValueIsEscaped)
                    reader.GetString();
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
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

    /// <summary>Where it is wrong, without the names of our types.</summary>
    private static string Describe(JsonException exception)
    {
        var place = string.IsNullOrEmpty(exception.Path) || exception.Path == "$" ? "the text" : $"`{exception.Path}`";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Not a key document: {place} is not as it should be (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).");
    }

    private static bool TryRead(KeyEntry? entry, [NotNullWhen(true)] out PublishedKey? key, out string problem)
    {
        key = null;
        if (entry?.KeyId is not (>= 0 and <= ushort.MaxValue))
        {
            problem = "A key has no `keyId` from 0 to 65535.";
            return false;
        }

        problem = Problem(entry, out var publicKey) is { } wrong ? $"Key {entry.KeyId}: {wrong}" : "";
        if (problem.Length > 0)
            return false;
        key = new PublishedKey(
            (ushort)entry.KeyId,
            publicKey!,
            entry.Brand ?? "",
            (entry.Gtins ?? []).ToHashSet(StringComparer.Ordinal),
            entry.Prefixes ?? [],
            entry.NotBefore!.Value,
            entry.NotAfter,
            entry.Status!.Value,
            entry.StatusAt);
        return true;
    }

    /// <summary>A scope or status that can be read in two ways would let two verifiers disagree on a code.</summary>
    private static string? Problem(KeyEntry entry, out PublicKey? publicKey)
    {
        if (!TryReadPublicKey(entry.PublicKey, out publicKey))
            return "`publicKey` is not 32 bytes of base64url.";
        if ((entry.Gtins ?? []).Any(gtin => gtin is not { Length: Gtin.Length } || !Gtin.TryParse(gtin, out _)))
            return "`gtins` holds something other than GTINs of 14 digits.";
        if ((entry.Prefixes ?? []).Any(prefix => prefix is not { Length: > 0 and <= Gtin.Length } || prefix.AsSpan().ContainsAnyExceptInRange('0', '9')))
            return "`prefixes` holds something other than 1 to 14 digits.";
        if (entry.NotBefore is null)
            return "`notBefore` is missing.";
        return entry.Status is null ? "`status` is missing." : null;
    }

    private static bool TryReadPublicKey(string? text, [NotNullWhen(true)] out PublicKey? publicKey)
    {
        publicKey = null;
        Span<byte> bytes = stackalloc byte[32];
        // TryDecode throws when the two spare bits of the last character are set; the status code does not.
        return text is { Length: PublicKeyLength }
            && Base64Url.DecodeFromUtf8(Encoding.UTF8.GetBytes(text), bytes, out _, out var written) == OperationStatus.Done
            && written == 32
            && NSec.Cryptography.PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out publicKey);
    }
}
