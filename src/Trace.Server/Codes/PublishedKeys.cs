using System.Text.Json;
using Trace.Core.Codes;
using Trace.Server.Brands;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>The key document anyone may read: signing keys with the GTINs of their brand. Made once after each change.</summary>
public sealed class PublishedKeys(Database database, BrandKeys keys, ProductSeal seal)
{
    private readonly Snapshot<byte[]> _document = new(() => WriteAsync(database, keys, seal));

    /// <summary>The JSON, UTF-8.</summary>
    public ValueTask<byte[]> GetAsync() => _document.GetAsync();

    /// <summary>To be called after a change to keys, brands or products was committed, or may have been.</summary>
    public void Forget() => _document.Forget();

    private static async Task<byte[]> WriteAsync(Database database, BrandKeys keys, ProductSeal seal)
    {
        var set = await keys.GetAsync();
        var (products, brands) = await database.ReadAsync(async session => (
            await ProductsStore.ListAllAsync(session), await BrandsStore.ListAsync(session, after: -1, limit: int.MaxValue)));
        var gtins = products.Where(seal.Holds).ToLookup(row => row.BrandId, row => row.Gtin);
        var ring = new KeyRing(brands.Join(
            set.SigningKeys,
            brand => brand.BrandId,
            key => key.BrandId,
            (brand, key) => key.Publish(brand.Name, gtins[brand.BrandId].ToHashSet(StringComparer.Ordinal))));
        return JsonSerializer.SerializeToUtf8Bytes(ring.ToDocument(), KeysJson.Default.KeysDocument);
    }
}
