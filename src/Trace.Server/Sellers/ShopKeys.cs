using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Trace.Server.Storage;

namespace Trace.Server.Sellers;

/// <summary>Keyed hashes by which a shop is found without being readable in the database, each for one brand.</summary>
/// <remarks>HMAC-SHA256 under a key of the brand, derived from the deployment's secret.</remarks>
public sealed class ShopKeys(DeploymentSecrets secrets)
{
    /// <summary>What finds a shop: its domain, or its name on a platform; none for what names neither.</summary>
    public IReadOnlyList<byte[]> Of(long brandId, string? platform, string? handle, string? address)
    {
        var names = new List<string>(2);
        if (ShopName.Domain(address) is { } domain)
            names.Add($"domain|{domain}");
        // A platform's name may hold any character but none that control: the null character keeps it apart.
        if (ShopName.Platform(platform) is { } on && ShopName.Handle(handle) is { } name)
            names.Add($"handle|{on}\0{name}");
        return [.. names.Select(text => KeyOf(brandId, text))];
    }

    public byte[] OfReference(long brandId, string reference) => KeyOf(brandId, $"reference|{reference}");

    private byte[] KeyOf(long brandId, string text)
    {
        var key = HMACSHA256.HashData(secrets.DeviceKey, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"sellers|{brandId}")));
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
    }
}
