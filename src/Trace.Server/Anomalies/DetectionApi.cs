using Trace.Core.Detection;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>How much evidence a brand wants before its codes count as copied or diverted.</summary>
public static class DetectionApi
{
    /// <summary>More than the public can make of one network, or of devices it made up: what <see cref="UnitEvidence"/> counts of those stays below.</summary>
    public const double LeastThreshold = 5.5;

    public static void MapDetection(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/detection", GetAsync).WithTags("Anomalies").WithName("GetDetection")
            .RequireAuthorization(Policies.ReadingScans)
            .WithSummary("From which scores on codes count as copied or diverted")
            .Produces<DetectionResponse>();
        app.MapPut("/api/v1/detection", PutAsync).WithTags("Anomalies").WithName("SetDetection")
            .RequireAuthorization(Policies.BrandAdmin)
            .WithSummary("Change from which scores on codes count as copied or diverted; from the next scan on")
            .WithProblems("invalid_detection")
            .Produces<DetectionResponse>();
    }

    public static async Task<DetectionResponse> FindAsync(Database database, Caller caller) =>
        ToResponse(await database.ReadAsync(session => BrandsStore.FindAsync(session, caller.BrandId)));

    public static async Task<Outcome<DetectionResponse>> SetAsync(Database database, AuditTrail audit, Caller caller, DetectionRequest request)
    {
        if (!WholeBrand.Parse(PublicId.Format(caller.BrandId), caller).TryGet(out var brandId, out var refused))
            return refused;
        if (request.CopiedThreshold is not (null or (>= LeastThreshold and <= 20)))
            return new Failure("invalid_detection", "`copiedThreshold` is 5.5 to 20.");
        if (request.CautionThreshold is not (null or (>= LeastThreshold and <= 30)) || request.CautionThreshold < (request.CopiedThreshold ?? EvidenceSettings.Default.Copied))
            return new Failure("invalid_detection", "`cautionThreshold` is 5.5 to 30, and not below `copiedThreshold`.");
        if (request.DivertedThreshold is not (null or (>= 2 and <= 12)))
            return new Failure("invalid_detection", "`divertedThreshold` is 2 to 12.");
        return await database.WriteAsync(async session =>
        {
            var before = ToResponse(await BrandsStore.FindAsync(session, brandId));
            await BrandsStore.SetThresholdsAsync(session, brandId, request.CopiedThreshold, request.CautionThreshold, request.DivertedThreshold);
            var after = ToResponse(await BrandsStore.FindAsync(session, brandId));
            await audit.AddAsync(session, caller, new AuditedChange("detection.set", PublicId.Format(brandId), before, after));
            return after;
        });
    }

    private static async Task<IResult> GetAsync(Caller caller, Database database) => TypedResults.Ok(await FindAsync(database, caller));

    private static async Task<IResult> PutAsync(DetectionRequest request, Caller caller, Database database, AuditTrail audit) =>
        (await SetAsync(database, audit, caller, request)).TryGet(out var set, out var failure) ? TypedResults.Ok(set) : failure;

    private static DetectionResponse ToResponse(BrandRow? brand)
    {
        var thresholds = brand?.Thresholds ?? EvidenceSettings.Default;
        return new DetectionResponse(thresholds.Copied, thresholds.Caution, thresholds.Diverted);
    }
}
