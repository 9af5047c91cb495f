using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.RateLimits;

namespace Trace.Server.Codes;

/// <summary>After a restore: batches the backup does not hold.</summary>
public static class RecreateApi
{
    public static void MapRecreate(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/batches/recreate", RecreateAsync).WithTags("Codes").WithName("RecreateBatch")
            .RequireAuthorization(Policies.BrandAdmin)
            .WithSummary("Make a batch again under its number, from the manifest of its codes, after a backup without it was restored")
            .WithProblems(
                "invalid_gtin", "unknown_gtin", "invalid_batch", "invalid_quantity", "invalid_date", "invalid_range", "key_lost", "key_revoked", "batch_differs", "batch_number_taken")
            .RequireRateLimiting(RateLimitPolicies.Recreate)
            .WithoutRequestTimeout()
            .Produces<BatchResponse>(StatusCodes.Status201Created);

    private static async Task<IResult> RecreateAsync(
        ManifestResponse manifest, Caller caller, HttpContext context, Idempotency idempotency, Recreating recreating, AuditTrail audit)
    {
        var requestHash = Idempotency.HashOf(context, manifest, ServerJson.Default.ManifestResponse);
        if (await idempotency.FindAnswerAsync(context, caller.Id, requestHash) is { } earlier)
            return earlier;
        if (!(await recreating.DeriveAsync(caller, manifest, context.RequestAborted)).TryGet(out var batch, out var failure))
            return failure;
        return await idempotency.CreateAsync(
            context,
            caller.Id,
            requestHash,
            ServerJson.Default.BatchResponse,
            async session =>
            {
                if (!(await recreating.AddAsync(session, batch)).TryGet(out var made, out var problem))
                    return problem;
                if (made.IsNew)
                    return await CodesApi.RecordAsync(session, audit, caller, "batch.recreate", made.Batch);
                return new Creation<BatchResponse>(CodesApi.ToResponse(made.Batch), $"/api/v1/batches/{made.Batch.Id}");
            });
    }
}
