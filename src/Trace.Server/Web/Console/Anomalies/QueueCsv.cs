using System.Globalization;
using Trace.Server.Anomalies;
using Trace.Server.Http;

namespace Trace.Server.Web.Console.Anomalies;

/// <summary>The queue as a file for spreadsheets: every anomaly of the list.</summary>
public static class QueueCsv
{
    public const string Path = "/console/anomalies.csv";

    private static readonly string[] Columns =
        ["id", "kind", "status", "gtin", "serial", "batch", "score", "scans", "opened", "last_scan", "snoozed_until", "assignee", "decided", "note"];

    public static Task WriteAsync(
        string? status, string? kind, string? gtin, string? batch, Caller caller, AnomalyLists lists, HttpContext context, CancellationToken cancellationToken) =>
        new QueueAddress(status, kind, gtin, batch, Sort: null, View: null, Cursor: null).ToFilter().TryGet(out var filter, out var problem)
            ? CsvFile.WriteAsync(context, "anomalies", Columns, lists.StreamAsync(caller, filter, cancellationToken).Select<AnomalyResponse, IReadOnlyList<string?>>(row =>
            [
                row.Id, row.Kind, row.Status, row.Gtin, row.Serial, row.BatchId, row.Score.ToString(CultureInfo.InvariantCulture), row.Scans.ToString(CultureInfo.InvariantCulture),
                CsvFile.Time(row.DetectedAt), CsvFile.Time(row.LastScanAt), CsvFile.Time(row.SnoozedUntil), row.Assignee, CsvFile.Time(row.DecidedAt), row.Note,
            ]))
            : problem.ExecuteAsync(context);
}
