using System.Text.Json;
using Trace.Core.Codes;
using Trace.Server.Brands;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>The key document anyone may read: signing keys with the GTINs of their brand. Made once after each change.</summary>
public sealed class PublishedKeys
{
    private readonly BrandKeys _keys;
    private readonly Snapshot<Document> _document;

    public PublishedKeys(Database database, BrandKeys keys, ProductSeal seal)
    {
        _keys = keys;
        _document = new(() => WriteAsync(database, keys, seal));
        // Changes to keys are seen by the set of keys it was made of.
        database.Changes.On(ProductsStore.Changed, _ => _document.Forget(), _document.Forget);
    }

    /// <summary>The JSON, UTF-8.</summary>
    public async ValueTask<byte[]> GetAsync()
    {
        var document = await _document.GetAsync();
        if (!ReferenceEquals(document.Keys, await _keys.GetAsync()))
        {
            _document.Forget();
            document = await _document.GetAsync();
        }

        return document.Json;
    }

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
