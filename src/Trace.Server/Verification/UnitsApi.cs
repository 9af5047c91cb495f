using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>The story of one unit, for its brand.</summary>
public static class UnitsApi
{
    public static void MapUnits(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/units/{gtin}/{serial}", GetAsync).WithTags("Verification").WithName("GetUnit")
            .RequireAuthorization(Policies.ReadingScans)
            .WithSummary("Status, summary and latest scans of one unit")
            .Produces<UnitResponse>();

    private static async Task<IResult> GetAsync(string gtin, string serial, HttpContext context, Caller caller, UnitStories stories) =>
        PercentEncoding.TryDecode(RawTarget.LastSegment(context), plusMeansSpace: false, out var given) && await stories.FindAsync(caller, gtin, given) is { } story
            ? TypedResults.Ok(story.Unit)
            : new Failure("not_found", $"This brand has no unit {gtin} {serial}.");

    internal static UnitScan ToScan(ScanRow row) => new(
        PublicId.Format(row.ScanId),
        DateTimeOffset.FromUnixTimeMilliseconds(row.ScannedAt),
        row.Ordinal,
        row.Recheck != 0,
        Enum.Parse<Verdict>(row.Verdict),
        Enum.Parse<SignatureState>(row.Signature),
        row.Source,
        row.Latitude == null ? null : new VerifyLocation(row.Latitude, row.Longitude, row.AccuracyMeters));
}
