using Microsoft.AspNetCore.Mvc;
using Trace.Server.Http;
using Trace.Server.RateLimits;

namespace Trace.Server.Verification;

/// <summary>Checking codes: open to everybody.</summary>
public static class VerificationApi
{
    private const int MaxBodyBytes = 8192;
    private const int MaxDeviceLength = 200;

    public static void MapVerification(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/verify", VerifyAsync).WithTags("Verification").WithName("Verify")
            .WithSummary("Check a code; the scan is stored before the answer")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .AllowAnonymous()
            .RequireRateLimiting(RateLimitPolicies.Verify)
            // The body is small, and Kestrel wants it at a rate: there is nothing to wait for.
            .WithoutRequestTimeout()
            .WithProblems("overloaded", "storage_unavailable")
            .Produces<VerifyResponse>();
        app.MapPrivacyStatement();
        app.MapDigitalLink();
        app.MapUnits();
        app.MapScanImport();
        app.MapRefusedTries();
    }

    private static async Task<IResult> VerifyAsync(VerifyRequest request, HttpContext context, Verifier verifier, VerifyLimits limits)
    {
        if (Problem(request) is { } problem)
            return new Failure("invalid_json", problem);
        var device = request.Device ?? DeviceCookie.Read(context.Request);
        var client = limits.ClientOf(context, device);
        var outcome = await verifier.VerifyAsync(request.Code!, new ScanContext("api", device, client, context.Connection.RemoteIpAddress, request.Location));
        if (!outcome.TryGet(out var response, out var failure))
            return failure;
        PublicHeaders.Set(context.Response);
        return TypedResults.Json(response, ServerJson.Default.VerifyResponse);
    }

    private static string? Problem(VerifyRequest request)
    {
        if (request.Code == null)
            return "`code` is missing: send what was read from the label as a string.";
        if (request.Device is { Length: 0 or > MaxDeviceLength })
            return $"`device` is 1 to {MaxDeviceLength} characters.";
        return request.Location?.FindProblem();
    }
}
