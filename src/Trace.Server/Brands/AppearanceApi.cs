using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;
using Trace.Server.Web.Consumer;

namespace Trace.Server.Brands;

/// <summary>How a brand looks on the pages that its labels open. Its name is the owner's to set: a brand must not take another one's.</summary>
public static class AppearanceApi
{
    private const int MaxUrlLength = 500;

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

    private static async Task<IResult> GetAsync(string brandId, Caller caller, Database database)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused))
            return refused;
        return await database.ReadAsync(session => BrandsStore.FindAsync(session, id)) is { } brand ? TypedResults.Ok(ToResponse(brand)) : BrandsApi.UnknownBrand(brandId);
    }

    private static async Task<IResult> SetAsync(string brandId, AppearanceRequest request, Caller caller, Database database, AuditTrail audit)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused))
            return refused;
        if (Problem(request) is { } problem)
            return new Failure("invalid_appearance", problem);
        var outcome = await database.TryWriteAsync<AppearanceResponse>(async session =>
        {
            if (await BrandsStore.FindAsync(session, id) is not { } before)
                return BrandsApi.UnknownBrand(brandId);
            var after = before with { Accent = request.Accent, AccentDark = request.AccentDark ?? DarkOf(request.Accent), SupportUrl = request.SupportUrl };
            await BrandsStore.SetAppearanceAsync(session, after);
            await audit.AddAsync(session, caller, id, new AuditedChange("appearance.set", brandId, ToResponse(before), ToResponse(after)));
            return ToResponse(after);
        });
        return outcome.TryGet(out var set, out var failure) ? TypedResults.Ok(set) : failure;
    }

    private static string? DarkOf(string? accent) => AccentColor.TryParse(accent, out var color) ? color.ForDark().ToString() : null;

    private static string? Problem(AppearanceRequest request) =>
        ColorProblem(request.Accent, "accent", AccentColor.LightGround, "a darker one")
        ?? ColorProblem(request.AccentDark, "accentDark", AccentColor.DarkGround, "a lighter one")
        ?? (request is { Accent: null, AccentDark: not null } ? "`accentDark` goes with an `accent`." : null)
        ?? (request.SupportUrl == null || IsHttps(request.SupportUrl) ? null : $"`supportUrl` is an absolute https address of at most {MaxUrlLength} characters.");

    private static string? ColorProblem(string? text, string member, AccentColor ground, string advice)
    {
        if (text == null)
            return null;
        if (!AccentColor.TryParse(text, out var color))
            return $"`{member}` is a colour such as #14603b.";
        return color.IsReadableOn(ground)
            ? null
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"`{member}` has a contrast of {Math.Floor(color.ContrastTo(ground) * 100) / 100:0.0#} to the page's {ground}; people need {AccentColor.LeastContrast}. Take {advice}.");
    }

    private static bool IsHttps(string url) =>
        url.Length <= MaxUrlLength && PlainText.Problem(url, "supportUrl", MaxUrlLength) == null && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;

    private static AppearanceResponse ToResponse(BrandRow brand) => new(brand.Accent, brand.AccentDark, brand.SupportUrl, PicturesApi.AddressOf(brand.Logo));
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
