using System.Text;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Listings;

/// <summary>Finds sellers and addresses again that are sealed: a keyed hash of what was typed, for one brand alone.</summary>
public sealed class SellerHash(DeploymentSecrets secrets)
{
    private KeyedHash? _key;

    /// <summary>Of a seller on a platform, however it was typed; null without a seller.</summary>
    public byte[]? OfSeller(long brandId, string platform, string? handle) =>
        handle == null ? null : Of(brandId, $"seller|{platform}|{handle.Normalize(NormalizationForm.FormKC).Trim().TrimStart('@').ToLowerInvariant()}");

    public byte[] OfUrl(long brandId, string url) => Of(brandId, $"url|{url}");

    private byte[] Of(long brandId, string text)
    {
        var key = _key ??= new KeyedHash(System.Security.Cryptography.HMACSHA256.HashData(secrets.DeviceKey, "listings"u8));
        var hash = new byte[KeyedHash.SizeBytes];
        key.Hash(Encoding.UTF8.GetBytes($"{PublicId.Format(brandId)}|{text}"), hash);
        return hash;
    }
}
