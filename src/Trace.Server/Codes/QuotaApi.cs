using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>How many units the factories of a brand may order a day.</summary>
public static class QuotaApi
{
    /// <summary>More than any brand makes, and no overflow when it is added up.</summary>
    private const long MaxUnits = 1_000_000_000_000;

    public static void MapQuota(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/brands/{brandId}/issuing-quota").WithTags("Codes").RequireAuthorization(Policies.OwnerOrBrandAdmin);
        group.MapGet("", GetAsync).WithName("GetIssuingQuota")
            .WithSummary("How many units factories may order a day, and how many they ordered today (UTC)")
            .Produces<QuotaResponse>();
        group.MapPut("", SetAsync).WithName("SetIssuingQuota")
            .WithSummary("Change how many units factories may order a day")
            .WithProblems("invalid_quantity")
            .Produces<QuotaResponse>();
        group.MapPost("/allowances", AllowAsync).WithName("AllowIssuing")
            .WithSummary("Allow factories more units for today only")
            .WithProblems("invalid_quantity")
            .Produces<QuotaResponse>();
    }

    private static async Task<IResult> GetAsync(string brandId, Caller caller, Database database, IssuingQuota quota)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused))
            return refused;
        return await database.ReadAsync(session => quota.FindAsync(session, id)) is { } day
            ? TypedResults.Ok(ToResponse(day))
            : BrandsApi.UnknownBrand(brandId);
    }

    private static Task<IResult> SetAsync(
        string brandId, QuotaRequest request, Caller caller, Database database, IssuingQuota quota, AuditTrail audit) =>
        ChangeAsync(brandId, request.DailyUnits, "dailyUnits", "issuing_quota.set", caller, database, quota, audit, IssuingQuota.SetAsync);

    private static Task<IResult> AllowAsync(
        string brandId, AllowanceRequest request, Caller caller, Database database, IssuingQuota quota, AuditTrail audit) =>
        ChangeAsync(brandId, request.Units, "units", "issuing_quota.allow", caller, database, quota, audit, quota.AllowAsync);

    private static async Task<IResult> ChangeAsync(
        string brandId,
        long? units,
        string member,
        string action,
        Caller caller,
        Database database,
        IssuingQuota quota,
        AuditTrail audit,
        Func<Session, long, long, Task> change)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused))
            return refused;
        if (units is not (>= 0 and <= MaxUnits))
            return new Failure("invalid_quantity", $"`{member}` is 0 to 1,000,000,000,000.");
        var outcome = await database.TryWriteAsync<QuotaDay>(async session =>
        {
            if (await quota.FindAsync(session, id) is not { } before)
                return BrandsApi.UnknownBrand(brandId);
            await change(session, id, units.Value);
            var after = (await quota.FindAsync(session, id))!;
            await audit.AddAsync(session, caller, id, new AuditedChange(action, brandId, ToResponse(before), ToResponse(after)));
            return after;
        });
        return outcome.TryGet(out var day, out var failure) ? TypedResults.Ok(ToResponse(day)) : failure;
    }

    private static QuotaResponse ToResponse(QuotaDay day) => new(day.DailyUnits, day.Issued, day.Allowance, day.Left);
}

/// <summary>How many units the factories of a brand may order a day.</summary>
/// <param name="DailyUnits">0 to 1,000,000,000,000.</param>
public sealed record QuotaRequest(long? DailyUnits);

/// <summary>More units for today.</summary>
/// <param name="Units">0 to 1,000,000,000,000.</param>
public sealed record AllowanceRequest(long? Units);

/// <summary>The quota of a brand's factories on this UTC day. What a brand_admin orders does not count.</summary>
/// <param name="DailyUnits">What they may order a day.</param>
/// <param name="IssuedToday">What they ordered today.</param>
/// <param name="AllowedToday">What was allowed beyond the quota for today.</param>
/// <param name="Left">What they may still order today.</param>
public sealed record QuotaResponse(long DailyUnits, long IssuedToday, long AllowedToday, long Left);
