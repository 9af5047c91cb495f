using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Listings;

namespace Trace.Server.Purchases;

/// <summary>Test purchases: entered and added to by those who keep evidence, read by all who read scans, erased by brand admins.</summary>
public static class PurchasesApi
{
    public const string Path = "/api/v1/purchases";

    private static readonly string[] FileProblems = ["file_too_large", "file_name_invalid", "file_type_refused", "file_broken", "file_inflates"];

    public static void MapPurchases(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithTags("Purchases");
        var reading = group.MapGroup("").RequireAuthorization(Policies.ReadingScans);
        reading.MapGet("", ListAsync).WithName("ListPurchases")
            .WithSummary("Test purchases, newest first")
            .Produces<Page<PurchaseResponse>>();
        reading.MapGet("/{purchaseId}", GetAsync).WithName("GetPurchase")
            .WithSummary("One test purchase with all that was recorded of it")
            .Produces<PurchaseDetail>();
        var keeping = group.MapGroup("").RequireAuthorization(Policies.KeepingEvidence).WithMetadata(new ProblemCodes(["invalid_purchase"]));
        keeping.MapPost("", CreateAsync).WithName("CreatePurchase")
            .WithSummary("Enter a test purchase")
            .Produces<PurchaseResponse>(StatusCodes.Status201Created);
        keeping.MapPut("/{purchaseId}", UpdateAsync).WithName("UpdatePurchase")
            .WithSummary("Correct or complete what was entered of a test purchase; what was recorded of it stays")
            .Produces<PurchaseResponse>();
        keeping.MapPost("/{purchaseId}/seals", RecordSealAsync).WithName("RecordSeal")
            .WithSummary("Record a seal on the parcel or the unit, as it was seen")
            .Produces<PurchaseEntryResponse>(StatusCodes.Status201Created);
        keeping.MapPost("/{purchaseId}/scans", RecordScanAsync).WithName("RecordPurchaseScan")
            .WithSummary("Record what the code of the bought unit answers, or that it bears none")
            .WithProblems("storage_unavailable")
            .Produces<PurchaseEntryResponse>(StatusCodes.Status201Created);
        keeping.MapPost("/{purchaseId}/photos", RecordPhotoAsync).WithName("RecordPhoto")
            .WithSummary("Add a photo of the parcel or the unit")
            .WithProblems(FileProblems)
            .TakesFile<PurchaseFileForm>()
            .Produces<PurchaseEntryResponse>(StatusCodes.Status201Created);
        keeping.MapPost("/{purchaseId}/documents", RecordDocumentAsync).WithName("RecordDocument")
            .WithSummary("Add a document, such as the confirmation of the order or the payment")
            .WithProblems(FileProblems)
            .TakesFile<PurchaseFileForm>()
            .Produces<PurchaseEntryResponse>(StatusCodes.Status201Created);
        keeping.MapPost("/{purchaseId}/findings", RecordFindingAsync).WithName("RecordFinding")
            .WithSummary("Add what a named examiner concluded of the bought unit, with the report")
            .WithProblems(FileProblems)
            .TakesFile<PurchaseFindingForm>()
            .Produces<PurchaseEntryResponse>(StatusCodes.Status201Created);
        group.MapPost("/{purchaseId}/hand-overs", RecordHandOverAsync).WithName("RecordHandOver").RequireAuthorization(Policies.PersonKeepingEvidence)
            .WithSummary("Sign, as the person who is signed in, that the parcel went from one to another")
            .WithProblems("invalid_purchase", "custody_broken")
            .Produces<PurchaseEntryResponse>(StatusCodes.Status201Created);
        group.MapDelete("/{purchaseId}", EraseAsync).WithName("ErasePurchase").RequireAuthorization(Policies.BrandAdmin)
            .WithSummary("Erase a test purchase with all that was recorded of it")
            .WithProblems("purchase_held")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(string? listing, string? cursor, int? limit, Caller caller, BrandPurchases purchases) =>
        (await purchases.ListAsync(caller, listing, cursor, limit)).TryGet(out var page, out var failure) ? TypedResults.Ok(page) : failure;

    private static async Task<IResult> GetAsync(string purchaseId, Caller caller, BrandPurchases purchases) =>
        (await purchases.FindAsync(caller, purchaseId)).TryGet(out var purchase, out var failure) ? TypedResults.Ok(purchase) : failure;

    private static async Task<IResult> CreateAsync(PurchaseRequest request, Caller caller, HttpContext context, Idempotency idempotency, BrandPurchases purchases) =>
        purchases.Parse(caller, request).TryGet(out var draft, out var failure)
            ? await idempotency.CreateAsync(
                context,
                caller.Id,
                Idempotency.HashOf(context, request, ServerJson.Default.PurchaseRequest),
                ServerJson.Default.PurchaseResponse,
                session => purchases.AddAsync(session, caller, draft))
            : failure;

    private static async Task<IResult> UpdateAsync(string purchaseId, PurchaseRequest request, Caller caller, BrandPurchases purchases) =>
        (await purchases.UpdateAsync(caller, purchaseId, request)).TryGet(out var purchase, out var failure) ? TypedResults.Ok(purchase) : failure;

    private static Task<IResult> RecordSealAsync(string purchaseId, RecordSealRequest request, Caller caller, HttpContext context, PurchaseRecording recording, PurchaseDrafts drafts) =>
        recording.RecordAsync(context, caller, purchaseId, request, ServerJson.Default.RecordSealRequest, () => Task.FromResult(drafts.Seal(request)));

    private static Task<IResult> RecordHandOverAsync(
        string purchaseId, RecordHandOverRequest request, Caller caller, HttpContext context, PurchaseRecording recording, PurchaseDrafts drafts) =>
        recording.RecordAsync(context, caller, purchaseId, request, ServerJson.Default.RecordHandOverRequest, () => drafts.HandOverAsync(caller, request));

    private static Task<IResult> RecordScanAsync(string purchaseId, RecordScanRequest request, Caller caller, HttpContext context, PurchaseRecording recording, PurchaseScans scans) =>
        recording.RecordAsync(context, caller, purchaseId, request, ServerJson.Default.RecordScanRequest, () => scans.ReadAsync(caller, request));

    private static Task<IResult> RecordPhotoAsync(string purchaseId, Caller caller, HttpContext context, PurchaseRecording recording, PurchaseDrafts drafts) =>
        recording.RecordFileAsync(context, caller, purchaseId, FilePurpose.Photo, ["at", "note"], (form, file, at) => drafts.Of(PurchaseEntry.Photo, at, form["note"], new PurchaseContent(), file));

    private static Task<IResult> RecordDocumentAsync(string purchaseId, Caller caller, HttpContext context, PurchaseRecording recording, PurchaseDrafts drafts) =>
        recording.RecordFileAsync(context, caller, purchaseId, FilePurpose.Document, ["at", "note"], (form, file, at) => drafts.Of(PurchaseEntry.Document, at, form["note"], new PurchaseContent(), file));

    private static Task<IResult> RecordFindingAsync(string purchaseId, Caller caller, HttpContext context, PurchaseRecording recording, PurchaseDrafts drafts) =>
        recording.RecordFileAsync(
            context,
            caller,
            purchaseId,
            FilePurpose.Finding,
            ["examiner", "result", "at", "note"],
            (form, file, at) => drafts.Finding(file, form["examiner"], form["result"], at, form["note"]));

    private static async Task<IResult> EraseAsync(string purchaseId, Caller caller, PurchaseErasure erasure) =>
        (await erasure.EraseAsync(caller, purchaseId)).TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;
}
