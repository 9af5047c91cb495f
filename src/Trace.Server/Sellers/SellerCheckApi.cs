using Trace.Core.Codes;
using Trace.Server.Http;
using Trace.Server.RateLimits;

namespace Trace.Server.Sellers;

/// <summary>Is this shop authorized? Open to everybody and to scripts of other sites; it tells "listed" or "not listed", and nothing else.</summary>
public static class SellerCheckApi
{
    public const string Path = $"{SellersApi.Path}/check";

    public static void MapSellerCheck(this IEndpointRouteBuilder app) => app.MapGet(Path, CheckAsync).WithTags("Sellers").AllowAnonymous().WithName("CheckSeller")
        .WithSummary("Whether a shop is on a brand's list of authorized sellers today, for pages of other sites too")
        .WithProblems("not_found")
        .RequireRateLimiting(RateLimitPolicies.SellerCheck)
        .Produces<SellerCheckResponse>();

    private static async Task<IResult> CheckAsync(string? brand, string? shop, string? platform, string? seller, string? gtin, HttpContext context, AuthorizedSellers sellers, TimeProvider clock)
    {
        // Also on a refusal: a script of another site is to see why.
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (shop != null && ShopName.Domain(shop) == null)
            return new Failure("invalid_request", "`shop` is an address or a domain.");
        if ((platform == null) != (seller == null) || (shop ?? platform) == null)
            return new Failure("invalid_request", "Name a shop: `shop`, or `platform` with `seller`.");
        if (platform != null && (ShopName.Platform(platform) == null || ShopName.Handle(seller) == null))
            return new Failure("invalid_request", "`platform` or `seller` is no name.");
        if (gtin != null && !Gtin.TryParse(gtin, out _))
            return new Failure("invalid_request", "`gtin` is not a GTIN.");
        if (await sellers.FindBrandAsync(brand) is not { } found)
            return new Failure("not_found", "No brand with this slug has a list of sellers.");
        var listed = await sellers.IsListedAsync(found.BrandId, new SellerQuery(platform, seller, shop, gtin));
        // For anybody's cache: it depends on the address alone.
        context.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Ok(new SellerCheckResponse(found.Slug, listed, CalendarDay.Format(clock.Today())));
    }
}
