using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Sellers;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

/// <summary>Is this shop authorized? A form, and the answer "listed" or "not listed" of today, for brands that have a list.</summary>
public static class SellerPages
{
    public const string Path = "/sellers";

    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapMethods($"{Path}/{{brandSlug}}", [HttpMethods.Get, HttpMethods.Head], AnswerAsync).RequireRateLimiting(RateLimitPolicies.SellerCheck);

    public static string AddressOf(string slug) => $"{Path}/{slug}";

    private static async Task<IResult> AnswerAsync(string brandSlug, HttpContext context, AuthorizedSellers sellers, TimeProvider clock)
    {
        if (await sellers.FindBrandAsync(brandSlug) is not { } brand)
            return ConsumerPages.NotFound(context);
        var typed = Typed(context.Request.Query);
        // An empty form is not yet a question.
        var listed = typed.IsQuestion ? await sellers.IsListedAsync(brand.BrandId, new SellerQuery(typed.Platform, typed.Seller, typed.Shop)) : (bool?)null;
        return ConsumerPages.Render<SellerPage>(
            context,
            say => new { Say = say, Brand = brand, Typed = typed, Listed = listed, On = clock.Today() },
            typed is { IsEmpty: false, IsQuestion: false } ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
            Look(brand));
    }

    internal static BrandLook Look(BrandRow brand) => new(brand.Accent, brand.AccentDark, brand.SupportUrl, brand.Logo);

    private static TypedShop Typed(IQueryCollection query) => new(
        Text(query, "shop", ShopName.MaxAddressLength), Text(query, "platform", ShopName.MaxPlatformLength), Text(query, "seller", ShopName.MaxHandleLength));

    /// <summary>What no person types is not said again either.</summary>
    private static string? Text(IQueryCollection query, string name, int most) =>
        query[name] is [{ } text] && text.Trim() is { Length: > 0 } trimmed && PlainText.Problem(trimmed, name, most) == null ? trimmed : null;
}

/// <summary>What a person typed of a shop.</summary>
public sealed record TypedShop(string? Shop, string? Platform, string? Seller)
{
    public bool IsEmpty => Shop == null && Platform == null && Seller == null;

    /// <summary>Whether it names a shop in one way or the other, and nothing by half.</summary>
    public bool IsQuestion => !IsEmpty
        && (Shop == null || ShopName.Domain(Shop) != null)
        && (Platform == null) == (Seller == null)
        && (Platform == null || (ShopName.Platform(Platform) != null && ShopName.Handle(Seller) != null));
}
