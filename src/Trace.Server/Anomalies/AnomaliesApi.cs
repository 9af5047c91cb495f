using Trace.Core.Codes;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Anomalies;

/// <summary>The queue of anomalies: read by all who read scans, decided by brand admins.</summary>
public static class AnomaliesApi
{
    public const string Path = "/api/v1/anomalies";

    /// <summary>Of a unit's newest scans, in which those behind the reasons are looked for.</summary>
    private const int LatestScans = 1000;

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
        if (status != null && !AnomalyRow.Statuses.Contains(status))
            return new Failure("invalid_request", $"`status` is one of {string.Join(", ", AnomalyRow.Statuses)}.");
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
        row.Assignee is { } assignee ? PublicId.Format(assignee) : null,
        UnixTime.Of(row.DecidedAt),
        row.DecidedBy is { } decider ? PublicId.Format(decider) : null);

    private static async Task<IResult> ListAsync(
        string? kind, string? status, string? gtin, string? batch, string? cursor, int? limit, Caller caller, Database database)
    {
        if (!Paging.ParseByTime<AnomalyId>(cursor, limit, AnomalyId.TryParse, default).TryGet(out var page, out var problem)
            || !ParseFilter(kind, status, gtin, batch).TryGet(out var filter, out problem))
        {
            return problem;
        }

        var rows = await database.ReadAsync(session => AnomaliesStore.ListAsync(session, caller, filter, page.Before, page.Size + 1));
        return TypedResults.Ok(Paging.Of(rows, page.Size, ToResponse, row => Paging.CursorOf(row.DetectedAt, row.Id.ToString())));
    }

    private static async Task<IResult> GetAsync(string anomalyId, Caller caller, Database database, Scans scans, BlockedUnits blocks, BatchCatalog batches)
    {
        if (!AnomalyId.TryParse(anomalyId, out var id) || await database.ReadAsync(session => AnomaliesStore.FindAsync(session, caller, id)) is not { } row)
            return Unknown(anomalyId);
        var reasons = AnomalyReasons.FromJson(row.Reasons);
        if (!AnomalyKinds.IsOfUnit(row.Slot))
            return TypedResults.Ok(new AnomalyDetail(ToResponse(row), Blocked: null, [.. reasons.Select(reason => ToEvidence(reason, []))]));
        // Whoever imports scans names them, and may name two alike.
        var known = (await scans.ListScansAsync(caller.BrandId, row.SubjectId, LatestScans)).DistinctBy(scan => scan.ScanId)
            .ToDictionary(scan => PublicId.Format(scan.ScanId), StringComparer.Ordinal);
        var block = await batches.FindAsync(id.Unit.BatchNumber) is { } batch ? await blocks.FindAsync(batch, id.Unit.Index) : null;
        return TypedResults.Ok(new AnomalyDetail(ToResponse(row), block?.Text, [.. reasons.Select(reason => ToEvidence(reason, known))]));
    }

    private static AnomalyEvidence ToEvidence(StoredReason reason, Dictionary<string, ScanRow> scans) => new(
        reason.Code,
        reason.Text,
        reason.Weight,
        reason.Scans,
        scans.TryGetValue(reason.Scan ?? "", out var scan) ? UnitsApi.ToScan(scan) : null,
        scans.TryGetValue(reason.OtherScan ?? "", out var other) ? UnitsApi.ToScan(other) : null);

    private static async Task<IResult> GetPrecisionAsync(Caller caller, Database database)
    {
        var counts = await database.ReadAsync(session => AnomaliesStore.CountAsync(session, caller));
        return TypedResults.Ok(new AnomalyPrecision([.. counts.GroupBy(count => count.Kind).OrderBy(kind => AnomalyKinds.Parse(kind.Key)).Select(kind =>
        {
            long Of(string status) => kind.Where(count => count.Status == status).Sum(count => count.Anomalies);
            var (confirmed, dismissed) = (Of(AnomalyRow.Confirmed), Of(AnomalyRow.Dismissed));
            var decided = confirmed + dismissed;
            return new KindPrecision(kind.Key, Of(AnomalyRow.Open), confirmed, dismissed, decided == 0 ? null : Math.Round(confirmed / (double)decided, 4));
        })]));
    }

    private static async Task<IResult> DecideAsync(string anomalyId, DecideAnomalyRequest request, Caller caller, Database database, AnomalyDecisions decisions)
    {
        if (!AnomalyId.TryParse(anomalyId, out var id))
            return Unknown(anomalyId);
        var outcome = await database.TryWriteAsync(session => decisions.DecideAsync(session, caller, id, request));
        return outcome.TryGet(out var row, out var failure) ? TypedResults.Ok(ToResponse(row)) : failure;
    }

    private static async Task<IResult> AssignAsync(string anomalyId, AssignAnomalyRequest request, Caller caller, Database database, AnomalyDecisions decisions)
    {
        if (!AnomalyId.TryParse(anomalyId, out var id))
            return Unknown(anomalyId);
        var outcome = await database.TryWriteAsync(session => decisions.AssignAsync(session, caller, id, request));
        return outcome.TryGet(out var row, out var failure) ? TypedResults.Ok(ToResponse(row)) : failure;
    }
}
