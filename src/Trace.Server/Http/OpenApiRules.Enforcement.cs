using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Trace.Core.Enforcement;
using Trace.Server.Listings;
using Trace.Server.Purchases;
using Trace.Server.Rights;
using Trace.Server.Sellers;
using static Trace.Server.Http.OpenApiLimits;

namespace Trace.Server.Http;

/// <content>What belongs to enforcement: rights, sellers, and the cases that rest on them.</content>
internal static partial class OpenApiRules
{
    private static readonly Dictionary<Type, string[]> EnforcementRequired = new()
    {
        [typeof(RightRequest)] = ["kind", "office", "title", "territory"],
        [typeof(WithdrawRightRequest)] = [],
        [typeof(SellerRequest)] = ["list", "name", "shops"],
        [typeof(SellerShop)] = [],
        [typeof(ListingRequest)] = [],
        [typeof(CaptureForm)] = ["file"],
        [typeof(EraseSellerRequest)] = ["platform", "sellerHandle"],
        [typeof(PurchaseRequest)] = ["orderNumber", "platform"],
        [typeof(RecordSealRequest)] = ["number", "intact"],
        [typeof(RecordHandOverRequest)] = ["from", "to"],
        [typeof(RecordScanRequest)] = [],
        [typeof(PurchaseFileForm)] = ["file"],
        [typeof(PurchaseFindingForm)] = ["file", "examiner", "result"],
    };

