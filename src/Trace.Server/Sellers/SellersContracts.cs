using Trace.Server.Http;

namespace Trace.Server.Sellers;

/// <summary>Where a seller sells: a name on a platform, a domain of its own, or both.</summary>
/// <param name="Platform">A marketplace, such as `eBay` or `amazon.de`.</param>
/// <param name="Handle">What that marketplace calls the seller.</param>
/// <param name="Domain">A shop's own domain; an address is cut down to it.</param>
public sealed record SellerShop(string? Platform = null, string? Handle = null, string? Domain = null);

/// <summary>A seller, and what it may do.</summary>
/// <param name="List">authorized, or one of the internal lists: allow, watch, deny. Only the first is ever told to anybody.</param>
/// <param name="Reference">The brand's own number of it; one seller has it.</param>
/// <param name="Name">Sealed, as are shops and notes.</param>
/// <param name="Gtins">What it may sell; all products if left out.</param>
/// <param name="Territories">Where: countries (ISO 3166-1 alpha-2), EU, EEA or BX; everywhere if left out.</param>
/// <param name="Platforms">The marketplaces it may sell on, where that is limited; its shops are on no other.</param>
/// <param name="From">The first day.</param>
/// <param name="Until">The last day. On an internal list there has to be one: nobody stays on it for good.</param>
/// <param name="Notes">For the brand's own people.</param>
public sealed record SellerRequest(
    string? List,
    string? Name,
    string? Reference = null,
    IReadOnlyList<SellerShop>? Shops = null,
    IReadOnlyList<string>? Gtins = null,
    IReadOnlyList<string>? Territories = null,
    IReadOnlyList<string>? Platforms = null,
    string? From = null,
    string? Until = null,
    string? Notes = null);

/// <summary>What was created; what was typed is asked for by its id, so that no copy of it waits for a repeat.</summary>
public sealed record SellerCreatedResponse(string Id);

/// <summary>A seller of a brand.</summary>
/// <param name="InForce">Whether today is within its days.</param>
/// <param name="ErasedAfter">The day after which it is erased with all that is known of it; left out while it has no last day.</param>
public sealed record SellerResponse(
    string Id,
    string List,
    string? Reference,
    string Name,
    IReadOnlyList<SellerShop> Shops,
    IReadOnlyList<string> Gtins,
    IReadOnlyList<string> Territories,
    IReadOnlyList<string> Platforms,
    string? From,
    string? Until,
    string? Notes,
    bool InForce,
    string? ErasedAfter,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt);

/// <summary>What an import of sellers did.</summary>
/// <param name="Created">New references.</param>
/// <param name="Changed">Known references whose line says something else now.</param>
/// <param name="Unchanged">Known references whose line says what is there.</param>
/// <param name="Rejected">Lines that were not taken.</param>
/// <param name="Errors">What was wrong with them, the first 1,000.</param>
public sealed record SellersImportResponse(long Created, long Changed, long Unchanged, long Rejected, IReadOnlyList<LineError> Errors);

/// <summary>Whether a shop is on a brand's list of authorized sellers, and nothing else. Not being listed says nothing about a shop or its goods.</summary>
/// <param name="Brand">The brand's slug.</param>
/// <param name="Listed">On that day.</param>
/// <param name="On">The day of the answer, in UTC.</param>
public sealed record SellerCheckResponse(string Brand, bool Listed, string On);
