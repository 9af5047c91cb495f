using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>Binds a GTIN to a brand under the master key: a row written without the key gives nobody a GTIN to sign for.</summary>
public sealed class ProductSeal(MasterKey masterKey)
{
    /// <summary>For sealing it again under another master key.</summary>
    public static readonly SealedColumn Column = SealedColumn.Of<ProductRow>(
        "product", "seal", ["gtin"], ProductsStore.Columns, row => [row.Gtin], row => row.Seal, row => Purpose(row.Gtin, row.BrandId));

    public byte[] Make(string gtin, long brandId) => masterKey.Seal([], Purpose(gtin, brandId));

    public bool Holds(ProductRow row) => masterKey.Open(row.Seal, Purpose(row.Gtin, row.BrandId)) != null;

    private static string Purpose(string gtin, long brandId) => $"product|{gtin}|{brandId}";
}
