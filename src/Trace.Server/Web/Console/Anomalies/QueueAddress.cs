using Microsoft.AspNetCore.WebUtilities;
using Trace.Server.Anomalies;
using Trace.Server.Http;

namespace Trace.Server.Web.Console.Anomalies;

/// <summary>What the queue shows, as its address says: so that a list can be sent to someone as a link.</summary>
/// <param name="Status">One of <see cref="AnomalyRow.Filters"/> or <see cref="All"/>; open if left out.</param>
/// <param name="Sort">A word of <see cref="GroupOrders"/>; of groups alone.</param>
/// <param name="View"><see cref="Codes"/> for each anomaly, else groups.</param>
public sealed record QueueAddress(string? Status, string? Kind, string? Gtin, string? Batch, string? Sort, string? View, string? Cursor)
{
    public const string Path = "/console/anomalies";
    public const string All = "all";
    public const string Codes = "codes";

    public string Standing => Status ?? AnomalyRow.Open;

    public bool ShowsCodes => View == Codes;

    public bool IsFiltered => Kind != null || Gtin != null || Batch != null;

    public Outcome<AnomalyFilter> ToFilter() => AnomaliesApi.ParseFilter(Kind, Standing == All ? null : Standing, Gtin, Batch);

    public override string ToString() => Below(Path, withPlace: true);

    /// <summary>The same list as a file.</summary>
    public string ToCsv() => Below(QueueCsv.Path, withPlace: false);

    private string Below(string path, bool withPlace) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>
    {
        ["status"] = Standing == AnomalyRow.Open ? null : Status,
        ["kind"] = Kind,
        ["gtin"] = Gtin,
        ["batch"] = Batch,
        ["sort"] = withPlace && Sort != GroupOrder.Newest.ToWord() ? Sort : null,
        ["view"] = withPlace ? View : null,
        ["cursor"] = withPlace ? Cursor : null,
    }.Where(pair => !string.IsNullOrEmpty(pair.Value)));
}
