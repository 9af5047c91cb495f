using Trace.Server.Http;
using Trace.Server.Reports;

namespace Trace.Server.Web.Console.Reports;

/// <summary>The list of reports as a file for spreadsheets, without what people typed: files travel further than pages.</summary>
public static class ReportsCsv
{
    public const string Path = "/console/reports.csv";

    public static Task WriteAsync(string? status, string? gtin, Caller caller, BrandReports reports, HttpContext context) => CsvFile.WritePagesAsync(
        context,
        "reports",
        ["id", "reported", "checked", "verdict", "gtin", "serial", "scan", "pictures", "has_contact", "status", "handled", "handled_by"],
        cursor => reports.ListAsync(caller, new ReportsAddress(status).Filter, gtin, cursor, Paging.MaxLimit),
        report =>
        [
            report.Id, CsvFile.Time(report.ReportedAt), CsvFile.Time(report.CheckedAt), ReportPage.Verdict(report), report.Gtin, report.Serial, report.Scan,
            CsvFile.Number(report.Pictures), report.HasContact ? "yes" : "no", report.Status, CsvFile.Time(report.HandledAt), report.HandledBy,
        ]);
}
