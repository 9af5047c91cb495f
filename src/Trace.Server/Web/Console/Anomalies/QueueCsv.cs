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

    public static async Task WriteAsync(
        string? status, string? kind, string? gtin, string? batch, Caller caller, AnomalyLists lists, HttpContext context, CancellationToken cancellationToken)
    {
        if (!new QueueAddress(status, kind, gtin, batch, Sort: null, View: null, Cursor: null).ToFilter().TryGet(out var filter, out var problem))
        {
            await problem.ExecuteAsync(context);
            return;
        }

        await ConsoleCsv.WriteAsync(context, "anomalies.csv", Columns, lists.StreamAsync(caller, filter, cancellationToken).Select(Cells));
    }

    private static string?[] Cells(AnomalyResponse row) =>
    [
        row.Id, row.Kind, row.Status, row.Gtin, row.Serial, row.BatchId, row.Score.ToString(CultureInfo.InvariantCulture), ConsoleCsv.Number(row.Scans),
        ConsoleCsv.Time(row.DetectedAt), ConsoleCsv.Time(row.LastScanAt), ConsoleCsv.Time(row.SnoozedUntil), row.Assignee, ConsoleCsv.Time(row.DecidedAt), row.Note,
    ];
}
