using System.Globalization;
using System.Text.RegularExpressions;
using Trace.Server.Codes;
using Trace.Server.Http;

namespace Trace.Server.Listings;

/// <summary>An offer of a product as somebody saw it. Its address is a text and is never opened here.</summary>
/// <param name="Platform">A word such as <c>ebay</c> or <c>shop.example</c>, in small letters.</param>
/// <param name="ReportId">The report of a person that it came from.</param>
public sealed record Listing(
    long Id,
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
    long? ReportId,
    DateTimeOffset CreatedAt);

/// <summary>What is sealed of a listing.</summary>
public sealed record ListingWords(string Url, string? SellerHandle, decimal? Price, string? Currency, int? Quantity, string? ClaimedOrigin, string? Note);

/// <summary>An offer as it was entered, checked.</summary>
public sealed partial record ListingDraft(string Platform, string? Country, string? Gtin, ListingWords Words)
{
    public const int MaxUrlLength = 2048;
    public const int MaxPlatformLength = 60;
    public const int MaxHandleLength = 100;
    public const int MaxOriginLength = 200;
    public const int MaxNoteLength = 500;
    public const int MaxQuantity = 1_000_000_000;
    public const decimal MaxPrice = 1_000_000_000_000;

    public static Outcome<ListingDraft> Parse(ListingRequest request)
    {
        if (UrlProblem(request.Url) is { } wrongUrl)
            return wrongUrl;
        if (PlatformProblem(request.Platform) is { } wrongPlatform)
            return wrongPlatform;
        if ((PlainText.OptionalProblem(request.SellerHandle, "sellerHandle", MaxHandleLength)
            ?? PlainText.OptionalProblem(request.ClaimedOrigin, "claimedOrigin", MaxOriginLength)
            ?? PlainText.OptionalProblem(request.Note, "note", MaxNoteLength)) is { } problem)
            return Wrong(problem);
        if (request.Country != null && !Countries.IsKnown(request.Country))
            return Wrong("`country` is two capital letters of ISO 3166-1.");
        Trace.Core.Codes.Gtin gtin = default;
        if (request.Gtin != null && !Trace.Core.Codes.Gtin.TryParse(request.Gtin, out gtin))
            return Wrong("`gtin` is not a GTIN.");
        if (MoneyProblem(request.Price, request.Currency, "price") is { } money)
            return Wrong(money);
        if (request.Quantity is < 0 or > MaxQuantity)
            return Wrong(string.Create(CultureInfo.InvariantCulture, $"`quantity` is 0 to {MaxQuantity}."));
        return new ListingDraft(
            request.Platform!.ToLowerInvariant(),
            request.Country,
            request.Gtin == null ? null : gtin.Value,
            new ListingWords(request.Url!, request.SellerHandle, request.Price, request.Currency, request.Quantity, request.ClaimedOrigin, request.Note));
    }

    /// <summary>Null for a word of a platform.</summary>
    public static Failure? PlatformProblem(string? platform) => platform == null || platform.Length > MaxPlatformLength || !PlatformWord().IsMatch(platform)
        ? Wrong($"`platform` is a word of letters, digits, dots and hyphens, such as ebay or shop.example, up to {MaxPlatformLength}.")
        : null;

    /// <summary>A sentence; null for a price with its currency, or neither.</summary>
    public static string? MoneyProblem(decimal? amount, string? currency, string name) =>
        amount is < 0 or > MaxPrice || (amount is { } value && value.Scale > 4) ? $"`{name}` is not negative, and has four decimals at most."
        : (amount == null) != (currency == null) ? $"`{name}` and `currency` belong together."
        : currency != null && !Currency().IsMatch(currency) ? "`currency` is three capital letters of ISO 4217."
        : null;

    private static Failure? UrlProblem(string? url) =>
        url is { Length: > 0 and <= MaxUrlLength } && PlainText.Problem(url, "url", MaxUrlLength) == null && !url.Contains(' ', StringComparison.Ordinal)
        && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "" }
            ? null
            : Wrong($"`url` is an address that begins with https:// or http://, up to {MaxUrlLength} characters.");

    private static Failure Wrong(string problem) => new("invalid_listing", problem);

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlatformWord();

    [GeneratedRegex("^[A-Z]{3}\\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Currency();
}
