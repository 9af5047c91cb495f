using Microsoft.AspNetCore.WebUtilities;
using Trace.Server.Listings;

namespace Trace.Server.Web.Console.Listings;

/// <summary>What the list of offers shows, as its address says. A seller's name is never in it: it would stand in logs and histories.</summary>
public sealed record ListingsAddress(string? Platform = null, string? Country = null, string? Gtin = null, string? Cursor = null)
{
    public const string Path = "/console/listings";

    public bool IsFiltered => (Platform ?? Country ?? Gtin ?? Cursor) != null;

    public ListingFilter ToFilter() => new(Platform, Seller: null, Country, Gtin);

    /// <summary>The stable link of one offer.</summary>
    public static string Of(string id) => $"{Path}/{id}";

    public override string ToString() => QueryHelpers.AddQueryString(
        Path,
        new Dictionary<string, string?> { ["platform"] = Platform, ["country"] = Country, ["gtin"] = Gtin, ["cursor"] = Cursor }.Where(pair => !string.IsNullOrEmpty(pair.Value)));
}
