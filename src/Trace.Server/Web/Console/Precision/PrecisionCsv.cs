using System.Globalization;
using Trace.Server.Anomalies;
using Trace.Server.Http;

namespace Trace.Server.Web.Console.Precision;

/// <summary>The figures of the page as a file for spreadsheets: by kind, by month, by threshold.</summary>
public static class PrecisionCsv
{
    public const string Path = "/console/precision.csv";

    private static readonly string[] Columns = ["of", "which", "confirmed", "dismissed", "share", "low", "high", "confirmed_missed", "dismissed_spared"];

    public static async Task WriteAsync(Caller caller, Precisions precisions, HttpContext context) =>
        await CsvFile.WriteAsync(context, "precision", Columns, Rows(await precisions.FindAsync(caller)).ToAsyncEnumerable());

    private static IEnumerable<IReadOnlyList<string?>> Rows(PrecisionReport report) =>
    [
        Row("all", "", report.Total),
        .. report.Kinds.Select(kind => Row("kind", kind.Kind, kind.Share)),
        .. report.Months.Select(month => Row("month", month.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), month.Share)),
        .. report.Copied.Select(step => Row("copied_threshold", step)),
        .. report.Diverted.Select(step => Row("diverted_threshold", step)),
    ];

    private static string?[] Row(string of, string which, DecidedShare share) =>
        [of, which, Text(share.Confirmed), Text(share.Dismissed), Text(share.Share), Text(share.Interval.Low), Text(share.Interval.High), null, null];

    private static string?[] Row(string of, ThresholdStep step) =>
        [of, Text(step.Threshold), Text(step.Confirmed), Text(step.Dismissed), null, null, null, Text(step.Missed), Text(step.Spared)];

    private static string? Text(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture);
}
