using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Storage;

namespace Trace.Server.Export;

/// <summary>Everything a brand owns, for leaving, and for its own archive.</summary>
public static class ExportApi
{
    public const string MediaType = "application/zip";

    public static void AddExport(this IServiceCollection services) => services.AddSingleton<BrandExport>();

    /// <remarks>POST, since it is written to the trail: no link of another site starts it in somebody's name.</remarks>
    public static void MapExport(this IEndpointRouteBuilder app) => app.MapPost("/api/v1/brands/{brandId}/export", ExportAsync).WithTags("Brands").WithName("ExportBrand")
        .RequireAuthorization(Policies.BrandAdmin)
        .RequireRateLimiting(RateLimitPolicies.Export)
        .WithoutRequestTimeout()
        .WithSummary("Everything a brand owns as one ZIP of NDJSON files, as it was at one moment; no secret is in it")
        .Produces<Stream>(contentType: MediaType);

    private static async Task<IResult> ExportAsync(string brandId, Caller caller, Database database, AuditTrail audit, BrandExport export, TimeProvider clock, HttpContext context)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused))
            return refused;
        await database.WriteAsync(session => audit.AddAsync(session, caller, id, new AuditedChange("brand.export", brandId)));
        return TypedResults.Stream(
            output => export.WriteAsync(id, output, context.RequestAborted),
            MediaType,
            $"trace-{brandId}-{clock.GetUtcNow().UtcDateTime:yyyy-MM-dd}.zip");
    }
}
