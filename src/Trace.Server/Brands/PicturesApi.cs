using Microsoft.AspNetCore.Mvc;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>Pictures on a brand's pages: uploaded, decoded and encoded again by us, and served by us, so that a page asks nobody else.</summary>
public static class PicturesApi
{
    /// <summary>Base64 and the JSON around it.</summary>
    private const int MaxLogoBody = Pictures.MaxLogoBytes / 3 * 4 + 1024;
    private const int MaxPictureBody = Pictures.MaxPictureBytes / 3 * 4 + 1024;

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

    private static async Task<IResult> SetLogoAsync(string brandId, PictureRequest request, Caller caller, HttpContext context, Pictures pictures) =>
        ToResult(await pictures.SetLogoAsync(caller, brandId, request.Content, context.RequestAborted));

    private static async Task<IResult> RemoveLogoAsync(string brandId, Caller caller, Pictures pictures) => ToResult(await pictures.RemoveLogoAsync(caller, brandId));

    private static async Task<IResult> SetPictureAsync(string gtin, PictureRequest request, Caller caller, HttpContext context, Pictures pictures) =>
        ToResult(await pictures.SetOfProductAsync(caller, gtin, request.Content, context.RequestAborted));

    private static async Task<IResult> RemovePictureAsync(string gtin, Caller caller, Pictures pictures) => ToResult(await pictures.RemoveOfProductAsync(caller, gtin));

    private static IResult ToResult(Outcome<PictureChange> outcome)
    {
        if (!outcome.TryGet(out var change, out var failure))
            return failure;
        if (change.Picture is not { } picture)
            return TypedResults.NoContent();
        var (width, height) = Picture.SizeOf(picture.Name);
        return TypedResults.Ok(new PictureResponse(AddressOf(picture.Name)!, width, height));
    }

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
