using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NSec.Cryptography;
using Trace.Core.Codes;

namespace Trace.Core.Tests.Codes.Published;

/// <summary>Keys that everybody knows. Nothing is ever issued with them.</summary>
internal static class TestKeys
{
    public const string Shoe = "09506000134352";
    public const string Bag = "09506000134369";

    /// <summary>Active, for <see cref="Shoe"/>.</summary>
    public const ushort Active = 1;

    /// <summary>Active, for <see cref="Bag"/> only.</summary>
    public const ushort OtherProduct = 7;

    /// <summary>Retired, for every GTIN that starts with 0950600. Its id has two bytes that differ.</summary>
    public const ushort Retired = 300;

    /// <summary>Revoked, for <see cref="Shoe"/>.</summary>
    public const ushort Revoked = 65535;

    /// <summary>Not in the key document.</summary>
    public const ushort Unlisted = 4242;

    private static readonly ushort[] Ids = [0, Active, OtherProduct, Retired, Unlisted, Revoked];

    private static readonly Dictionary<ushort, Key> Keys = Ids.ToDictionary(
        id => id,
        id => NSec.Cryptography.Key.Import(
            SignatureAlgorithm.Ed25519,
            Seed(id),
            KeyBlobFormat.RawPrivateKey,
            new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport }));

    /// <summary>SHA-256 of an ASCII text.</summary>
    public static byte[] Bytes(string label) => SHA256.HashData(Encoding.ASCII.GetBytes(label));

    public static byte[] Seed(ushort id) => Bytes($"Trace published test key {id}");

    public static Key Key(ushort id) => Keys[id];

    public static Gtin Gtin(string digits) =>
        Trace.Core.Codes.Gtin.TryParse(digits, out var gtin) ? gtin : throw new ArgumentException($"{digits} is no GTIN.", nameof(digits));

    public static KeyRing Ring { get; } = new([
        Published(0, KeyStatus.Retired, [Shoe], []),
        Published(Active, KeyStatus.Active, [Shoe], []),
        Published(OtherProduct, KeyStatus.Active, [Bag], []),
        Published(Retired, KeyStatus.Retired, [], ["0950600"]),
        Published(Revoked, KeyStatus.Revoked, [Shoe], []),
    ]);

    /// <summary>The key document as JSON.</summary>
    public static JsonNode Document(KeyRing ring) => JsonNode.Parse(JsonSerializer.Serialize(ring.ToDocument(), KeysJson.Default.KeysDocument))!;

    public static IReadOnlyList<object> SigningKeys => Ids.Select(id => new
    {
        KeyId = id,
        Seed = Convert.ToHexStringLower(Seed(id)),
        PublicKey = Convert.ToHexStringLower(Key(id).PublicKey.Export(KeyBlobFormat.RawPublicKey)),
    }).ToList<object>();

    public static PublishedKey Published(ushort id, PublicKey key, params string[] gtins) => new(
        id,
        key,
        "Test brand",
        gtins.ToHashSet(StringComparer.Ordinal),
        [],
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        NotAfter: null,
        KeyStatus.Active,
        StatusAt: null);

    private static PublishedKey Published(ushort id, KeyStatus status, string[] gtins, string[] prefixes) =>
        Published(id, Key(id).PublicKey, gtins) with
        {
            Prefixes = prefixes,
            Status = status,
            StatusAt = status == KeyStatus.Active ? null : new DateTimeOffset(2026, 6, 30, 12, 0, 0, TimeSpan.Zero),
        };
}
