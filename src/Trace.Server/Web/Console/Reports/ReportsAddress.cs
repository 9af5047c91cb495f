using Microsoft.AspNetCore.WebUtilities;
using Trace.Server.Reports;

namespace Trace.Server.Web.Console.Reports;

/// <summary>What the list of reports shows, as its address says.</summary>
/// <param name="Status">A word of <see cref="Statuses"/>; open if left out.</param>
public sealed record ReportsAddress(string? Status = null, string? Gtin = null, string? Cursor = null)
{
    public const string Path = "/console/reports";
    public const string All = "all";

    public static readonly IReadOnlyList<string> Statuses = [ReportsApi.Open, ReportsApi.Handled, All];

    public string Standing => Status ?? ReportsApi.Open;

    /// <summary>As the slice takes it: null for all.</summary>
    public string? Filter => Standing == All ? null : Standing;

    /// <summary>The stable link of one report.</summary>
    public static string Of(string id) => $"{Path}/{id}";

    public override string ToString() => Below(Path, withPlace: true);

    /// <summary>The same list as a file.</summary>
    public string ToCsv() => Below(ReportsCsv.Path, withPlace: false);

    private string Below(string path, bool withPlace) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>
    {
        ["status"] = Standing == ReportsApi.Open ? null : Status,
        ["gtin"] = Gtin,
        ["cursor"] = withPlace ? Cursor : null,
    }.Where(pair => !string.IsNullOrEmpty(pair.Value)));
}
