using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.RateLimits;

namespace Trace.Server.Listings;

/// <summary>Offers of a brand's products and captures of them: entered by those who keep evidence, read by all who read scans, erased by brand admins.</summary>
public static class ListingsApi
{
    public const string Path = "/api/v1/listings";

    public static void MapListings(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithTags("Listings");
        var reading = group.MapGroup("").RequireAuthorization(Policies.ReadingScans);
        reading.MapGet("", ListAsync).WithName("ListListings")
            .WithSummary("Offers that were seen, newest first")
            .Produces<Page<ListingResponse>>();
        reading.MapGet("/{listingId}", GetAsync).WithName("GetListing")
            .WithSummary("One offer with its captures")
            .Produces<ListingDetail>();
        var keeping = group.MapGroup("").RequireAuthorization(Policies.KeepingEvidence);
        keeping.MapPost("", CreateAsync).WithName("CreateListing")
            .WithSummary("Enter an offer that was seen, or the one a person reported")
            .WithProblems("invalid_listing", "listing_exists")
            .Produces<ListingResponse>(StatusCodes.Status201Created);
        keeping.MapPut("/{listingId}", UpdateAsync).WithName("UpdateListing")
            .WithSummary("Correct what was entered of an offer; its captures stay what they are")
            .WithProblems("invalid_listing")
            .Produces<ListingResponse>();
        keeping.MapPost("/{listingId}/captures", AddCaptureAsync).WithName("AddCapture")
            .WithSummary("Add a capture of an offer: a file that is kept byte for byte, with its SHA-256 and a record in the transparency log")
            .WithProblems("invalid_listing", "file_too_large", "file_name_invalid", "file_type_refused", "file_broken", "file_inflates")
            .TakesFile<CaptureForm>()
            .Produces<CaptureResponse>(StatusCodes.Status201Created);
        var deciding = group.MapGroup("").RequireAuthorization(Policies.BrandAdmin);
        deciding.MapDelete("/{listingId}", EraseAsync).WithName("EraseListing")
            .WithSummary("Erase an offer with its captures")
            .WithProblems("listing_held")
            .Produces(StatusCodes.Status204NoContent);
        deciding.MapDelete("/{listingId}/captures/{captureId}", EraseCaptureAsync).WithName("EraseCapture")
            .WithSummary("Erase a capture; its leaf in the transparency log stays and tells nothing")
            .WithProblems("listing_held")
            .Produces(StatusCodes.Status204NoContent);
        deciding.MapPost("/erase-seller", EraseSellerAsync).WithName("EraseSellerListings")
            .WithSummary("Erase all offers of one seller and what was bought there, as the seller may ask; what open cases need stays")
            .WithProblems("invalid_listing")
            .Produces<EraseSellerResponse>();
    }

    /// <summary>A form with a file: as large and slow as the file may be, and few at once.</summary>
    public static RouteHandlerBuilder TakesFile<TForm>(this RouteHandlerBuilder route)
        where TForm : notnull => route
        .Accepts<TForm>(MediaTypes.Form)
        .WithMetadata(new Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute())
        .RequireRateLimiting(RateLimitPolicies.EvidenceUpload)
        .WithoutRequestTimeout();

    private static async Task<IResult> ListAsync(
        string? platform, string? seller, string? country, string? gtin, string? url, string? cursor, int? limit, Caller caller, BrandListings listings) =>
        (await listings.ListAsync(caller, new ListingFilter(platform, seller, country, gtin, url), cursor, limit)).TryGet(out var page, out var failure) ? TypedResults.Ok(page) : failure;

    private static async Task<IResult> GetAsync(string listingId, Caller caller, BrandListings listings) =>
        (await listings.FindAsync(caller, listingId)).TryGet(out var listing, out var failure) ? TypedResults.Ok(listing) : failure;

    private static async Task<IResult> CreateAsync(ListingRequest request, Caller caller, HttpContext context, Idempotency idempotency, BrandListings listings) =>
        (await listings.ReadAsync(caller, request)).TryGet(out var draft, out var failure)
            ? await idempotency.CreateAsync(
                context,
                caller.Id,
                Idempotency.HashOf(context, request, ServerJson.Default.ListingRequest),
                ServerJson.Default.ListingResponse,
                session => listings.AddAsync(session, caller, draft, request.Report))
            : failure;

    private static async Task<IResult> UpdateAsync(string listingId, ListingRequest request, Caller caller, BrandListings listings) =>
        (await listings.UpdateAsync(caller, listingId, request)).TryGet(out var listing, out var failure) ? TypedResults.Ok(listing) : failure;

    private static async Task<IResult> AddCaptureAsync(
        string listingId, Caller caller, HttpContext context, Idempotency idempotency, FileArrivals arrivals, BrandListings listings, ListingCaptures captures)
    {
        if (await listings.MissingAsync(caller, listingId) is { } missing)
            return missing;
        if (!(await UploadForm.ReadAsync(context.Request, caller, arrivals, FilePurpose.Capture, "takenAt", "note")).TryGet(out var form, out var failure))
            return failure;
        await using (form)
        {
            if (form.File is not { } file)
                return UploadForm.Missing();
            if (!captures.Parse(form["takenAt"], form["note"]).TryGet(out var draft, out failure))
                return failure;
            return await idempotency.CreateAsync(
                context,
                caller.Id,
                Idempotency.HashOf(context, form.Digest()),
                ServerJson.Default.CaptureResponse,
                session => captures.AddAsync(session, caller, listingId, draft, file, context.RequestAborted));
        }
    }

    private static async Task<IResult> EraseAsync(string listingId, Caller caller, ListingErasure erasure) =>
        (await erasure.EraseAsync(caller, listingId)).TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;

    private static async Task<IResult> EraseCaptureAsync(string listingId, string captureId, Caller caller, ListingErasure erasure) =>
        (await erasure.EraseCaptureAsync(caller, listingId, captureId)).TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;

    private static async Task<IResult> EraseSellerAsync(EraseSellerRequest request, Caller caller, ListingErasure erasure) =>
        (await erasure.EraseSellerAsync(caller, request)).TryGet(out var erased, out var failure) ? TypedResults.Ok(erased) : failure;
}
