using Trace.Server.Codes;
using Trace.Server.Http;

namespace Trace.Server.Anomalies;

/// <summary>One item for one copier: anomalies of a kind and batch together.</summary>
internal static class AnomalyGroupsApi
{
    public static void Map(IEndpointRouteBuilder reading, IEndpointRouteBuilder deciding)
    {
        reading.MapGet("/groups", ListAsync).WithName("ListAnomalyGroups")
            .WithSummary("Anomalies by batch and kind, sorted by what matters")
            .Produces<Page<AnomalyGroup>>();
        deciding.MapPost("/groups/status", DecideAsync).WithName("DecideAnomalyGroup")
            .WithoutRequestTimeout()
            .WithSummary("Confirm or dismiss all open anomalies of one kind in one batch")
            .WithProblems("invalid_anomaly")
            .Produces<DecideGroupResponse>();
    }

    private static async Task<IResult> ListAsync(
        string? kind, string? status, string? gtin, string? batch, string? sort, string? cursor, int? limit, Caller caller, AnomalyLists lists)
    {
        var order = GroupOrder.Newest;
        if (sort != null && !GroupOrders.TryParse(sort, out order))
            return new Failure("invalid_request", $"`sort` is one of {string.Join(", ", GroupOrders.Words)}.");
        return AnomaliesApi.ParseFilter(kind, status, gtin, batch).TryGet(out var filter, out var problem)
            && (await lists.ListGroupsAsync(caller, filter, order, cursor, limit)).TryGet(out var page, out problem)
                ? TypedResults.Ok(page)
                : problem;
    }

    private static async Task<IResult> DecideAsync(DecideGroupRequest request, Caller caller, AnomalyGroups groups) =>
        (await groups.DecideAsync(caller, request)).TryGet(out var decided, out var failure) ? TypedResults.Ok(new DecideGroupResponse(decided)) : failure;

    internal static AnomalyGroup ToGroup(AnomalyGroupRow row) => new(
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
        row.Dismissed,
        row.Snoozed,
        row.Codes == 1 ? new AnomalyId(row.FirstSubject, row.FirstSlot).ToString() : null);
}