    private static readonly Dictionary<string, Action<OpenApiSchema>> EnforcementMembers = new(StringComparer.Ordinal)
    {
        ["RightRequest.kind"] = s => Words(s, [.. Trace.Core.Enforcement.Words.All<RightKind>()]),
        ["RightRequest.office"] = Offices,
        ["RightRequest.number"] = s => Text(s, 1, 200),
        ["RightRequest.title"] = s => Text(s, 1, 200),
        ["RightRequest.territory"] = s => Items(s, "^[A-Z]{2,3}$"),
        ["RightRequest.from"] = OneDay,
        ["RightRequest.until"] = OneDay,
        ["RightRequest.owner"] = s => Text(s, 1, 200),
        ["RightResponse.kind"] = s => Words(s, [.. Trace.Core.Enforcement.Words.All<RightKind>()]),
        ["RightResponse.office"] = Offices,
        ["RightResponse.territory"] = s => Items(s, "^[A-Z]{2,3}$"),
        ["RightResponse.from"] = OneDay,
        ["RightResponse.until"] = OneDay,
        ["RightResponse.withdrawnOn"] = OneDay,
        ["RightResponse.standing"] = s => Words(s, [.. Trace.Core.Enforcement.Words.All<RightStanding>()]),
        ["WithdrawRightRequest.on"] = OneDay,
        ["LegalRequirement.id"] = s => s.Pattern = "^[a-z0-9-]+$",
        ["LegalRequirement.url"] = s => s.Format = "uri",
        ["SellerShop.platform"] = s => Text(s, 1, ShopName.MaxPlatformLength),
        ["SellerShop.handle"] = s => Text(s, 1, ShopName.MaxHandleLength),
        ["SellerShop.domain"] = s => Text(s, 1, ShopName.MaxAddressLength),
        ["SellerRequest.list"] = s => Words(s, [.. SellerLists.All]),
        ["SellerRequest.name"] = s => Text(s, 1, 200),
        ["SellerRequest.reference"] = s => Text(s, 1, 100),
        ["SellerRequest.territories"] = s => Items(s, "^[A-Z]{2,3}$", most: 250),
        ["SellerRequest.from"] = OneDay,
        ["SellerRequest.until"] = OneDay,
        ["SellerRequest.notes"] = s => Text(s, 1, 4000),
        ["SellerResponse.list"] = s => Words(s, [.. SellerLists.All]),
        ["SellerResponse.gtins"] = s => Items(s, "^[0-9]{14}$"),
        ["SellerResponse.territories"] = s => Items(s, "^[A-Z]{2,3}$"),
        ["SellerResponse.from"] = OneDay,
        ["SellerResponse.until"] = OneDay,
        ["SellerResponse.erasedAfter"] = OneDay,
        ["SellerCheckResponse.on"] = OneDay,
        ["ListingRequest.url"] = s => Text(s, 1, ListingDraft.MaxUrlLength, "^https?://"),
        ["ListingRequest.platform"] = Platform,
        ["ListingRequest.sellerHandle"] = s => Text(s, 1, ListingDraft.MaxHandleLength),
        ["ListingRequest.country"] = Country,
        ["ListingRequest.gtin"] = s => s.Pattern = AnyGtin,
        ["ListingRequest.price"] = s => s.Minimum = "0",
        ["ListingRequest.currency"] = s => s.Pattern = "^[A-Z]{3}$",
        ["ListingRequest.quantity"] = s => Range(s, 0, ListingDraft.MaxQuantity),
        ["ListingRequest.claimedOrigin"] = s => Text(s, 1, ListingDraft.MaxOriginLength),
        ["ListingRequest.note"] = s => Text(s, 1, ListingDraft.MaxNoteLength),
        ["ListingRequest.report"] = AnyId,
        ["ListingResponse.report"] = AnyId,
        ["ListingResponse.createdBy"] = AnyId,
        ["ListingResponse.quantity"] = s => Range(s, 0, ListingDraft.MaxQuantity),
        ["ListingResponse.country"] = Country,
        ["CaptureResponse.listing"] = AnyId,
        ["CaptureResponse.addedBy"] = AnyId,
        ["CaptureResponse.logRecord"] = AnyId,
        ["CaptureResponse.kind"] = s => Words(s, [.. ListingCaptures.Kinds]),
        ["CaptureForm.file"] = Bytes,
        ["CaptureForm.takenAt"] = s => s.Format = "date-time",
        ["CaptureForm.note"] = s => Text(s, 1, ListingCaptures.MaxNoteLength),
        ["EraseSellerRequest.platform"] = Platform,
        ["EraseSellerRequest.sellerHandle"] = s => Text(s, 1, ListingDraft.MaxHandleLength),
        ["KeptFileResponse.sha256"] = Sha256,
        ["PurchaseRequest.orderNumber"] = s => Text(s, 1, PurchaseDraft.MaxTextLength),
        ["PurchaseRequest.platform"] = Platform,
        ["PurchaseRequest.listing"] = AnyId,
        ["PurchaseRequest.sellerHandle"] = s => Text(s, 1, ListingDraft.MaxHandleLength),
        ["PurchaseRequest.country"] = Country,
        ["PurchaseRequest.gtin"] = s => s.Pattern = AnyGtin,
        ["PurchaseRequest.paid"] = s => s.Minimum = "0",
        ["PurchaseRequest.currency"] = s => s.Pattern = "^[A-Z]{3}$",
        ["PurchaseRequest.paymentReference"] = s => Text(s, 1, PurchaseDraft.MaxTextLength),
        ["PurchaseRequest.note"] = s => Text(s, 1, PurchaseDraft.MaxNoteLength),
        ["PurchaseResponse.listing"] = AnyId,
        ["PurchaseResponse.createdBy"] = AnyId,
        ["PurchaseEntryResponse.kind"] = s => Words(s, [.. PurchaseEntry.Kinds]),
        ["PurchaseEntryResponse.recordedBy"] = AnyId,
        ["PurchaseEntryResponse.logRecord"] = AnyId,
        ["PurchaseFindingResponse.result"] = s => Words(s, [.. PurchaseDrafts.ResultWords]),
        ["RecordedScan.markets"] = s => Items(s, "^[A-Z]{2}$"),
        ["RecordedScan.batch"] = s => s.Pattern = $"^{Crockford}{{6}}$",
        ["RecordedScan.scan"] = AnyId,
        ["RecordedScan.serial"] = s => s.MinLength = 1,
        ["RecordSealRequest.number"] = s => Text(s, 1, PurchaseDraft.MaxTextLength),
        ["RecordSealRequest.note"] = s => Text(s, 1, PurchaseDraft.MaxNoteLength),
        ["RecordHandOverRequest.from"] = s => Text(s, 1, PurchaseDraft.MaxTextLength),
        ["RecordHandOverRequest.to"] = s => Text(s, 1, PurchaseDraft.MaxTextLength),
        ["RecordHandOverRequest.note"] = s => Text(s, 1, PurchaseDraft.MaxNoteLength),
        ["RecordScanRequest.code"] = s => Text(s, 1, 2048),
        ["RecordScanRequest.scan"] = AnyId,
        ["RecordScanRequest.note"] = s => Text(s, 1, PurchaseDraft.MaxNoteLength),
        ["PurchaseFileForm.file"] = Bytes,
        ["PurchaseFileForm.at"] = s => s.Format = "date-time",
        ["PurchaseFileForm.note"] = s => Text(s, 1, PurchaseDraft.MaxNoteLength),
        ["PurchaseFindingForm.file"] = Bytes,
        ["PurchaseFindingForm.examiner"] = s => Text(s, 1, PurchaseDraft.MaxTextLength),
        ["PurchaseFindingForm.result"] = s => Words(s, [.. PurchaseDrafts.ResultWords]),
        ["PurchaseFindingForm.at"] = s => s.Format = "date-time",
        ["PurchaseFindingForm.note"] = s => Text(s, 1, PurchaseDraft.MaxNoteLength),
    };

