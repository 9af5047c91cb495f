using Trace.Server.Http;
using Trace.Server.Web.Console.Units;

namespace Trace.Server.Web.Console.Search;

/// <summary>What was found as a file for spreadsheets.</summary>
public static class SearchCsv
{
    public const string Path = UnitAddress.Path + ".csv";

    public static async Task WriteAsync(string? q, Caller caller, AnySearch search, HttpContext context) => await CsvFile.WriteAsync(
        context,
        "search",
        ["kind", "name", "product", "detail", "address"],
        (await search.FindAsync(caller, q ?? "")).ToAsyncEnumerable().Select<SearchAnswer, IReadOnlyList<string?>>(answer =>
            [answer.IsUnit ? "unit" : "batch", answer.Name, answer.Product, answer.Detail, answer.Address]));
}
