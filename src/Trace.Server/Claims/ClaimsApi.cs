using Microsoft.AspNetCore.Mvc;
using Trace.Core.Codes;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Verification;

namespace Trace.Server.Claims;

/// <summary>Covered codes entered by way of an app; the page has its own form.</summary>
public static class ClaimsApi
{
    /// <summary>Twice what is printed, for all the spaces and hyphens a person may type.</summary>
    public const int MaxCoverLength = 24;

    private const int MaxBodyBytes = 8192;

    public static void AddClaims(this IServiceCollection services) => services.AddSingleton<Claiming>();

    public static void MapClaims(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/claims", ClaimAsync).WithTags("Claims").WithName("ClaimUnit")
            .WithSummary("Enter the covered code of a unit: one use is the first; at most 5 tries an hour")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .AllowAnonymous()
            .RequireRateLimiting(RateLimitPolicies.Claim)
            .WithProblems("storage_unavailable")
            .Produces<ClaimResponse>();

    private static async Task<IResult> ClaimAsync(ClaimRequest request, HttpContext context, Verifier verifier, VerifyLimits limits, Claiming claiming)
    {
        if (request.Code == null || request.Cover is not { Length: <= MaxCoverLength } cover || !CoverCode.IsWellFormed(cover))
            return new Failure("invalid_json", $"Send `code`, what was read from the label, and `cover`, the covered code: {CoverCode.Length} letters and digits without U; spaces and hyphens do not matter.");
        if (!(await verifier.IdentifyAsync(request.Code, limits.ClientOf(context, DeviceCookie.Read(context.Request)))).TryGet(out var found, out var failure))
            return failure;
        PublicHeaders.Set(context.Response);
        // Whether a code was issued is said by a check under the same limits, so nothing is told here that is not told there.
        if (found.Unit is not { Batch.Cover: true } unit)
            return TypedResults.Ok(new ClaimResponse(ClaimResult.Wrong));
        var covered = new CoveredUnit(unit.Id.Value, unit.Batch.BrandId, unit.Batch.Gtin, unit.Serial, CheckId: null);
        return (await claiming.TakeAsync(covered, cover, context.Connection.RemoteIpAddress, context.RequestAborted)).TryGet(out var answer, out failure)
            ? TypedResults.Ok(answer)
            : failure;
    }
}
