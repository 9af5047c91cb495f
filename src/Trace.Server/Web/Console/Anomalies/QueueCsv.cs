using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Trace.Server.Anomalies;
using Trace.Server.Http;

namespace Trace.Server.Web.Console.Anomalies;

/// <summary>The queue as a file for spreadsheets: every anomaly of the list, written as it is read.</summary>
/// <remarks>Notes are typed by people: a cell that a spreadsheet would take for a formula begins with an apostrophe.</remarks>
public static class QueueCsv
{
    public const string Path = "/console/anomalies.csv";

    private static readonly string[] Columns =
        ["id", "kind", "status", "gtin", "serial", "batch", "score", "scans", "opened", "last_scan", "snoozed_until", "assignee", "decided", "note"];

    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        InjectionEscapeCharacter = '\'',
    };

    public static async Task WriteAsync(
        string? status, string? kind, string? gtin, string? batch, Caller caller, AnomalyLists lists, HttpContext context, CancellationToken cancellationToken)
    {
        if (!new QueueAddress(status, kind, gtin, batch, Sort: null, View: null, Cursor: null).ToFilter().TryGet(out var filter, out var problem))
        {
            await problem.ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"anomalies.csv\"";
        await using var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await using var csv = new CsvWriter(writer, Configuration);
        await WriteLineAsync(csv, Columns);
        await foreach (var row in lists.StreamAsync(caller, filter, cancellationToken))
        {
            await WriteLineAsync(csv,
            [
                row.Id, row.Kind, row.Status, row.Gtin, row.Serial, row.BatchId, row.Score.ToString(CultureInfo.InvariantCulture), row.Scans.ToString(CultureInfo.InvariantCulture),
                Time(row.DetectedAt), Time(row.LastScanAt), Time(row.SnoozedUntil), row.Assignee, Time(row.DecidedAt), row.Note,
            ]);
        }
    }

    private static Task WriteLineAsync(CsvWriter csv, string?[] cells)
    {
        foreach (var cell in cells)
            csv.WriteField(cell);
        return csv.NextRecordAsync();
    }

    private static string? Time(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
