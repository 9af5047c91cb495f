using Trace.Core.Codes;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>The queue of anomalies: read by all who read scans, decided by brand admins.</summary>
public static class AnomaliesApi
{
    public const string Path = "/api/v1/anomalies";

    public static void MapAnomalies(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithTags("Anomalies");
        var reading = group.MapGroup("").RequireAuthorization(Policies.ReadingScans);
        reading.MapGet("", ListAsync).WithName("ListAnomalies")
            .WithSummary("Anomalies, newest first")
            .Produces<Page<AnomalyResponse>>();
        reading.MapGet("/precision", GetPrecisionAsync).WithName("GetAnomalyPrecision")
            .WithSummary("How many anomalies of each kind people confirmed and dismissed")
            .Produces<AnomalyPrecision>();
        reading.MapGet("/{anomalyId}", GetAsync).WithName("GetAnomaly")
            .WithSummary("One anomaly with the scans behind its reasons")
            .Produces<AnomalyDetail>();
        var deciding = group.MapGroup("").RequireAuthorization(Policies.BrandAdmin);
        deciding.MapPost("/{anomalyId}/status", DecideAsync).WithName("DecideAnomaly")
            .WithSummary("Confirm an anomaly, with or without a block of its code, dismiss it or open it again")
            .WithProblems("invalid_anomaly")
            .Produces<AnomalyResponse>();
        deciding.MapPost("/{anomalyId}/assign", AssignAsync).WithName("AssignAnomaly")
            .WithSummary("Say whose work an anomaly is")
            .WithProblems("invalid_anomaly")
            .Produces<AnomalyResponse>();
        deciding.MapPost("/{anomalyId}/snooze", SnoozeAsync).WithName("SnoozeAnomaly")
            .WithSummary("Leave an open anomaly out of the open ones until a time, or no longer")
            .WithProblems("invalid_anomaly")
            .Produces<AnomalyResponse>();
        AnomalyGroupsApi.Map(reading, deciding);
    }

    public static Failure Unknown(string id) => new("not_found", $"There is no anomaly {id}.");

    /// <summary>The filters of a list, or what is wrong with them.</summary>
    internal static Outcome<AnomalyFilter> ParseFilter(string? kind, string? status, string? gtin, string? batch)
    {
        var number = 0U;
        var parsed = default(Gtin);
        if (kind != null && !AnomalyKinds.Words.Contains(kind))
            return new Failure("invalid_request", $"`kind` is one of {string.Join(", ", AnomalyKinds.Words)}.");
        if (status != null && !AnomalyRow.Filters.Contains(status))
            return new Failure("invalid_request", $"`status` is one of {string.Join(", ", AnomalyRow.Filters)}.");
        if (gtin != null && !Gtin.TryParse(gtin, out parsed))
            return new Failure("invalid_request", "`gtin` is not a GTIN.");
        if (batch != null && !BatchId.TryParse(batch, out number))
            return new Failure("invalid_request", "`batch` is not a batch's id.");
        return new AnomalyFilter(kind, status, gtin == null ? null : parsed.Value, batch == null ? null : number);
    }

    internal static AnomalyResponse ToResponse(AnomalyRow row) => new(
        row.Id.ToString(),
        row.Kind,
        row.Gtin,
        row.Serial,
        row.BatchId,
        Math.Round(row.Score, 2),
        DateTimeOffset.FromUnixTimeMilliseconds(row.DetectedAt),
        row.Scans,
        [.. AnomalyReasons.FromJson(row.Reasons).Select(reason => new AnomalyReason(reason.Code, reason.Text, reason.Weight))],
        row.Status,
        DateTimeOffset.FromUnixTimeMilliseconds(row.LastAt),
        row.Note,
        PublicId.Format(row.Assignee),
        UnixTime.Of(row.DecidedAt),
        PublicId.Format(row.DecidedBy),
        UnixTime.Of(row.SnoozedUntil));

    private static async Task<IResult> ListAsync(
        string? kind, string? status, string? gtin, string? batch, string? cursor, int? limit, Caller caller, AnomalyLists lists) =>
        ParseFilter(kind, status, gtin, batch).TryGet(out var filter, out var problem) && (await lists.ListAsync(caller, filter, cursor, limit)).TryGet(out var page, out problem)
            ? TypedResults.Ok(page)
            : problem;

    private static async Task<IResult> GetAsync(string anomalyId, Caller caller, AnomalyLists lists) =>
        AnomalyId.TryParse(anomalyId, out var id) && await lists.FindAsync(caller, id) is { } story ? TypedResults.Ok(story.Detail) : Unknown(anomalyId);

    private static async Task<IResult> GetPrecisionAsync(Caller caller, AnomalyLists lists)
    {
        var counts = await lists.CountAsync(caller);
        return TypedResults.Ok(new AnomalyPrecision([.. counts.GroupBy(count => count.Kind).OrderBy(kind => AnomalyKinds.Parse(kind.Key)).Select(kind =>
        {
            long Of(string status) => kind.Where(count => count.Status == status).Sum(count => count.Anomalies);
            var (confirmed, dismissed) = (Of(AnomalyRow.Confirmed), Of(AnomalyRow.Dismissed));
            var decided = confirmed + dismissed;
            return new KindPrecision(kind.Key, Of(AnomalyRow.Open) + Of(AnomalyRow.Snoozed), confirmed, dismissed, decided == 0 ? null : Math.Round(confirmed / (double)decided, 4));
        })]));
    }

    private static Task<IResult> DecideAsync(string anomalyId, DecideAnomalyRequest request, Caller caller, AnomalyDecisions decisions) =>
        ChangeAsync(anomalyId, id => decisions.DecideAsync(caller, id, request));

    private static Task<IResult> AssignAsync(string anomalyId, AssignAnomalyRequest request, Caller caller, AnomalyDecisions decisions) =>
        ChangeAsync(anomalyId, id => decisions.AssignAsync(caller, id, request));

    private static Task<IResult> SnoozeAsync(string anomalyId, SnoozeAnomalyRequest request, Caller caller, AnomalyDecisions decisions) =>
        ChangeAsync(anomalyId, id => decisions.SnoozeAsync(caller, id, request));

    private static async Task<IResult> ChangeAsync(string anomalyId, Func<AnomalyId, Task<Outcome<AnomalyRow>>> change)
    {
        if (!AnomalyId.TryParse(anomalyId, out var id))
            return Unknown(anomalyId);
        return (await change(id)).TryGet(out var row, out var failure) ? TypedResults.Ok(ToResponse(row)) : failure;
    }
}
