using System.Globalization;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>How often codes of a brand were tried that it did not issue, and in which hours that was a guessing campaign.</summary>
public static class RefusedTriesApi
{
    private const long HourMilliseconds = 3_600_000;

    public static void MapRefusedTries(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/brands/{brandId}/refused-tries", ListAsync).WithTags("Verification").WithName("ListRefusedTries")
            .RequireAuthorization(Policies.OwnerOrReadingScans)
            .WithSummary("Tries of codes that were not issued, by hour, newest first")
            .Produces<Page<RefusedTriesHour>>();

    /// <remarks>The owner also reads brand <c>000000000000</c>: tries for GTINs that no brand has.</remarks>
    private static async Task<IResult> ListAsync(
        string brandId, string? cursor, int? limit, Caller caller, Database database, BrandCatalog brands, Campaigns campaigns)
    {
        if (!PublicId.TryParse(brandId, out var id) || !caller.MayManage(id) || (id != Campaigns.NoBrand && await brands.FindBrandAsync(id) == null))
            return BrandsApi.UnknownBrand(brandId);
        if (!Paging.ParseByNumber(cursor, limit, start: long.MaxValue).TryGet(out var page, out var problem))
            return problem;
        var rows = await database.ReadAsync(session => RefusedTriesStore.ListAsync(session, id, page.Place, page.Size + 1));
        var hours = rows.GroupBy(row => row.Hour).OrderByDescending(hour => hour.Key).ToList();
        return TypedResults.Ok(Paging.Of(
            hours, page.Size, hour => ToResponse(hour, campaigns), hour => hour.Key.ToString(CultureInfo.InvariantCulture)));
    }

    private static RefusedTriesHour ToResponse(IGrouping<long, RefusedTryRow> hour, Campaigns campaigns)
    {
        var reasons = hour.Where(row => row.Reason != RefusedTries.Limited).Select(row => new RefusedTriesReason(row.Reason, row.Tries)).ToList();
        return new RefusedTriesHour(
            DateTimeOffset.FromUnixTimeMilliseconds(hour.Key * HourMilliseconds),
            reasons.Sum(reason => reason.Tries),
            hour.Where(row => row.Reason == RefusedTries.Limited).Sum(row => row.Tries),
            campaigns.IsCampaign(reasons.Where(reason => reason.Code != "key_revoked").Sum(reason => reason.Tries)),
            reasons);
    }
}
