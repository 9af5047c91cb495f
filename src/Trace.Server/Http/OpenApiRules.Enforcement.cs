using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Trace.Core.Enforcement;
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
    };

    private static readonly Dictionary<string, (string Description, JsonNode Example, Action<OpenApiSchema> Limit)> EnforcementParameters = new(StringComparer.Ordinal)
    {
        ["rightId"] = ("The right's id.", "2Q7M4V9X1KTB", s => s.Pattern = $"^{Crockford}{{12}}$"),
        ["ListRights.cursor"] = TimeCursor,
        ["sellerId"] = ("The seller's id.", "5S8N2W6Y3PVC", s => s.Pattern = $"^{Crockford}{{12}}$"),
        ["ListSellers.list"] = ("Only those of this list.", SellerLists.Authorized, s => Words(s, [.. SellerLists.All])),
        ["ListSellers.cursor"] = TimeCursor,
        ["CheckSeller.brand"] = ("The brand's slug.", "casa-olio", s => Text(s, 1, 40, "^[a-z0-9]+(-[a-z0-9]+)*$")),
        ["CheckSeller.shop"] = ("The shop's address or domain.", "https://www.shop.example/oil", s => Text(s, 1, ShopName.MaxAddressLength)),
        ["CheckSeller.platform"] = ("A marketplace, with `seller`.", "ebay.de", s => Text(s, 1, ShopName.MaxPlatformLength)),
        ["CheckSeller.seller"] = ("What the marketplace calls the seller.", "casa-olio-shop", s => Text(s, 1, ShopName.MaxHandleLength)),
        ["CheckSeller.gtin"] = ("For this product; for any if left out.", "09506000134352", s => s.Pattern = AnyGtin),
        ["GetLegalRequirements.country"] = ("Whose law: a country (ISO 3166-1 alpha-2).", "DE", s => s.Pattern = "^[A-Z]{2}$"),
        ["GetLegalRequirements.claim"] = ("What is claimed.", "unauthorized", s => Words(s, [.. Trace.Core.Enforcement.Words.All<ClaimKind>()])),
        ["GetLegalRequirements.right"] = ("The kind of right the claim rests on.", "trade_mark", s => Words(s, [.. Trace.Core.Enforcement.Words.All<RightKind>()])),
        ["GetLegalRequirements.document"] = ("What goes out: a notice to a platform, or a letter to a seller.", "notice", s => Words(s, [.. Trace.Core.Enforcement.Words.All<OutgoingKind>()])),
    };

    private static void Offices(OpenApiSchema schema) => Words(schema, [.. RightOffice.All.Select(office => office.Code), RightOffice.Other, RightOffice.None]);

    private static void OneDay(OpenApiSchema schema) => schema.Pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
}
