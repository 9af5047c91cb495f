using Trace.Core.Codes;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Reports;
using Trace.Server.Storage;

namespace Trace.Server.Listings;

/// <summary>Listings of a brand: for the API, the console and cases alike.</summary>
public sealed class BrandListings(
    Database database, Idempotency idempotency, ListingSeal seal, SellerHash hash, ListingCaptures captures, BrandReports reports, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Newest first.</summary>
    public async Task<Outcome<Page<ListingResponse>>> ListAsync(Caller caller, ListingFilter filter, string? cursor, int? limit)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        if (!Paging.ParseByTime<long>(cursor, limit, PublicId.TryParse, 0).TryGet(out var page, out var failure) || !QueryOf(caller, filter).TryGet(out var query, out failure))
            return failure;
        return await database.ReadAsync(async session =>
        {
            var rows = await ListingsStore.ListAsync(session, caller.BrandId, query, page.Before, page.Size + 1);
            var counts = new Dictionary<long, long>();
            foreach (var row in rows)
                counts[row.ListingId] = await CapturesStore.CountAsync(session, caller.BrandId, row.ListingId);
            var next = rows.Count > page.Size ? Paging.CursorOf(rows[page.Size - 1].CreatedAt, PublicId.Format(rows[page.Size - 1].ListingId)) : null;
            return new Page<ListingResponse>([.. rows.Take(page.Size).Select(row => Describe(row, counts[row.ListingId])).OfType<ListingResponse>()], next);
        });
    }

    public async Task<Outcome<ListingDetail>> FindAsync(Caller caller, string listingId)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        if (!PublicId.TryParse(listingId, out var id))
            return Unknown(listingId);
        return await database.ReadAsync<Outcome<ListingDetail>>(async session =>
            await ListingsStore.FindAsync(session, caller.BrandId, id) is { } row && await DescribeAsync(session, row) is { } listing ? listing : Unknown(listingId));
    }

    /// <summary>Why nothing can be added to it; null for one that is there.</summary>
    public async Task<Failure?> MissingAsync(Caller caller, string listingId) => WholeBrand.Refuse(caller)
        ?? (PublicId.TryParse(listingId, out var id) && await database.ReadAsync(session => ListingsStore.FindAsync(session, caller.BrandId, id)) != null ? null : Unknown(listingId));

    /// <summary>For other slices; null when there is none.</summary>
    public async Task<Listing?> FindAsync(long brandId, long listingId) =>
        await database.ReadAsync(session => ListingsStore.FindAsync(session, brandId, listingId)) is { } row ? seal.Open(row) : null;

    /// <summary>For other slices: in the order they came.</summary>
    public Task<IReadOnlyList<ListingCapture>> CapturesAsync(long brandId, long listingId) =>
        database.ReadAsync(session => captures.ListAsync(session, brandId, listingId));

    /// <summary>A case was opened on it: it stays as long as there is one. False when it is not there.</summary>
    public Task<bool> HoldAsync(Session session, long brandId, long listingId) => ListingsStore.HoldAsync(session, brandId, listingId, +1, Now);

    /// <summary>A case on it was closed.</summary>
    public Task<bool> ReleaseAsync(Session session, long brandId, long listingId) => ListingsStore.HoldAsync(session, brandId, listingId, -1, Now);

    /// <summary>The listing that came from a report; null when there is none.</summary>
    public async Task<string?> FindOfReportAsync(Caller caller, string reportId) =>
        PublicId.TryParse(reportId, out var id) && await database.ReadAsync(session => ListingsStore.FindOfReportAsync(session, caller.BrandId, id)) is { } row
            ? PublicId.Format(row.ListingId)
            : null;

    /// <summary>What is to be entered, with what a report says where the request says nothing.</summary>
    public async Task<Outcome<ListingDraft>> ReadAsync(Caller caller, ListingRequest request)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        if (request.Report == null)
            return ListingDraft.Parse(request);
        return (await reports.FindAsync(caller, request.Report)).TryGet(out var report, out var failure) ? ListingDraft.Parse(ReportedListing.Complete(request, report)) : failure;
    }

    public async Task<Outcome<Creation<ListingResponse>>> AddAsync(Session session, Caller caller, ListingDraft draft, string? report)
    {
        var now = Now;
        var row = Apply(
            new ListingRow(
                caller.BrandId, PublicId.Create(), now, caller.Id, now, Holds: 0, "", SellerHash: null, UrlHash: [], Country: null, Gtin: null, PublicId.TryParse(report, out var id) ? id : null, SealedWords: []),
            draft,
            now);
        if (!await ListingsStore.AddAsync(session, row))
            return new Failure("listing_exists", "There is a listing of this report already.");
        await audit.AddAsync(session, caller, new AuditedChange("listing.create", PublicId.Format(row.ListingId), New: Facts(row, report)));
        var response = Describe(row, 0)!;
        return new Creation<ListingResponse>(response, $"{ListingsApi.Path}/{response.Id}");
    }

    /// <summary>The same of a form that may be sent twice.</summary>
    public async Task<Outcome<ListingResponse>> AddOnceAsync(Caller caller, ListingRequest request, string formKey) =>
        (await ReadAsync(caller, request)).TryGet(out var draft, out var failure)
            ? await idempotency.CreateAsync(
                formKey, caller.Id, request, ServerJson.Default.ListingRequest, ServerJson.Default.ListingResponse, session => AddAsync(session, caller, draft, request.Report))
            : failure;

    /// <summary>As it shall be from now on; captures stay what they are.</summary>
    public async Task<Outcome<ListingResponse>> UpdateAsync(Caller caller, string listingId, ListingRequest request)
    {
        if (await MissingAsync(caller, listingId) is { } missing)
            return missing;
        if (request.Report != null)
            return new Failure("invalid_listing", "`report` is said when a listing is entered.");
        if (!(await ReadAsync(caller, request)).TryGet(out var draft, out var failure))
            return failure;
        return await database.TryWriteAsync<ListingResponse>(async session =>
        {
            if (!PublicId.TryParse(listingId, out var id) || await ListingsStore.FindToChangeAsync(session, caller.BrandId, id) is not { } row)
                return Unknown(listingId);
            var changed = Apply(row, draft, Now);
            await ListingsStore.UpdateAsync(session, changed);
            await audit.AddAsync(session, caller, new AuditedChange("listing.update", listingId, Facts(row, report: null), Facts(changed, report: null)));
            return Describe(changed, await CapturesStore.CountAsync(session, caller.BrandId, id))!;
        });
    }

    /// <summary>With its captures; null where its seal does not hold.</summary>
    public async Task<ListingDetail?> DescribeAsync(Session session, ListingRow row)
    {
        var list = await captures.ListAsync(session, row.BrandId, row.ListingId);
        return Describe(row, list.Count) is { } listing ? new ListingDetail(listing, [.. list.Select(ListingCaptures.Describe)]) : null;
    }

    private ListingResponse? Describe(ListingRow row, long captureCount) => seal.Open(row) is { } listing
        ? new ListingResponse(
            PublicId.Format(listing.Id),
            listing.Url,
            listing.Platform,
            listing.SellerHandle,
            listing.Country,
            listing.Gtin,
            listing.Price,
            listing.Currency,
            listing.Quantity,
            listing.ClaimedOrigin,
            listing.Note,
            PublicId.Format(listing.ReportId),
            listing.CreatedAt,
            PublicId.Format(row.CreatedBy),
            captureCount,
            row.Holds)
        : null;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    internal static Failure Unknown(string id) => new("not_found", $"There is no listing {id}.");

    private ListingRow Apply(ListingRow row, ListingDraft draft, long now) => seal.Seal(
        row with
        {
            UsedAt = now,
            Platform = draft.Platform,
            SellerHash = hash.OfSeller(row.BrandId, draft.Platform, draft.Words.SellerHandle),
            UrlHash = hash.OfUrl(row.BrandId, draft.Words.Url),
            Country = draft.Country,
            Gtin = draft.Gtin,
        },
        draft.Words);

    /// <summary>For the trail, which cannot be erased: nothing of the seller, whose own domain the platform may be.</summary>
    private static object Facts(ListingRow row, string? report) => new { row.Country, row.Gtin, report };

    private Outcome<ListingQuery> QueryOf(Caller caller, ListingFilter filter)
    {
        Gtin gtin = default;
        if (filter.Gtin != null && !Gtin.TryParse(filter.Gtin, out gtin))
            return new Failure("invalid_request", "`gtin` is not a GTIN.");
        if (filter.Seller != null && filter.Platform == null)
            return new Failure("invalid_request", "`seller` is a name on one platform: say `platform` too.");
        var platform = filter.Platform?.ToLowerInvariant();
        return new ListingQuery(
            platform,
            filter.Country,
            filter.Gtin == null ? null : gtin.Value,
            platform == null ? null : hash.OfSeller(caller.BrandId, platform, filter.Seller),
            filter.Url == null ? null : hash.OfUrl(caller.BrandId, filter.Url));
    }
}

/// <summary>Which listings to show; null for any. Seller and address are found whole, since they are sealed.</summary>
public sealed record ListingFilter(string? Platform = null, string? Seller = null, string? Country = null, string? Gtin = null, string? Url = null);
