using System.Text.Json;
using Trace.Core.Codes;
using Trace.Server.Brands;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>The key document anyone may read: signing keys with the GTINs of their brand. Made once after each change.</summary>
public sealed class PublishedKeys(Database database, BrandKeys keys, ProductSeal seal)
{
    private readonly Snapshot<Document> _document = new(() => WriteAsync(database, keys, seal));

    /// <summary>The JSON, UTF-8.</summary>
    public async ValueTask<byte[]> GetAsync()
    {
        var document = await _document.GetAsync();
        if (!ReferenceEquals(document.Keys, await keys.GetAsync()))
        {
            _document.Forget();
            document = await _document.GetAsync();
        }

        return document.Json;
    }

    /// <summary>To be called after a change to products was committed, or may have been. Changes to keys are seen.</summary>
    public void Forget() => _document.Forget();

    private static async Task<Document> WriteAsync(Database database, BrandKeys keys, ProductSeal seal)
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
        return new Document(set, JsonSerializer.SerializeToUtf8Bytes(ring.ToDocument(), KeysJson.Default.KeysDocument));
    }

    private sealed record Document(KeySet Keys, byte[] Json);
}
