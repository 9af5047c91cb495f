using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>What a brand decides about the people who scan its labels.</summary>
public static class PrivacyApi
{
    public static void MapPrivacy(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/brands/{brandId}/privacy").WithTags("Brands").RequireAuthorization(Policies.OwnerOrBrandAdmin);
        group.MapGet("", GetAsync).WithName("GetPrivacy")
            .WithSummary("How long single scans are kept")
            .Produces<PrivacyResponse>();
        group.MapPut("", SetAsync).WithName("SetPrivacy")
            .WithSummary("Change how long single scans are kept; older ones are removed within a day")
            .WithProblems("invalid_retention")
            .Produces<PrivacyResponse>();
    }

    private static async Task<IResult> GetAsync(string brandId, Caller caller, Database database) =>
        (await Retention.FindAsync(database, caller, brandId)).TryGet(out var privacy, out var failure) ? TypedResults.Ok(privacy) : failure;

    private static async Task<IResult> SetAsync(string brandId, PrivacyRequest request, Caller caller, Database database, AuditTrail audit) =>
        (await Retention.SetAsync(database, audit, caller, brandId, request)).TryGet(out var set, out var failure) ? TypedResults.Ok(set) : failure;
}

/// <summary>What a brand decides about the people who scan its labels.</summary>
/// <param name="ScanRetentionDays">How many days single scans are kept, 1 to 3650. Counts and the times of the first and last scan stay.</param>
public sealed record PrivacyRequest(long? ScanRetentionDays);

/// <summary>What a brand decided about the people who scan its labels.</summary>
/// <param name="ScanRetentionDays">How many days single scans are kept; 730 until it is changed.</param>
public sealed record PrivacyResponse(long ScanRetentionDays);
