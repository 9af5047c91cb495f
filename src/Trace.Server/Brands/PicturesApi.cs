using Microsoft.AspNetCore.Mvc;
using Trace.Core.Codes;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>Pictures on a brand's pages: uploaded, decoded and encoded again by us, and served by us, so that a page asks nobody else.</summary>
public static class PicturesApi
{
    private const int MaxLogoBytes = 512 << 10;
    private const int MaxPictureBytes = 4 << 20;

    /// <summary>Base64 and the JSON around it.</summary>
    private const int MaxLogoBody = MaxLogoBytes / 3 * 4 + 1024;
    private const int MaxPictureBody = MaxPictureBytes / 3 * 4 + 1024;

    public static void MapPictures(this IEndpointRouteBuilder app)
    {
        var logo = app.MapGroup("/api/v1/brands/{brandId}/logo").WithTags("Brands").RequireAuthorization(Policies.OwnerOrBrandAdmin);
        logo.MapPut("", SetLogoAsync).WithName("SetLogo")
            .WithSummary("Upload a brand's logo: PNG, JPEG or WebP of at most 512 KiB and 25 million pixels, in base64")
            .WithMetadata(new RequestSizeLimitAttribute(MaxLogoBody))
            .WithProblems("invalid_picture")
            .Produces<PictureResponse>();
        logo.MapDelete("", RemoveLogoAsync).WithName("RemoveLogo").WithSummary("Remove a brand's logo").Produces(StatusCodes.Status204NoContent);
        var picture = app.MapGroup("/api/v1/products/{gtin}/picture").WithTags("Brands").RequireAuthorization(Policies.BrandAdmin);
        picture.MapPut("", SetPictureAsync).WithName("SetProductPicture")
            .WithSummary("Upload the picture of a product that people compare with: PNG, JPEG or WebP of at most 4 MiB and 25 million pixels, in base64")
            .WithMetadata(new RequestSizeLimitAttribute(MaxPictureBody))
            .WithProblems("invalid_picture")
            .Produces<PictureResponse>();
        picture.MapDelete("", RemovePictureAsync).WithName("RemoveProductPicture").WithSummary("Remove the picture of a product").Produces(StatusCodes.Status204NoContent);
        app.MapMethods("/pictures/{name}", [HttpMethods.Get, HttpMethods.Head], ServeAsync).AllowAnonymous().ExcludeFromDescription();
    }

    public static string? AddressOf(string? name) => name == null ? null : $"/pictures/{name}";

