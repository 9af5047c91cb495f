using Trace.Server.Audit;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>One item for one copier: anomalies of a kind and batch together.</summary>
internal static class AnomalyGroupsApi
{
    /// <summary>So many are decided in one transaction with its entry in the trail, and their units' scans wait so long.</summary>
    private const int Portion = 200;

    public static void Map(IEndpointRouteBuilder reading, IEndpointRouteBuilder deciding)
    {
        reading.MapGet("/groups", ListAsync).WithName("ListAnomalyGroups")
            .WithSummary("Anomalies by batch and kind, those with the newest scans first")
            .Produces<Page<AnomalyGroup>>();
        deciding.MapPost("/groups/status", DecideAsync).WithName("DecideAnomalyGroup")
            .WithoutRequestTimeout()
            .WithSummary("Confirm or dismiss all open anomalies of one kind in one batch")
            .WithProblems("invalid_anomaly")
            .Produces<DecideGroupResponse>();
    }

    private static async Task<IResult> ListAsync(
        string? kind, string? status, string? gtin, string? batch, string? cursor, int? limit, Caller caller, Database database)
    {
        if (!Paging.ParseByTime<GroupPlace>(cursor, limit, GroupPlace.TryParse, new GroupPlace(0, "")).TryGet(out var page, out var problem)
            || !AnomaliesApi.ParseFilter(kind, status, gtin, batch).TryGet(out var filter, out problem))
        {
            return problem;
        }

        var rows = await database.ReadAsync(session => AnomalyGroupsStore.ListAsync(session, caller, filter, page.Before, page.Size + 1));
        return TypedResults.Ok(Paging.Of(rows, page.Size, ToGroup, row => Paging.CursorOf(row.LastAt, new GroupPlace(row.BatchNumber ?? 0, row.Kind).ToString())));
    }

    private static async Task<IResult> DecideAsync(DecideGroupRequest request, Caller caller, Database database, AnomalyDecisions decisions, AuditTrail audit)
    {
        if (request.Kind == null || !AnomalyKinds.Words.Contains(request.Kind))
            return new Failure("invalid_anomaly", $"`kind` is one of {string.Join(", ", AnomalyKinds.Words)}.");
        if (request.Status is not (AnomalyRow.Confirmed or AnomalyRow.Dismissed))
            return new Failure("invalid_anomaly", "`status` is confirmed or dismissed.");
        if (AnomalyDecisions.NoteProblem(request.Note) is { } problem)
            return new Failure("invalid_anomaly", problem);
        if (!(await CodesApi.FindAsync(database, caller, request.Batch ?? "")).TryGet(out var batch, out _))
            return new Failure("invalid_anomaly", $"This brand has no batch {request.Batch}.");
        var decided = 0L;
        IReadOnlyList<AnomalyId> ids;
        var after = -1L;
        do
        {
            ids = await database.ReadAsync(session => AnomalyGroupsStore.ListOpenAsync(session, caller.BrandId, batch.Number, AnomalyKinds.Parse(request.Kind), after, Portion));
            if (ids.Count == 0)
                break;
            decided += await database.WriteAsync(async session =>
            {
                var portion = await decisions.DecideAllAsync(session, caller, ids, request.Status, request.Note);
                if (portion > 0)
                {
                    await audit.AddAsync(session, caller, new AuditedChange(
                        "anomaly.decide_group", batch.Id, New: new { request.Kind, request.Status, request.Note, Decided = portion }));
                }

                return portion;
            });
            after = ids[^1].SubjectId;
        }
        while (ids.Count == Portion);
        return TypedResults.Ok(new DecideGroupResponse(decided));
    }

    private static AnomalyGroup ToGroup(AnomalyGroupRow row) => new(
        row.Kind,
        row.BatchNumber is { } number ? BatchId.Format((uint)number) : null,
        row.Gtin,
        row.Codes,
        row.Scans,
        Math.Round(row.Score, 2),
        DateTimeOffset.FromUnixTimeMilliseconds(row.FirstDetectedAt),
        DateTimeOffset.FromUnixTimeMilliseconds(row.LastAt),
        row.Open,
        row.Confirmed,
        row.Dismissed);
}
