using System.Globalization;
using Trace.Core;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>What happened to the units of a batch: applied, spoiled, unused, lost, stolen, recalled, retired.</summary>
public static class StatusApi
{
    private const long MaxReportBytes = 64 << 20;

    public static void MapStatus(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/batches/{id}/status").WithTags("Codes").RequireAuthorization(Policies.Issuing);
        group.MapPost("", SetAsync).WithName("SetStatus")
            .WithoutRequestTimeout()
            .WithSummary("Report a status by index range, or by scanned codes or serials (NDJSON)")
            .WithProblems("status_protected", "invalid_range", "invalid_status", "invalid_lines")
            .WithLines<StatusLine>()
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxReportBytes))
            .Accepts<SetStatusRequest>("application/json", "application/x-ndjson")
            .Produces<StatusResult>();
        group.MapGet("", ListAsync).WithName("ListStatus")
            .WithSummary("The status reports of a batch in the order they were recorded")
            .Produces<Page<StatusEntry>>();
    }

    private static async Task<IResult> SetAsync(
        string id, string? status, string? at, Caller caller, HttpContext context, Database database, StatusReporting reporting, RangeReports reports)
    {
        if (!(await CodesApi.FindAsync(database, caller, id)).TryGet(out var batch, out var failure))
            return failure;

        if (MediaTypes.Is(context.Request, MediaTypes.Ndjson))
        {
            var time = default(DateTimeOffset);
            if (at != null && !Rfc3339.TryParse(at, out time))
                return new Failure("invalid_request", "`at` is a time with its offset from UTC, such as 2026-11-24T09:30:00Z.");
            if (!(await reporting.ParseLinesAsync(batch, context.Request.Body, status, at == null ? null : time, context.RequestAborted)).TryGet(out var lines, out failure))
                return failure;
            return await RecordAsync(reports, batch, caller, lines);
        }

        if (!MediaTypes.Is(context.Request, MediaTypes.Json))
            return new Failure("unsupported_media_type", $"Send {MediaTypes.Json} for an index range or {MediaTypes.Ndjson} for codes or serials.");
        if (!(await JsonBody.ReadAsync(context.Request, ServerJson.Default.SetStatusRequest)).TryGet(out var request, out failure))
            return failure;
        return reports.Parse(batch, request).TryGet(out var range, out failure) ? await RecordAsync(reports, batch, caller, [range]) : failure;
    }

    private static async Task<IResult> RecordAsync(RangeReports reports, Batch batch, Caller caller, IReadOnlyList<ReportedRange> ranges)
    {
        if (!(await reports.RecordAsync(batch, caller, ranges)).TryGet(out var rows, out var failure))
            return failure;
        // A report by codes can make a long list; the history endpoint has all of it.
        return TypedResults.Ok(new StatusResult(
            batch.Id,
            ranges.Sum(range => range.To - range.From + 1),
            rows.Take(Paging.MaxLimit).Select(ToEntry).ToList()));
    }

    private static async Task<IResult> ListAsync(string id, string? cursor, int? limit, Caller caller, Database database)
    {
        if (!Paging.ParseByNumber(cursor, limit, start: 0).TryGet(out var page, out var failure))
            return failure;
        if (!(await CodesApi.FindAsync(database, caller, id)).TryGet(out var batch, out failure))
            return failure;
        var rows = await database.ReadAsync(
            session => StatusReportsStore.ListAsync(session, caller.BrandId, batch.Number, page.Place, page.Size + 1));
        return TypedResults.Ok(Paging.Of(rows, page.Size, ToEntry, row => row.Entry.ToString(CultureInfo.InvariantCulture)));
    }

    private static StatusEntry ToEntry(StatusReportRow row) => new(
        row.Entry,
        row.FromIndex,
        row.ToIndex,
        Words.Of(row.ToReport().Status),
        DateTimeOffset.FromUnixTimeMilliseconds(row.At),
        DateTimeOffset.FromUnixTimeMilliseconds(row.RecordedAt),
        PublicId.Format(row.RecordedBy));
}