    private static async Task<IResult> SetLogoAsync(string brandId, PictureRequest request, Caller caller, HttpContext context, Database database, AuditTrail audit, TimeProvider clock)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused)
            || !(await ReadAsync(request, MaxLogoBytes, id, maxWidth: 480, maxHeight: 120, context)).TryGet(out var picture, out refused))
        {
            return refused;
        }

        return await WriteAsync(database, picture, session => PutLogoAsync(session, brandId, id, picture, caller, audit, clock));
    }

    private static async Task<IResult> RemoveLogoAsync(string brandId, Caller caller, Database database, AuditTrail audit, TimeProvider clock)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused))
            return refused;
        return await WriteAsync(database, picture: null, session => PutLogoAsync(session, brandId, id, picture: null, caller, audit, clock));
    }

    private static async Task<IResult> SetPictureAsync(string gtin, PictureRequest request, Caller caller, HttpContext context, Database database, AuditTrail audit, TimeProvider clock)
    {
        if (!Gtin.TryParse(gtin, out var parsed)
            || !caller.MayUse(parsed.Value)
            || await database.ReadAsync(session => ProductsStore.FindAsync(session, caller.BrandId, parsed.Value)) == null)
        {
            return ProductsApi.Unknown(gtin);
        }

        if (!(await ReadAsync(request, MaxPictureBytes, caller.BrandId, maxWidth: 800, maxHeight: 800, context)).TryGet(out var picture, out var refused))
            return refused;
        return await WriteAsync(database, picture, session => PutPictureAsync(session, parsed, picture, caller, audit, clock));
    }

    private static async Task<IResult> RemovePictureAsync(string gtin, Caller caller, Database database, AuditTrail audit, TimeProvider clock)
    {
        if (!Gtin.TryParse(gtin, out var parsed) || !caller.MayUse(parsed.Value))
            return ProductsApi.Unknown(gtin);
        return await WriteAsync(database, picture: null, session => PutPictureAsync(session, parsed, picture: null, caller, audit, clock));
    }

    private static async Task<IResult> WriteAsync(Database database, Picture? picture, Func<Session, Task<Outcome<string>>> write)
    {
        if (!(await database.TryWriteAsync(write)).TryGet(out _, out var failure))
            return failure;
        if (picture == null)
            return TypedResults.NoContent();
        var (width, height) = Picture.SizeOf(picture.Name);
        return TypedResults.Ok(new PictureResponse(AddressOf(picture.Name)!, width, height));
    }

    private static async Task<Outcome<string>> PutLogoAsync(Session session, string brandId, long id, Picture? picture, Caller caller, AuditTrail audit, TimeProvider clock)
    {
        if (await BrandsStore.FindAsync(session, id) is not { } brand)
            return BrandsApi.UnknownBrand(brandId);
        if (picture != null)
            await PicturesStore.AddAsync(session, id, picture, clock.GetUtcNow().ToUnixTimeMilliseconds());
        await BrandsStore.SetAppearanceAsync(session, brand with { Logo = picture?.Name });
        await PicturesStore.RemoveAsync(session, id, brand.Logo);
        await audit.AddAsync(session, caller, id, new AuditedChange("appearance.logo", brandId, AddressOf(brand.Logo), AddressOf(picture?.Name)));
        return brandId;
    }

    private static async Task<Outcome<string>> PutPictureAsync(Session session, Gtin gtin, Picture? picture, Caller caller, AuditTrail audit, TimeProvider clock)
    {
        if (await ProductsStore.FindToChangeAsync(session, caller.BrandId, gtin.Value) is not { } product)
            return ProductsApi.Unknown(gtin.Value);
        if (picture != null)
            await PicturesStore.AddAsync(session, caller.BrandId, picture, clock.GetUtcNow().ToUnixTimeMilliseconds());
        await ProductsStore.UpdateAsync(session, product with { Picture = picture?.Name });
        await PicturesStore.RemoveAsync(session, caller.BrandId, product.Picture);
        await audit.AddAsync(session, caller, new AuditedChange("product.picture", gtin.Value, AddressOf(product.Picture), AddressOf(picture?.Name)));
        return gtin.Value;
    }

    private static async Task<Outcome<Picture>> ReadAsync(PictureRequest request, int maxBytes, long brandId, int maxWidth, int maxHeight, HttpContext context) => request.Content switch
    {
        null or { Length: 0 } => new Failure("invalid_picture", "`content` is the file in base64."),
        { } content when content.Length > maxBytes => new Failure("invalid_picture", $"The picture has at most {maxBytes >> 10} KiB."),
        { } content => await Picture.MakeAsync(content, brandId, maxWidth, maxHeight, context.RequestAborted),
    };

    /// <summary>For ever: another picture has another name.</summary>
    private static async Task<IResult> ServeAsync(string name, HttpContext context, Database database)
    {
        if (await database.ReadAsync(session => PicturesStore.FindAsync(session, name)) is not { } content)
            return new Failure("not_found", "There is no such picture.");
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(content, Picture.MediaType);
    }
}

/// <summary>A picture to upload.</summary>
/// <param name="Content">The file, PNG, JPEG or WebP, in base64. It is decoded and encoded again: size and format change, and nothing else that is in the file stays.</param>
public sealed record PictureRequest(byte[]? Content);

/// <summary>A picture as it is served.</summary>
/// <param name="Url">Where, on this server; it changes with the picture.</param>
public sealed record PictureResponse(string Url, int Width, int Height);
