using Trace.Core.Verification;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Reports;

/// <summary>Reports of people who checked a code: read by all who read scans, closed and erased by brand admins.</summary>
public static class ReportsApi
{
    public const string Open = "open";
    public const string Handled = "handled";

    public static void MapReports(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/reports").WithTags("Reports");
        var reading = group.MapGroup("").RequireAuthorization(Policies.ReadingScans);
        reading.MapGet("", ListAsync).WithName("ListReports")
            .WithSummary("Reports of suspicious products, newest first")
            .Produces<Page<ReportResponse>>();
        reading.MapGet("/{reportId}", GetAsync).WithName("GetReport")
            .WithSummary("One report with what the person typed")
            .Produces<ReportDetail>();
        reading.MapGet("/{reportId}/pictures/{number}", GetPictureAsync).WithName("GetReportPicture")
            .WithSummary("A picture of a report, without anything of the file but what is seen")
            .WithProblems("invalid_request")
            .Produces<Stream>(contentType: Picture.MediaType);
        var deciding = group.MapGroup("").RequireAuthorization(Policies.BrandAdmin);
        deciding.MapPost("/{reportId}/status", SetStatusAsync).WithName("SetReportStatus")
            .WithSummary("Say that a report is handled, or open again")
            .Produces<ReportResponse>();
        deciding.MapDelete("/{reportId}", EraseAsync).WithName("EraseReport")
            .WithSummary("Erase a report with its contact and pictures, as the person who sent it may ask")
            .Produces(StatusCodes.Status204NoContent);
    }

    public static ReportResponse ToResponse(ReportRow row) => new(
        PublicId.Format(row.ReportId),
        DateTimeOffset.FromUnixTimeMilliseconds(row.ReportedAt),
        DateTimeOffset.FromUnixTimeMilliseconds(row.CheckedAt),
        Enum.Parse<Verdict>(row.Verdict),
        row.Gtin,
        row.Serial,
        PublicId.Format(row.ScanId),
        row.Pictures,
        row.Contact != null,
        row.HandledAt == null ? Open : Handled,
        UnixTime.Of(row.HandledAt),
        PublicId.Format(row.HandledBy));

    /// <summary>With what the person typed.</summary>
    public static ReportDetail Describe(ReportRow row, ReportSeal seal, bool withContact)
    {
        var words = seal.OpenWords(row);
        return new ReportDetail(ToResponse(row), words.Place, words.Price, words.Currency, words.SellerLink, words.Text, withContact ? seal.OpenContact(row) : null);
    }

    private static async Task<IResult> ListAsync(string? status, string? gtin, string? cursor, int? limit, Caller caller, BrandReports reports) =>
        (await reports.ListAsync(caller, status, gtin, cursor, limit)).TryGet(out var page, out var failure) ? TypedResults.Ok(page) : failure;

    private static async Task<IResult> GetAsync(string reportId, Caller caller, BrandReports reports) =>
        (await reports.FindAsync(caller, reportId)).TryGet(out var report, out var failure) ? TypedResults.Ok(report) : failure;

    private static async Task<IResult> GetPictureAsync(string reportId, int number, Caller caller, BrandReports reports) =>
        (await reports.FindPictureAsync(caller, reportId, number)).TryGet(out var content, out var failure) ? TypedResults.Bytes(content, Picture.MediaType) : failure;

    private static async Task<IResult> SetStatusAsync(string reportId, SetReportStatusRequest request, Caller caller, BrandReports reports) =>
        (await reports.SetStatusAsync(caller, reportId, request.Status)).TryGet(out var report, out var failure) ? TypedResults.Ok(report) : failure;

    private static async Task<IResult> EraseAsync(string reportId, Caller caller, BrandReports reports) =>
        (await reports.EraseAsync(caller, reportId)).TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;
}
