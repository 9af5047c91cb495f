using Trace.Server.Brands;
using Trace.Server.Http;

namespace Trace.Server.Web.Console.Brand;

/// <summary>The products of a brand as a file for spreadsheets.</summary>
public static class ProductsCsv
{
    public const string Path = "/console/products.csv";

    public static Task WriteAsync(Caller caller, Products products, HttpContext context) => CsvFile.WritePagesAsync(
        context,
        "products",
        ["gtin", "name", "description", "picture", "created"],
        cursor => products.ListAsync(caller, cursor, Paging.MaxLimit),
        product => [product.Gtin, product.Name, product.Description, product.PictureUrl, CsvFile.Time(product.CreatedAt)]);
}
