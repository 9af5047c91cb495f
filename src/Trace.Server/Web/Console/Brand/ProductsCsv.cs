using Trace.Server.Brands;
using Trace.Server.Http;

namespace Trace.Server.Web.Console.Brand;

/// <summary>The products of a brand as a file for spreadsheets.</summary>
public static class ProductsCsv
{
    public const string Path = "/console/products.csv";

    private static readonly string[] Columns = ["gtin", "name", "description", "picture", "created"];

    public static Task WriteAsync(Caller caller, Products products, HttpContext context, CancellationToken cancellationToken) => CsvFile.WriteAsync(
        context,
        "products",
        Columns,
        products.StreamAsync(caller, cancellationToken).Select<ProductResponse, IReadOnlyList<string?>>(product =>
            [product.Gtin, product.Name, product.Description, product.PictureUrl, CsvFile.Time(product.CreatedAt)]));
}
