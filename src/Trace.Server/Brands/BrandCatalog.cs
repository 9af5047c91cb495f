using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>Brands and products in memory, for scans. A product whose seal does not hold is not there.</summary>
public sealed class BrandCatalog
{
    private const int Capacity = 100_000;

    private readonly Cache<long, BrandRow> _brands;
    private readonly Cache<string, ProductRow> _products;

    public BrandCatalog(Database database, ProductSeal seal, ILogger<BrandCatalog> log)
    {
        _brands = new(id => database.ReadAsync(session => BrandsStore.FindAsync(session, id)), Capacity);
        _products = new(gtin => LoadProductAsync(database, seal, log, gtin), Capacity);
        database.Changes.On(BrandsStore.Changed, ForgetBrand, _brands.ForgetAll);
        database.Changes.On(ProductsStore.Changed, _products.Forget, _products.ForgetAll);
    }

    public ValueTask<BrandRow?> FindBrandAsync(long brandId) => _brands.GetAsync(brandId);

    public ValueTask<ProductRow?> FindProductAsync(string gtin) => _products.GetAsync(gtin);

    /// <remarks>A server of another version may say something else than an id.</remarks>
    private void ForgetBrand(string id)
    {
        if (PublicId.TryParse(id, out var brandId))
            _brands.Forget(brandId);
        else
            _brands.ForgetAll();
    }

    private static async Task<ProductRow?> LoadProductAsync(
        Database database, ProductSeal seal, ILogger<BrandCatalog> log, string gtin)
    {
        var row = await database.ReadAsync(session => ProductsStore.FindForScanAsync(session, gtin));
        if (row == null || seal.Holds(row))
            return row;
        BrandsLog.BrokenSeal(log, gtin);
        return null;
    }
}

internal static partial class BrandsLog
{
    [LoggerMessage(2001, LogLevel.Error, "The seal of product {Gtin} does not hold; it is not used.")]
    public static partial void BrokenSeal(ILogger logger, string gtin);
}
