using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Trace.Server.Anomalies;
using Trace.Server.Http;

namespace Trace.Server.Web.Console.Map;

/// <summary>What the map shows, as its address says.</summary>
/// <param name="Days">One of <see cref="Periods"/>: the last so many days.</param>
/// <param name="Gtin">Of one product.</param>
/// <param name="Kind">Anomalies of one kind.</param>
/// <param name="Show"><see cref="Anomalies"/>: discs are as large as there are anomalies; else scans.</param>
public sealed record MapAddress(string? Days = null, string? Gtin = null, string? Kind = null, string? Show = null)
{
    public const string Path = "/console/map";
    public const string CsvPath = "/console/map.csv";
    public const string Anomalies = "anomalies";

    /// <summary>Days; 3650 is all there may be.</summary>
    public static readonly IReadOnlyList<string> Periods = ["7", "30", "90", "365", "3650"];

    private const string Usual = "365";

    public string Period => Days ?? Usual;

    public bool ShowsAnomalies => Show == Anomalies || Kind != null;

    public bool IsFiltered => Gtin != null || Kind != null;

    /// <summary>What is asked for, or what is wrong with the address.</summary>
    public Outcome<(AnomalyFilter Filter, int Days)> Parse()
    {
        if (!Periods.Contains(Period))
            return new Failure("invalid_request", $"`days` is one of {string.Join(", ", Periods)}.");
        return AnomaliesApi.ParseFilter(Kind, status: null, Gtin, batch: null).TryGet(out var filter, out var problem)
            ? (filter, int.Parse(Period, CultureInfo.InvariantCulture))
            : problem;
    }

    public override string ToString() => Below(Path);

    /// <summary>The same numbers as a file.</summary>
    public string ToCsv() => Below(CsvPath);

    private string Below(string path) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>
    {
        ["days"] = Period == Usual ? null : Days,
        ["gtin"] = Gtin,
        ["kind"] = Kind,
        ["show"] = path == Path && Kind == null ? Show : null,
    }.Where(pair => !string.IsNullOrEmpty(pair.Value)));
}
