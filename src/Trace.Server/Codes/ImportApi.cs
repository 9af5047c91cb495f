using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>A brand's own serials become a batch.</summary>
public static class ImportApi
{
    private const long MaxBodyBytes = 512L << 20;

    /// <summary>
    /// Bound at each start, not by the generator: for [AsParameters] it writes our namespace so that System.Diagnostics.Trace is meant.
    /// </summary>
    private static Delegate Import => ImportAsync;

    public static void MapImport(this IEndpointRouteBuilder app) =>
#pragma warning disable RDG002 // As said above.
        app.MapPost("/api/v1/batches/import", Import).WithTags("Codes").WithName("ImportBatch")
            .RequireAuthorization(Policies.BrandAdmin)
            .WithSummary("Make a batch of serials from a brand's own system (CSV with a header line and a column serial)")
            .WithProblems("invalid_gtin", "unknown_gtin", "no_signing_key", "invalid_batch", "invalid_quantity", "invalid_date", "invalid_lines")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .RequireRateLimiting(RateLimitPolicies.Import)
            .WithoutRequestTimeout()
            .Accepts<string>(MediaTypes.Csv)
            .Produces<BatchResponse>(StatusCodes.Status201Created);
#pragma warning restore RDG002

    private static async Task<IResult> ImportAsync(
        [AsParameters] ImportQuery query,
        Caller caller,
        HttpContext context,
        Idempotency idempotency,
        Importing importing,
        AuditTrail audit,
        TraceSettings settings)
    {
        if (!MediaTypes.Is(context.Request, MediaTypes.Csv))
            return new Failure("unsupported_media_type", $"Send the serials as {MediaTypes.Csv}.");

        // The body goes to a file first: a slow client must not hold the transaction open.
        await using var file = PrivateFile.CreateTemporary(settings.DataFolder);
        var hash = await SpoolAsync(context.Request.Body, file, context.RequestAborted);
        var requestHash = Idempotency.HashOf(context, hash);
        if (await idempotency.FindAnswerAsync(context, caller.Id, requestHash) is { } earlier)
            return earlier;
        file.Position = 0;
        if (!(await importing.CheckAsync(file, query)).TryGet(out var read, out var failure) || !CodesApi.InScope(caller, read).TryGet(out var order, out failure))
            return failure;
        file.Position = 0;
        if (!(await importing.StageAsync(caller.BrandId, order, file, query)).TryGet(out var staging, out failure))
            return failure;

        await using (staging)
        {
            return await idempotency.CreateAsync(
                context,
                caller.Id,
                requestHash,
                ServerJson.Default.BatchResponse,
                async session => await CodesApi.RecordAsync(
                    session, audit, caller, "batch.import", await importing.CommitAsync(session, staging, order)));
        }
    }

    private static async Task<byte[]> SpoolAsync(Stream body, Stream file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer.AsSpan(0, read));
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return hash.GetHashAndReset();
    }
}

/// <summary>What an import says of its batch besides the serials. A column of the same name may say it instead.</summary>
/// <param name="Gtin">The product; or a column gtin with one value throughout.</param>
/// <param name="Lot">1 to 20 characters of GS1 set 82.</param>
/// <param name="Expiry">YYYY-MM-DD or YYYY-MM.</param>
/// <param name="Market">Countries, separated by commas.</param>
/// <param name="InCode">lot, expiry or both, separated by commas.</param>
/// <param name="Activate">Its units count as applied from the start.</param>
/// <param name="Specimen">A test batch.</param>
/// <param name="Site">The site that applies them.</param>
/// <param name="Cover">A second code of each unit is printed under a cover.</param>
public sealed record ImportQuery(
    string? Gtin, string? Lot, string? Expiry, string? Market, string? InCode, bool? Activate, bool? Specimen, string? Site = null, bool? Cover = null);
