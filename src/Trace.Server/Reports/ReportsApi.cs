using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Audit;
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
        row.ScanId is { } scan ? PublicId.Format(scan) : null,
        row.Pictures,
        row.Contact != null,
        row.HandledAt == null ? Open : Handled,
        UnixTime.Of(row.HandledAt),
        row.HandledBy is { } handler ? PublicId.Format(handler) : null);

    /// <summary>With what the person typed.</summary>
    public static ReportDetail Describe(ReportRow row, ReportSeal seal, bool withContact)
    {
        var words = seal.OpenWords(row);
        return new ReportDetail(ToResponse(row), words.Place, words.Price, words.Currency, words.SellerLink, words.Text, withContact ? seal.OpenContact(row) : null);
    }

    private static async Task<IResult> ListAsync(string? status, string? gtin, string? cursor, int? limit, Caller caller, Database database)
    {
        if (!Paging.ParseByTime<long>(cursor, limit, PublicId.TryParse, 0).TryGet(out var page, out var problem))
            return problem;
        if (status is not (null or Open or Handled))
            return new Failure("invalid_request", "`status` is open or handled.");
        if (gtin != null && !Gtin.TryParse(gtin, out _))
            return new Failure("invalid_request", "`gtin` is not a GTIN.");
        var filter = new ReportFilter(status, Gtin.TryParse(gtin, out var parsed) ? parsed.Value : null);
        var rows = await database.ReadAsync(session => ReportsStore.ListAsync(session, caller, filter, page.Before, page.Size + 1));
        return TypedResults.Ok(Paging.Of(rows, page.Size, ToResponse, row => Paging.CursorOf(row.ReportedAt, PublicId.Format(row.ReportId))));
    }

    private static async Task<IResult> GetAsync(string reportId, Caller caller, Database database, ReportSeal seal, HttpContext context)
    {
        if (await FindAsync(database, caller, reportId) is not { } row)
            return Unknown(reportId);
        return TypedResults.Ok(Describe(row, seal, withContact: caller.Role == Roles.BrandAdmin));
    }

    private static async Task<IResult> GetPictureAsync(string reportId, int number, Caller caller, Database database, HttpContext context)
    {
        if (await FindAsync(database, caller, reportId) is not { } row
            || await database.ReadAsync(session => ReportsStore.FindPictureAsync(session, row, number)) is not { } content)
        {
            return Unknown(reportId);
        }

        return TypedResults.Bytes(content, Picture.MediaType);
    }

    private static Task<IResult> SetStatusAsync(string reportId, SetReportStatusRequest request, Caller caller, Database database, AuditTrail audit, TimeProvider clock) =>
        ChangeAsync(reportId, caller, database, async (session, row) =>
        {
            if (request.Status is not (Open or Handled))
                return new Failure("invalid_request", "`status` is open or handled.");
            var handled = request.Status == Handled;
            if (handled == (row.HandledAt != null))
                return row;
            var changed = row with { HandledAt = handled ? clock.GetUtcNow().ToUnixTimeMilliseconds() : null, HandledBy = handled ? caller.Id : null };
            await ReportsStore.SetHandledAsync(session, changed);
            await audit.AddAsync(session, caller, new AuditedChange("report.status", reportId, ToResponse(row).Status, request.Status));
            return changed;
        }, row => TypedResults.Ok(ToResponse(row)));

    private static Task<IResult> EraseAsync(string reportId, Caller caller, Database database, AuditTrail audit) =>
        ChangeAsync(reportId, caller, database, async (session, row) =>
        {
            await ReportsStore.RemoveAsync(session, row);
            await audit.AddAsync(session, caller, new AuditedChange("report.erase", reportId));
            return row;
        }, _ => TypedResults.NoContent());

    private static async Task<IResult> ChangeAsync(string reportId, Caller caller, Database database, Func<Session, ReportRow, Task<Outcome<ReportRow>>> change, Func<ReportRow, IResult> answer)
    {
        if (!PublicId.TryParse(reportId, out var id))
            return Unknown(reportId);
        var outcome = await database.TryWriteAsync<ReportRow>(async session =>
            await ReportsStore.FindAsync(session, caller, id) is { } row ? await change(session, row) : Unknown(reportId));
        return outcome.TryGet(out var changed, out var failure) ? answer(changed) : failure;
    }

    private static Task<ReportRow?> FindAsync(Database database, Caller caller, string reportId) => PublicId.TryParse(reportId, out var id)
        ? database.ReadAsync(session => ReportsStore.FindAsync(session, caller, id))
        : Task.FromResult<ReportRow?>(null);

    private static Failure Unknown(string id) => new("not_found", $"There is no report {id}.");
}
