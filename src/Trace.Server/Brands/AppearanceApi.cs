using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>How a brand looks on the pages that its labels open. Its name is the owner's to set: a brand must not take another one's.</summary>
public static class AppearanceApi
{
    public static void MapAppearance(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/brands/{brandId}/appearance").WithTags("Brands").RequireAuthorization(Policies.OwnerOrBrandAdmin);
        group.MapGet("", GetAsync).WithName("GetAppearance")
            .WithSummary("Colour, support link and logo of a brand's pages")
            .Produces<AppearanceResponse>();
        group.MapPut("", SetAsync).WithName("SetAppearance")
            .WithSummary("Set colour and support link of a brand's pages; what is left out is as without")
            .WithProblems("invalid_appearance")
            .Produces<AppearanceResponse>();
    }

    private static async Task<IResult> GetAsync(string brandId, Caller caller, Database database) =>
        (await Appearances.FindAsync(database, caller, brandId)).TryGet(out var appearance, out var failure) ? TypedResults.Ok(appearance) : failure;

    private static async Task<IResult> SetAsync(string brandId, AppearanceRequest request, Caller caller, Database database, AuditTrail audit) =>
        (await Appearances.SetAsync(database, audit, caller, brandId, request)).TryGet(out var set, out var failure) ? TypedResults.Ok(set) : failure;
}

/// <summary>How a brand looks on its pages.</summary>
/// <param name="Accent">Its colour, #rrggbb, with a contrast of 4.5 to 1 at least on our light pages (#f3f4f2).</param>
/// <param name="AccentDark">The same on dark pages (#191d1b); made of <paramref name="Accent"/> if left out.</param>
/// <param name="SupportUrl">Where people ask the brand, an https address of at most 500 characters.</param>
public sealed record AppearanceRequest(string? Accent = null, string? AccentDark = null, string? SupportUrl = null);

/// <summary>How a brand looks on its pages.</summary>
/// <param name="Accent">Its colour on light pages.</param>
/// <param name="AccentDark">Its colour on dark pages.</param>
/// <param name="SupportUrl">Where people ask the brand.</param>
/// <param name="LogoUrl">Where its logo is, on this server.</param>
public sealed record AppearanceResponse(string? Accent, string? AccentDark, string? SupportUrl, string? LogoUrl);
