using Trace.Server.Files;

namespace Trace.Server.Listings;

/// <summary>An offer to enter, or as it shall be.</summary>
/// <param name="Url">Its address: a text, never opened here. May be left out with <paramref name="Report"/>.</param>
/// <param name="Platform">A word such as ebay or shop.example; may be left out with <paramref name="Report"/>.</param>
/// <param name="SellerHandle">What the seller is called there.</param>
/// <param name="Country">Where it is offered, ISO 3166-1 alpha-2.</param>
/// <param name="Gtin">Of the product, if it is known.</param>
/// <param name="ClaimedOrigin">Where the offer says the goods come from.</param>
/// <param name="Report">The report of a person that it comes from: what is left out here is taken from it. When a listing is entered, and not later.</param>
public sealed record ListingRequest(
    string? Url = null,
    string? Platform = null,
    string? SellerHandle = null,
    string? Country = null,
    string? Gtin = null,
    decimal? Price = null,
    string? Currency = null,
    int? Quantity = null,
    string? ClaimedOrigin = null,
    string? Note = null,
    string? Report = null);

/// <summary>An offer as somebody entered it. Nobody says here what the goods or the seller are.</summary>
/// <param name="CreatedBy">The account or API key.</param>
/// <param name="Captures">How many there are.</param>
/// <param name="Cases">Open cases that need it: it cannot be erased before they are closed.</param>
public sealed record ListingResponse(
    string Id,
    string Url,
    string Platform,
    string? SellerHandle,
    string? Country,
    string? Gtin,
    decimal? Price,
    string? Currency,
    int? Quantity,
    string? ClaimedOrigin,
    string? Note,
    string? Report,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    long Captures,
    long Cases);

/// <summary>An offer with its captures, in the order they came.</summary>
public sealed record ListingDetail(ListingResponse Listing, IReadOnlyList<CaptureResponse> Captures);

/// <summary>A capture of an offer: a file, kept as it arrived.</summary>
/// <param name="Listing">The listing it is of.</param>
/// <param name="Kind">warc, har, mail, screenshot, pdf or text, by its content.</param>
/// <param name="TakenAt">When it was taken, as who added it says.</param>
/// <param name="AddedAt">When it arrived here.</param>
/// <param name="AddedBy">The account or API key.</param>
/// <param name="LogRecord">Its record in the transparency log.</param>
public sealed record CaptureResponse(
    string Id, string Listing, string Kind, DateTimeOffset TakenAt, DateTimeOffset AddedAt, string AddedBy, string? Note, KeptFileResponse File, string LogRecord);

/// <summary>A capture to add, as a form.</summary>
/// <param name="File">PNG, JPEG, WebP, PDF, UTF-8 text, mail (RFC 5322), HAR, or WARC also compressed; 256 MiB at most. What it is its content says.</param>
/// <param name="TakenAt">When it was taken, RFC 3339; now if left out.</param>
/// <param name="Note">How it was taken, or with what.</param>
public sealed record CaptureForm(byte[]? File = null, string? TakenAt = null, string? Note = null);

/// <summary>Whose data to erase.</summary>
/// <param name="SellerHandle">What the seller is called on the platform.</param>
public sealed record EraseSellerRequest(string? Platform = null, string? SellerHandle = null);

/// <summary>What was erased of a seller.</summary>
/// <param name="Listings">Erased, with their captures.</param>
/// <param name="Purchases">Erased, with all that was recorded of them.</param>
/// <param name="Held">Of both: still there, because open cases need them.</param>
public sealed record EraseSellerResponse(int Listings, int Purchases, int Held);
