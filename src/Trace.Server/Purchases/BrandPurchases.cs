using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Listings;
using Trace.Server.Storage;

namespace Trace.Server.Purchases;

/// <summary>Test purchases of a brand: for the API, the console and cases alike.</summary>
public sealed class BrandPurchases(
    Database database, Idempotency idempotency, PurchaseSeal seal, SellerHash hash, PurchaseEntries entries, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Newest first.</summary>
    public async Task<Outcome<Page<PurchaseResponse>>> ListAsync(Caller caller, string? listing, string? cursor, int? limit)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        if (!Paging.ParseByTime<long>(cursor, limit, PublicId.TryParse, 0).TryGet(out var page, out var failure))
            return failure;
        long listingId = 0;
        if (listing != null && !PublicId.TryParse(listing, out listingId))
            return new Failure("invalid_request", "`listing` is the id of a listing.");
        var rows = await database.ReadAsync(session => PurchasesStore.ListAsync(session, caller.BrandId, listing == null ? null : listingId, page.Before, page.Size + 1));
        var next = rows.Count > page.Size ? Paging.CursorOf(rows[page.Size - 1].CreatedAt, PublicId.Format(rows[page.Size - 1].PurchaseId)) : null;
        return new Page<PurchaseResponse>([.. rows.Take(page.Size).Select(Describe).OfType<PurchaseResponse>()], next);
    }

    /// <summary>With all that was recorded; the reference of the payment is for brand_admins alone.</summary>
    public async Task<Outcome<PurchaseDetail>> FindAsync(Caller caller, string purchaseId)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        if (!PublicId.TryParse(purchaseId, out var id))
            return Unknown(purchaseId);
        return await database.ReadAsync<Outcome<PurchaseDetail>>(async session =>
            await PurchasesStore.FindAsync(session, caller.BrandId, id) is { } row && await DescribeAsync(session, row, withPayment: caller.Role == Roles.BrandAdmin) is { } purchase
                ? purchase
                : Unknown(purchaseId));
    }

    /// <summary>Why nothing can be recorded of it; null for one that is there.</summary>
    public async Task<Failure?> MissingAsync(Caller caller, string purchaseId) => WholeBrand.Refuse(caller)
        ?? (PublicId.TryParse(purchaseId, out var id) && await database.ReadAsync(session => PurchasesStore.FindAsync(session, caller.BrandId, id)) != null ? null : Unknown(purchaseId));

    /// <summary>For other slices; null when there is none.</summary>
    public Task<Purchase?> FindAsync(long brandId, long purchaseId) => database.ReadAsync(async session =>
        await PurchasesStore.FindAsync(session, brandId, purchaseId) is { } row ? await OpenAsync(session, row) : null);

    /// <summary>A case was opened on it: it stays as long as there is one. False when it is not there.</summary>
    public Task<bool> HoldAsync(Session session, long brandId, long purchaseId) => PurchasesStore.HoldAsync(session, brandId, purchaseId, +1, Now);

    /// <summary>A case on it was closed.</summary>
    public Task<bool> ReleaseAsync(Session session, long brandId, long purchaseId) => PurchasesStore.HoldAsync(session, brandId, purchaseId, -1, Now);

    public Outcome<PurchaseDraft> Parse(Caller caller, PurchaseRequest request) =>
        WholeBrand.Refuse(caller) is { } limited ? limited : PurchaseDraft.Parse(request, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));

    public async Task<Outcome<Creation<PurchaseResponse>>> AddAsync(Session session, Caller caller, PurchaseDraft draft)
    {
        if (await ListingProblemAsync(session, caller, draft) is { } unknown)
            return unknown;
        var now = Now;
        var row = Apply(
            new PurchaseRow(
                caller.BrandId, PublicId.Create(), ListingId: null, now, caller.Id, now, Holds: 0, "", SellerHash: null, Country: null, Gtin: null, OrderedOn: null, ReceivedOn: null, SealedWords: [], SealedPayment: null),
            draft,
            now);
        await PurchasesStore.AddAsync(session, row);
        await audit.AddAsync(session, caller, new AuditedChange("purchase.create", PublicId.Format(row.PurchaseId), New: Facts(row)));
        var response = Describe(row)!;
        return new Creation<PurchaseResponse>(response, $"{PurchasesApi.Path}/{response.Id}");
    }

    /// <summary>The same of a form that may be sent twice.</summary>
    public async Task<Outcome<PurchaseResponse>> AddOnceAsync(Caller caller, PurchaseRequest request, string formKey) => Parse(caller, request).TryGet(out var draft, out var failure)
        ? await idempotency.CreateAsync(
            formKey, caller.Id, request, ServerJson.Default.PurchaseRequest, ServerJson.Default.PurchaseResponse, session => AddAsync(session, caller, draft))
        : failure;

    /// <summary>As it shall be from now on; what was recorded stays. Who may not see the reference of the payment leaves it as it is.</summary>
    public async Task<Outcome<PurchaseResponse>> UpdateAsync(Caller caller, string purchaseId, PurchaseRequest request)
    {
        if (await MissingAsync(caller, purchaseId) is { } missing)
            return missing;
        if (!Parse(caller, request).TryGet(out var draft, out var failure))
            return failure;
        return await database.TryWriteAsync<PurchaseResponse>(async session =>
        {
            if (!PublicId.TryParse(purchaseId, out var id) || await PurchasesStore.FindToChangeAsync(session, caller.BrandId, id) is not { } row)
                return Unknown(purchaseId);
            if (await ListingProblemAsync(session, caller, draft) is { } unknown)
                return unknown;
            var changed = Apply(row, caller.Role == Roles.BrandAdmin ? draft : draft with { PaymentReference = draft.PaymentReference ?? seal.OpenPayment(row) }, Now);
            await PurchasesStore.UpdateAsync(session, changed);
            await audit.AddAsync(session, caller, new AuditedChange("purchase.update", purchaseId, Facts(row), Facts(changed)));
            return Describe(changed)!;
        });
    }

    /// <summary>With all that was recorded; null where a seal does not hold.</summary>
    public async Task<PurchaseDetail?> DescribeAsync(Session session, PurchaseRow row, bool withPayment) =>
        await OpenAsync(session, row) is { } purchase && Describe(row) is { } response
            ? new PurchaseDetail(
                response,
                withPayment ? seal.OpenPayment(row) : null,
                [.. purchase.Entries.Select(PurchaseEntries.Describe)],
                [.. purchase.TestPurchase.Gaps().Select(gap => new PurchaseGap(gap.Code, gap.Text))])
            : null;

    public PurchaseResponse? Describe(PurchaseRow row) => seal.Open(row, []) is { } purchase
        ? new PurchaseResponse(
            PublicId.Format(purchase.Id),
            purchase.OrderNumber,
            purchase.Platform,
            PublicId.Format(purchase.ListingId),
            purchase.SellerHandle,
            purchase.Country,
            purchase.Gtin,
            purchase.Paid,
            purchase.Currency,
            purchase.OrderedOn,
            purchase.ReceivedOn,
            purchase.Note,
            purchase.CreatedAt,
            PublicId.Format(row.CreatedBy),
            row.Holds)
        : null;

    private async Task<Purchase?> OpenAsync(Session session, PurchaseRow row) => seal.Open(row, await entries.ListAsync(session, row));

    internal static Failure Unknown(string id) => new("not_found", $"There is no purchase {id}.");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private PurchaseRow Apply(PurchaseRow row, PurchaseDraft draft, long now) => seal.Seal(
        row with
        {
            ListingId = draft.ListingId,
            UsedAt = now,
            Platform = draft.Platform,
            SellerHash = hash.OfSeller(row.BrandId, draft.Platform, draft.Words.SellerHandle),
            Country = draft.Country,
            Gtin = draft.Gtin,
            OrderedOn = PurchaseSeal.TextOf(draft.OrderedOn),
            ReceivedOn = PurchaseSeal.TextOf(draft.ReceivedOn),
        },
        draft.Words,
        draft.PaymentReference);

    private static async Task<Failure?> ListingProblemAsync(Session session, Caller caller, PurchaseDraft draft) =>
        draft.ListingId is { } listing && await ListingsStore.FindAsync(session, caller.BrandId, listing) == null
            ? PurchaseDraft.Wrong($"There is no listing {PublicId.Format(listing)}.")
            : null;

    /// <summary>For the trail, which cannot be erased: nothing of the seller or the payment.</summary>
    private static object Facts(PurchaseRow row) =>
        new { listing = PublicId.Format(row.ListingId), row.Country, row.Gtin, row.OrderedOn, row.ReceivedOn };
}