    private static readonly Dictionary<string, (string Description, JsonNode Example, Action<OpenApiSchema> Limit)> EnforcementParameters = new(StringComparer.Ordinal)
    {
        ["rightId"] = ("The right's id.", "2Q7M4V9X1KTB", AnyId),
        ["ListRights.cursor"] = TimeCursor,
        ["sellerId"] = ("The seller's id.", "5S8N2W6Y3PVC", AnyId),
        ["ListSellers.list"] = ("Only those of this list.", SellerLists.Authorized, s => Words(s, [.. SellerLists.All])),
        ["ListSellers.cursor"] = TimeCursor,
        ["CheckSeller.brand"] = ("The brand's slug.", "casa-olio", s => Text(s, 1, 40, "^[a-z0-9]+(-[a-z0-9]+)*$")),
        ["CheckSeller.shop"] = ("The shop's address or domain.", "https://www.shop.example/oil", s => Text(s, 1, ShopName.MaxAddressLength)),
        ["CheckSeller.platform"] = ("A marketplace, with `seller`.", "ebay.de", s => Text(s, 1, ShopName.MaxPlatformLength)),
        ["CheckSeller.seller"] = ("What the marketplace calls the seller.", "casa-olio-shop", s => Text(s, 1, ShopName.MaxHandleLength)),
        ["CheckSeller.gtin"] = ("For this product; for any if left out.", "09506000134352", s => s.Pattern = AnyGtin),
        ["listingId"] = ("The listing's id.", "6T4W8Y2G5ZPD", AnyId),
        ["captureId"] = ("The capture's id.", "1K9P3N7C2VQE", AnyId),
        ["purchaseId"] = ("The test purchase's id.", "3J8M2Q6B1XRF", AnyId),
        ["ListListings.cursor"] = TimeCursor,
        ["ListListings.platform"] = ("Only on this platform.", "ebay", Platform),
        ["ListListings.seller"] = ("Only of the seller who is called so on `platform`.", "oil-depot", s => Text(s, 1, ListingDraft.MaxHandleLength)),
        ["ListListings.country"] = ("Only offers in this country.", "DE", Country),
        ["ListListings.url"] = ("Only of exactly this address.", "https://www.ebay.example/itm/123", s => Text(s, 1, ListingDraft.MaxUrlLength)),
        ["ListPurchases.cursor"] = TimeCursor,
        ["ListPurchases.listing"] = ("Only what was bought from this listing.", "6T4W8Y2G5ZPD", AnyId),
        ["GetLegalRequirements.country"] = ("Whose law: a country (ISO 3166-1 alpha-2).", "DE", Country),
        ["GetLegalRequirements.claim"] = ("What is claimed.", "unauthorized", s => Words(s, [.. Trace.Core.Enforcement.Words.All<ClaimKind>()])),
        ["GetLegalRequirements.right"] = ("The kind of right the claim rests on.", "trade_mark", s => Words(s, [.. Trace.Core.Enforcement.Words.All<RightKind>()])),
        ["GetLegalRequirements.document"] = ("What goes out: a notice to a platform, or a letter to a seller.", "notice", s => Words(s, [.. Trace.Core.Enforcement.Words.All<OutgoingKind>()])),
    };

    private static void AnyId(OpenApiSchema schema) => schema.Pattern = $"^{Crockford}{{12}}$";

    private static void Country(OpenApiSchema schema) => schema.Pattern = "^[A-Z]{2}$";

    private static void Sha256(OpenApiSchema schema) => schema.Pattern = "^[0-9a-f]{64}$";

    private static void Platform(OpenApiSchema schema) => Text(schema, 1, ListingDraft.MaxPlatformLength, "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$");

    private static void Bytes(OpenApiSchema schema) => schema.Format = "binary";

    private static void Offices(OpenApiSchema schema) => Words(schema, [.. RightOffice.All.Select(office => office.Code), RightOffice.Other, RightOffice.None]);

    private static void OneDay(OpenApiSchema schema) => schema.Pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
}
