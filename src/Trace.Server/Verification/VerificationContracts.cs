using System.Text.Json.Serialization;
using Trace.Core.Verification;
using Trace.Server.Claims;

namespace Trace.Server.Verification;

/// <summary>A code to check.</summary>
/// <param name="Code">Whatever was read or typed: a URI, an element string, or GTIN and serial.</param>
/// <param name="Location">Where, if the person shares it.</param>
/// <param name="Device">An opaque id of the reading device; kept only as a keyed hash.</param>
public sealed record VerifyRequest(string? Code, VerifyLocation? Location = null, string? Device = null);

/// <summary>A position in degrees (WGS 84) with its accuracy in metres.</summary>
public sealed record VerifyLocation(double? Latitude, double? Longitude, double? AccuracyMeters = null)
{
    /// <summary>Why it is no position; null for one that is.</summary>
    internal string? FindProblem() =>
        Latitude is not (>= -90 and <= 90) || Longitude is not (>= -180 and <= 180) ? "`location` has a `latitude` from -90 to 90 and a `longitude` from -180 to 180."
        : AccuracyMeters is null or (>= 0 and <= 50_000_000) ? null
        : "`accuracyMeters` is a distance in metres, not negative.";
}

/// <summary>The answer to a check.</summary>
/// <param name="Verdict">issued, caution, not_issued, not_activated, recalled or retired.</param>
/// <param name="Reasons">Every reason that holds, the deciding one first.</param>
/// <param name="Signature">valid, invalid, absent or mac_valid.</param>
/// <param name="Product">Absent when not issued.</param>
/// <param name="Unit">Absent when not issued.</param>
/// <param name="Scan">Absent when not issued, and when the request does not count as a scan.</param>
public sealed record VerifyResponse(
    Verdict Verdict,
    IReadOnlyList<Reason> Reasons,
    SignatureState Signature,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] VerifiedProduct? Product,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] VerifiedUnit? Unit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] VerifiedScan? Scan,
    DateTimeOffset CheckedAt)
{
    /// <summary>What the page alone says; null for a code that nobody issued.</summary>
    [JsonIgnore]
    public PageFacts? Page { get; init; }

    /// <summary>What was checked, for what a person may do on the page afterwards; null for what is no code.</summary>
    [JsonIgnore]
    public CheckedCode? Code { get; init; }
}

/// <summary>The code of one check. Its page carries it, sealed.</summary>
/// <param name="CheckId">Names this check: what is done once after a check is stored under it.</param>
/// <param name="BrandId">The brand of its GTIN; null if no brand has a product with it.</param>
/// <param name="Serial">As it was read; of an issued unit as its label has it.</param>
/// <param name="UnitId">Null for a code that was not issued.</param>
/// <param name="Site">Of the unit's batch.</param>
public sealed record CheckedCode(long CheckId, long? BrandId, string Gtin, string Serial, long? UnitId = null, string? Site = null);

/// <summary>What people are told besides the answer of the contract.</summary>
/// <param name="Host">Of the code's brand: the one a request names can be anybody's.</param>
/// <param name="Look">How the brand wants its pages.</param>
/// <param name="Picture">The name of the product's picture.</param>
/// <param name="FirstCountry">Where the code was checked first, ISO 3166-1 alpha-2; null if that is not known.</param>
/// <param name="TakesPosition">The scan is no re-check, and has no position of the person's own yet.</param>
public sealed record PageFacts(string Host, BrandLook? Look = null, string? Picture = null, string? FirstCountry = null, bool TakesPosition = false);

/// <summary>What a brand set of the look of its pages.</summary>
/// <param name="Logo">The name of a picture.</param>
public sealed record BrandLook(string? Accent, string? AccentDark, string? SupportUrl, string? Logo);

public sealed record VerifiedProduct(
    string Gtin,
    string Name,
    string Brand,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ImageUrl);

/// <summary>What the label of a unit says.</summary>
/// <param name="Cover">True where a second code is printed under a cover, which `POST /api/v1/claims` takes; absent for others.</param>
public sealed record VerifiedUnit(
    string Gtin,
    string Serial,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Lot,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Expiry,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Cover = null);

/// <summary>The stored scan.</summary>
/// <param name="Ordinal">This is the n-th scan of the unit; a re-check repeats the number of the scan it re-checks.</param>
/// <param name="FirstScannedAt">When the unit was scanned first.</param>
/// <param name="YourEarlierScans">How often this device scanned this unit before.</param>
public sealed record VerifiedScan(string Id, long Ordinal, DateTimeOffset FirstScannedAt, long YourEarlierScans);

/// <summary>What a brand sees of one unit.</summary>
/// <param name="Reasons">What anybody would be told of it now, but for people whom the first object explains: they are not warned of the others.</param>
/// <param name="Score">Natural logarithm of how much likelier two or more objects make its scans than one; a code counts as copied from 6.5, and people are warned from 8.5, unless its brand moved that.</param>
/// <param name="Evidence">What the score is made of, the weightiest first.</param>
/// <param name="Scans">The latest, the newest first.</param>
/// <param name="Claim">What was entered of its covered code; absent if it has none.</param>
public sealed record UnitResponse(
    string Gtin,
    string Serial,
    string BatchId,
    long Index,
    string Status,
    DateTimeOffset? StatusAt,
    string? Lot,
    string? Expiry,
    IReadOnlyList<string> Market,
    IReadOnlyList<Reason> Reasons,
    double Score,
    IReadOnlyList<EvidenceReason> Evidence,
    UnitSummary Summary,
    IReadOnlyList<UnitScan> Scans,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UnitClaim? Claim);

/// <summary>Scans of a unit in numbers; re-checks within ten minutes by one device are not counted.</summary>
public sealed record UnitSummary(long Scans, DateTimeOffset? FirstScannedAt, DateTimeOffset? LastScannedAt);

/// <summary>One kind of sign that counted.</summary>
/// <param name="Code">travel, interleaving, places or devices.</param>
/// <param name="Text">What it means.</param>
/// <param name="Weight">What it adds to the score; signs of one network count up to a limit, so the score may be less than their sum.</param>
/// <param name="Scans">How many scans showed it.</param>
/// <param name="Scan">The last scan that did.</param>
/// <param name="OtherScan">The scan it disagrees with.</param>
public sealed record EvidenceReason(
    string Code,
    string Text,
    double Weight,
    int Scans,
    string Scan,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OtherScan);

/// <summary>One stored scan. The position is rounded to 0.01 degrees.</summary>
public sealed record UnitScan(
    string Id,
    DateTimeOffset ScannedAt,
    long Ordinal,
    bool Recheck,
    Verdict Verdict,
    SignatureState Signature,
    string Source,
    VerifyLocation? Location);

/// <summary>Tries of codes that were not issued, in one hour. Nobody's address is kept, only how many there were.</summary>
/// <param name="Hour">Its beginning.</param>
/// <param name="Tries">How many there were.</param>
/// <param name="Limited">How many there were besides that got no answer, because their own address or device was past its limits.</param>
/// <param name="Campaign">So many that they count as one guessing campaign, over however many addresses.</param>
/// <param name="Reasons">The tries by reason, the most frequent first.</param>
public sealed record RefusedTriesHour(
    DateTimeOffset Hour, long Tries, long Limited, bool Campaign, IReadOnlyList<RefusedTriesReason> Reasons);

/// <summary>Tries that were refused for one reason.</summary>
/// <param name="Code">The word of the reason, as in a verdict.</param>
public sealed record RefusedTriesReason(string Code, long Tries);
