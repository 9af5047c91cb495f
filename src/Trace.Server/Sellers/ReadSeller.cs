using Trace.Core.Codes;
using Trace.Core.Enforcement;
using Trace.Server.Http;

namespace Trace.Server.Sellers;

/// <summary>What a request or a line says of a seller, in the form it is kept in.</summary>
public sealed record ReadSeller(string List, SellerWords Words, string Gtins, string Territories, DateOnly? From, DateOnly? Until)
{
    private const int MaxName = 200;
    private const int MaxReference = 100;
    private const int MaxNotes = 4000;
    private const int MostShops = 50;
    private const int MostGtins = 1000;
    private const int MostTerritories = 250;
    private const int MostPlatforms = 50;

    /// <summary>Or the name of the first field that is wrong, and why.</summary>
    public static Outcome<ReadSeller> Of(SellerRequest request)
    {
        if (!SellerLists.All.Contains(request.List))
            return Invalid("list", $"It is one of {string.Join(", ", SellerLists.All)}.");
        var text = PlainText.Problem(request.Name, "name", MaxName) ?? PlainText.OptionalProblem(request.Reference, "reference", MaxReference) ?? NotesProblem(request.Notes);
        if (text != null)
            return new Failure("invalid_seller", text);
        if (PlatformsProblem(request.Platforms ?? []) is { } platforms)
            return platforms;
        if (!ReadShops(request).TryGet(out var shops, out var problem)
            || !ReadGtins(request.Gtins ?? []).TryGet(out var gtins, out problem)
            || !ReadTerritories(request.Territories ?? []).TryGet(out var territories, out problem)
            || !ReadDays(request).TryGet(out var days, out problem))
        {
            return problem;
        }

        return new ReadSeller(
            request.List!, new SellerWords(request.Name!, request.Reference, shops, request.Platforms ?? [], request.Notes), gtins, territories, days.From, days.Until);
    }

    private static Outcome<(DateOnly? From, DateOnly? Until)> ReadDays(SellerRequest request)
    {
        const string Day = "A day is written as 2026-11-29.";
        if (!CalendarDay.TryParse(request.From, out var from))
            return Invalid("from", Day);
        if (!CalendarDay.TryParse(request.Until, out var until))
            return Invalid("until", Day);
        if (until == null && request.List != SellerLists.Authorized)
            return Invalid("until", "An entry of an internal list says until when it is kept there.");
        return until < from ? Invalid("until", "It does not end before it begins.") : (from, until);
    }

    private static Outcome<IReadOnlyList<SellerShop>> ReadShops(SellerRequest request)
    {
        var given = request.Shops ?? [];
        if (given.Count is 0 or > MostShops)
            return Invalid("shops", $"A seller has 1 to {MostShops} shops.");
        var allowed = (request.Platforms ?? []).Select(ShopName.Platform).ToHashSet(StringComparer.Ordinal);
        var shops = new List<SellerShop>(given.Count);
        foreach (var shop in given)
        {
            if (shop == null || (shop.Platform == null) != (shop.Handle == null) || (shop.Platform ?? shop.Domain) == null)
                return Invalid("shops", "A shop has a platform with a handle, a domain, or both.");
            if (shop.Platform != null && (ShopName.Platform(shop.Platform) == null || ShopName.Handle(shop.Handle) == null
                || PlainText.Problem(shop.Platform, "shops", ShopName.MaxPlatformLength) != null || PlainText.Problem(shop.Handle, "shops", ShopName.MaxHandleLength) != null))
            {
                return Invalid("shops", "A platform or a handle holds characters that cannot be seen, nothing else, or too many.");
            }

            if (shop.Platform != null && allowed.Count > 0 && !allowed.Contains(ShopName.Platform(shop.Platform)))
                return Invalid("shops", "A shop is on a platform that `platforms` does not have.");
            var domain = ShopName.Domain(shop.Domain);
            if (shop.Domain != null && domain == null)
                return Invalid("shops", "A domain is written as shop.example, or as an address there.");
            shops.Add(shop with { Domain = domain });
        }

        return shops;
    }

    private static Outcome<string> ReadGtins(IReadOnlyList<string> given)
    {
        if (given.Count > MostGtins)
            return Invalid("gtins", $"There are {MostGtins} at most; leave them out for all products.");
        var gtins = new List<string>(given.Count);
        foreach (var text in given)
        {
            if (!Gtin.TryParse(text, out var gtin, out var why))
                return Invalid("gtins", why);
            gtins.Add(gtin.Value);
        }

        return string.Join(' ', gtins.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    private static Outcome<string> ReadTerritories(IReadOnlyList<string> given) => given.Count > MostTerritories || given.Any(place => place == Territory.World || !Territory.IsKnown(place))
        ? Invalid("territories", "They are countries by their two letters, EU, EEA or BX; leave them out for everywhere.")
        : string.Join(' ', given.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static Failure? PlatformsProblem(IReadOnlyList<string> given) => given.Count > MostPlatforms
        || given.Any(name => ShopName.Platform(name) == null || PlainText.Problem(name, "platforms", ShopName.MaxPlatformLength) != null)
            ? Invalid("platforms", $"They are {MostPlatforms} names of marketplaces at most.")
            : null;

    /// <summary>Notes may have lines.</summary>
    private static string? NotesProblem(string? notes) =>
        notes == null ? null : PlainText.Problem(notes.ReplaceLineEndings(" "), "notes", MaxNotes);

    private static Failure Invalid(string name, string text) => new("invalid_seller", $"`{name}`: {text}");
}
