using Trace.Server.Files;

namespace Trace.Server.Purchases;

/// <summary>A test purchase to enter, or as it shall be.</summary>
/// <param name="Listing">The offer that was bought from.</param>
/// <param name="Platform">A word such as ebay or shop.example.</param>
/// <param name="Country">Where it was delivered, ISO 3166-1 alpha-2.</param>
/// <param name="OrderNumber">As the platform or the seller writes it.</param>
/// <param name="PaymentReference">Of the bank or card; shown to brand_admins alone.</param>
/// <param name="ReceivedOn">Left out while it is under way.</param>
public sealed record PurchaseRequest(
    string? OrderNumber = null,
    string? Platform = null,
    string? Listing = null,
    string? SellerHandle = null,
    string? Country = null,
    string? Gtin = null,
    decimal? Paid = null,
    string? Currency = null,
    string? PaymentReference = null,
    DateOnly? OrderedOn = null,
    DateOnly? ReceivedOn = null,
    string? Note = null);

/// <summary>A test purchase.</summary>
/// <param name="CreatedBy">The account or API key.</param>
/// <param name="Cases">Open cases that need it: it cannot be erased before they are closed.</param>
public sealed record PurchaseResponse(
    string Id,
    string OrderNumber,
    string Platform,
    string? Listing,
    string? SellerHandle,
    string? Country,
    string? Gtin,
    decimal? Paid,
    string? Currency,
    DateOnly? OrderedOn,
    DateOnly? ReceivedOn,
    string? Note,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    long Cases);

/// <summary>A test purchase with all that was recorded of it.</summary>
/// <param name="PaymentReference">To brand_admins alone.</param>
/// <param name="Entries">In the order they were recorded.</param>
/// <param name="Gaps">What is missing for the unit at hand to be the unit that was bought.</param>
public sealed record PurchaseDetail(PurchaseResponse Purchase, string? PaymentReference, IReadOnlyList<PurchaseEntryResponse> Entries, IReadOnlyList<PurchaseGap> Gaps);

/// <summary>Something that is missing.</summary>
/// <param name="Code">A stable word.</param>
/// <param name="Text">A sentence for people.</param>
public sealed record PurchaseGap(string Code, string Text);

/// <summary>One thing that was recorded. It never changes.</summary>
/// <param name="Place">In the order of recording, from 0.</param>
/// <param name="Kind">photo, document, seal, hand_over, scan or finding.</param>
/// <param name="At">When it happened, as who recorded it says.</param>
/// <param name="RecordedAt">When it was recorded here.</param>
/// <param name="RecordedBy">The account or API key.</param>
/// <param name="File">Of a photo, a document and a finding.</param>
/// <param name="LogRecord">Its record in the transparency log.</param>
public sealed record PurchaseEntryResponse(
    long Place,
    string Kind,
    DateTimeOffset At,
    DateTimeOffset RecordedAt,
    string RecordedBy,
    string? Note,
    RecordedSeal? Seal,
    RecordedHandOver? HandOver,
    RecordedScan? Scan,
    PurchaseFindingResponse? Finding,
    KeptFileResponse? File,
    string LogRecord);

/// <summary>What an examiner concluded of the unit.</summary>
/// <param name="Result">not_of_the_brand, of_the_brand or undecided.</param>
public sealed record PurchaseFindingResponse(string Examiner, string Result);

/// <summary>A seal on the parcel or the unit, as it was seen.</summary>
/// <param name="Number">As it is printed on it.</param>
/// <param name="At">When; now if left out.</param>
public sealed record RecordSealRequest(string? Number = null, bool? Intact = null, DateTimeOffset? At = null, string? Note = null);

/// <summary>The parcel went from one to another. It begins with whom the one before ended, and not earlier.</summary>
/// <param name="At">When; now if left out.</param>
public sealed record RecordHandOverRequest(string? From = null, string? To = null, DateTimeOffset? At = null, string? Note = null);

/// <summary>The code of the bought unit, or that it bears none.</summary>
/// <param name="Code">Whatever was read or typed: a URI, an element string, or GTIN and serial. It is checked now, which counts as a scan, unless <paramref name="Scan"/> names one.</param>
/// <param name="Scan">A scan of this code that was made before, one of its newest 200.</param>
/// <param name="BearsNoCode">True in place of a code.</param>
public sealed record RecordScanRequest(string? Code = null, string? Scan = null, bool? BearsNoCode = null, string? Note = null);

/// <summary>A photo or a document to add, as a form.</summary>
/// <param name="File">A photo is a PNG, JPEG or WebP; a document also PDF, text or mail. 25 MiB at most.</param>
/// <param name="At">When it was taken, RFC 3339; now if left out.</param>
public sealed record PurchaseFileForm(byte[]? File = null, string? At = null, string? Note = null);

/// <summary>An examiner's finding to add, as a form.</summary>
/// <param name="File">The report: PDF, picture, text or mail, 25 MiB at most.</param>
/// <param name="Examiner">A person who can be asked about it.</param>
/// <param name="Result">not_of_the_brand, of_the_brand or undecided.</param>
/// <param name="At">When it was made, RFC 3339; now if left out.</param>
public sealed record PurchaseFindingForm(byte[]? File = null, string? Examiner = null, string? Result = null, string? At = null, string? Note = null);
