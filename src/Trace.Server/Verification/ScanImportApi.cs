using System.Data.Common;
using Microsoft.AspNetCore.Mvc;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Scans that were made elsewhere or before: each is judged as if it had come at its time.</summary>
public static class ScanImportApi
{
    /// <summary>Who reads verdicts waits for them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    public static void MapScanImport(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/scans/import", ImportAsync).WithTags("Verification").WithName("ImportScans")
            .RequireAuthorization(Policies.ImportingScans)
            .WithSummary("Store past scans (NDJSON of any length); each is judged as of its time, one bad line never stops the rest")
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            .RequireRateLimiting(RateLimitPolicies.ScanImport)
            .WithoutRequestTimeout()
            .WithProblems("storage_unavailable")
            .WithLines<ScanImportLine>()
            .WithAnswerLines<ScanImportVerdict>()
            .Accepts<string>(MediaTypes.Ndjson)
            .Produces<ScanImportResult>(contentType: MediaTypes.Json, additionalContentTypes: MediaTypes.Ndjson);

    private static async Task<IResult> ImportAsync(bool? verdicts, Caller caller, HttpContext context, ScanImport import)
    {
        if (!MediaTypes.Is(context.Request, MediaTypes.Ndjson))
            return new Failure("unsupported_media_type", $"Send the scans as {MediaTypes.Ndjson}, one a line.");
        if (verdicts != true)
        {
            var summary = new ScanImportSummary();
            await import.RunAsync(context.Request.BodyReader, caller, patience: null, summary, context.RequestAborted);
            return TypedResults.Json(summary.Result, ServerJson.Default.ScanImportResult);
        }

        var answer = new ScanImportVerdicts(context);
        try
        {
            await import.RunAsync(context.Request.BodyReader, caller, Patience, answer, context.RequestAborted);
            await answer.EndAsync();
        }
        catch (Exception exception) when (answer.HasBegun && FailureOf(exception) is { } failure)
        {
            await answer.EndAsync(failure);
        }

        return Results.Empty;
    }

    /// <summary>What passes, or is the sender's mistake; null for a bug, at which the answer breaks off.</summary>
    private static Failure? FailureOf(Exception exception) => exception switch
    {
        DbException fault when StorageFault.IsPassing(fault) => StorageFault.ToFailure("The database does not answer. Send the lines that have no answer again; those with an id can all be sent again."),
        BadHttpRequestException bad => Problems.ForStatus(bad.StatusCode),
        _ => null,
    };
}
