using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;
using Trace.Server.Web.Consumer;

namespace Trace.Server.Brands;

/// <summary>Reads and sets how a brand looks on its pages: for the API and the console alike.</summary>
public static class Appearances
{
    private const int MaxUrlLength = 500;

    public static async Task<Outcome<AppearanceResponse>> FindAsync(Database database, Caller caller, string brandId)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused))
            return refused;
        return await database.ReadAsync(session => BrandsStore.FindAsync(session, id)) is { } brand ? ToResponse(brand) : BrandsApi.UnknownBrand(brandId);
    }

    public static async Task<Outcome<AppearanceResponse>> SetAsync(Database database, AuditTrail audit, Caller caller, string brandId, AppearanceRequest request)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused))
            return refused;
        if (Problem(request) is { } problem)
            return new Failure("invalid_appearance", problem);
        return await database.TryWriteAsync<AppearanceResponse>(async session =>
        {
            if (await BrandsStore.FindAsync(session, id) is not { } before)
                return BrandsApi.UnknownBrand(brandId);
            var after = before with { Accent = request.Accent, AccentDark = request.AccentDark ?? DarkOf(request.Accent), SupportUrl = request.SupportUrl };
            await BrandsStore.SetAppearanceAsync(session, after);
            await audit.AddAsync(session, caller, id, new AuditedChange("appearance.set", brandId, ToResponse(before), ToResponse(after)));
            return ToResponse(after);
        });
    }

    /// <summary>Of a dark page, where only the light one's was chosen.</summary>
    public static string? DarkOf(string? accent) => AccentColor.TryParse(accent, out var color) ? color.ForDark().ToString() : null;

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

    internal static AppearanceResponse ToResponse(BrandRow brand) => new(brand.Accent, brand.AccentDark, brand.SupportUrl, PicturesApi.AddressOf(brand.Logo));
}
