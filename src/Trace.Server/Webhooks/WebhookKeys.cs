using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using Trace.Server.Storage;

namespace Trace.Server.Webhooks;

/// <summary>The keys of webhooks: made, sealed and signed with here. One pair a webhook, so that a receiver trusts one sender for one purpose.</summary>
/// <remarks>
/// Standard Webhooks 1.0.0: Ed25519 over <c>{id}.{timestamp}.{body}</c>, written <c>v1a,</c> and base64; public keys <c>whpk_</c> and base64. While a key
/// was replaced and its overlap lasts, both sign. The address is part of what a key is sealed for: one edited past the server gets nothing.
/// </remarks>
public sealed class WebhookKeys(MasterKey masterKey)
{
    private const string PublicPrefix = "whpk_";
    private const string SignaturePrefix = "v1a,";

    private static readonly SignatureAlgorithm Algorithm = SignatureAlgorithm.Ed25519;

    /// <summary>For sealing them again under another master key.</summary>
    public static readonly IReadOnlyList<SealedColumn> Columns =
    [
        SealedColumn.Of<WebhookRow>("webhook", "sealed", ["webhook_id"], WebhooksStore.Columns, row => [row.WebhookId], row => row.Sealed, Purpose),
        SealedColumn.Of<WebhookRow>("webhook", "sealed_previous", ["webhook_id"], WebhooksStore.Columns, row => [row.WebhookId], row => row.SealedPrevious, PreviousPurpose),
    ];

    public static string Format(byte[] publicKey) => PublicPrefix + Convert.ToBase64String(publicKey);

    /// <summary>The row with a new key; what was the key before still signs until a time, or no more if that is null. Null when its seal does not hold: a row edited past the server is never sealed again.</summary>
    public WebhookRow? Rotate(WebhookRow row, long? previousUntil)
    {
        var seed = masterKey.Open(row.Sealed, Purpose(row));
        try
        {
            if (seed == null)
                return null;
            var rotated = WithNew(row) with { PreviousPublicKey = null, SealedPrevious = null, PreviousUntil = null };
            if (previousUntil == null)
                return rotated;
            rotated = rotated with { PreviousPublicKey = row.PublicKey, PreviousUntil = previousUntil };
            return rotated with { SealedPrevious = masterKey.Seal(seed, PreviousPurpose(rotated)) };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The row with a first key.</summary>
    public WebhookRow WithNew(WebhookRow row)
    {
        var seed = RandomNumberGenerator.GetBytes(Algorithm.PrivateKeySize);
        try
        {
            using var key = Key.Import(Algorithm, seed, KeyBlobFormat.RawPrivateKey);
            row = row with { PublicKey = key.PublicKey.Export(KeyBlobFormat.RawPublicKey) };
            return row with { Sealed = masterKey.Seal(seed, Purpose(row)) };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The row with another address, its keys sealed for that. Null when its seal does not hold.</summary>
    public WebhookRow? Move(WebhookRow row, string url)
    {
        var moved = row with { Url = url };
        if (SealAgain(row.Sealed, Purpose(row), Purpose(moved)) is not { } key)
            return null;
        var previous = row.SealedPrevious == null ? null : SealAgain(row.SealedPrevious, PreviousPurpose(row), PreviousPurpose(moved));
        return previous == null
            ? moved with { Sealed = key, PreviousPublicKey = null, SealedPrevious = null, PreviousUntil = null }
            : moved with { Sealed = key, SealedPrevious = previous };
    }

    /// <summary>The header <c>webhook-signature</c>; null when the seal does not hold.</summary>
    public string? Sign(WebhookRow row, string id, long timestamp, byte[] body, DateTimeOffset now)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];
        if (Sign(row.Sealed, Purpose(row), content) is not { } signature)
            return null;
        return row.SealedPrevious != null && row.PreviousUntil > now.ToUnixTimeMilliseconds() && Sign(row.SealedPrevious, PreviousPurpose(row), content) is { } previous
            ? $"{signature} {previous}"
            : signature;
    }

    /// <summary>The address stands last: no value can imitate a separator before it.</summary>
    private static string Purpose(WebhookRow row) => string.Create(
        CultureInfo.InvariantCulture, $"webhook|{row.WebhookId}|{row.BrandId}|{Convert.ToHexString(row.PublicKey)}|{row.Url}");

    private static string PreviousPurpose(WebhookRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"webhook-previous|{row.WebhookId}|{row.BrandId}|{Convert.ToHexString(row.PreviousPublicKey ?? [])}|{row.PreviousUntil}|{row.Url}");

    private string? Sign(byte[] sealedSeed, string purpose, byte[] content)
    {
        var seed = masterKey.Open(sealedSeed, purpose);
        if (seed == null)
            return null;
        try
        {
            using var key = Key.Import(Algorithm, seed, KeyBlobFormat.RawPrivateKey);
            return SignaturePrefix + Convert.ToBase64String(Algorithm.Sign(key, content));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private byte[]? SealAgain(byte[] sealedSeed, string purpose, string newPurpose)
    {
        var seed = masterKey.Open(sealedSeed, purpose);
        try
        {
            return seed == null ? null : masterKey.Seal(seed, newPurpose);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }
}
