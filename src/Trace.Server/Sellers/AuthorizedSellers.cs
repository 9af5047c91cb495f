using Trace.Core.Codes;
using Trace.Core.Enforcement;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Sellers;

/// <summary>Which shop is looked for, and for what.</summary>
/// <param name="Platform">A marketplace; with <paramref name="Handle"/>.</param>
/// <param name="Shop">An address or a domain.</param>
/// <param name="Gtin">A product; null for any that the seller may sell.</param>
/// <param name="Country">Null for any.</param>
public sealed record SellerQuery(string? Platform = null, string? Handle = null, string? Shop = null, string? Gtin = null, string? Country = null);

/// <summary>What was found of a shop.</summary>
/// <param name="Listed">An authorized seller has it.</param>
/// <param name="EntryId">That seller.</param>
/// <param name="CheckedAt">When it was looked for.</param>
/// <param name="InternalList">allow, watch or deny, where the shop is on one of them: for the brand's own people alone.</param>
public sealed record SellerCheck(bool Listed, long? EntryId, DateTimeOffset CheckedAt, string? InternalList = null);

/// <summary>Looks a shop up: for cases of the brand, and for everybody, who is told nothing but whether it is listed.</summary>
public sealed class AuthorizedSellers
{
    /// <summary>Brands whose spans are kept in memory.</summary>
    private const int Capacity = 10_000;

    private readonly Database _database;
    private readonly ShopKeys _keys;
    private readonly TimeProvider _clock;
    private readonly Cache<long, IReadOnlyList<ListedSpan>> _spans;

    public AuthorizedSellers(Database database, ShopKeys keys, TimeProvider clock)
    {
        (_database, _keys, _clock) = (database, keys, clock);
        _spans = new(brandId => database.ReadAsync(async session => (IReadOnlyList<ListedSpan>?)await SellersStore.ListSpansAsync(session, brandId)), Capacity);
        database.Changes.On(SellersStore.Changed, ForgetBrand, _spans.ForgetAll);
    }

    /// <summary>For a brand's own people: which authorized seller has the shop on a day, and on which of the internal lists it is.</summary>
    public Task<SellerCheck> LookAsync(long brandId, SellerQuery query, DateOnly day) => _database.ReadAsync(async session =>
    {
        var listed = await FindAsync(session, brandId, query, day, listed: true);
        var kept = await FindAsync(session, brandId, query, day, listed: false);
        return new SellerCheck(listed.Count > 0, listed is [var entry, ..] ? entry.SellerId : null, _clock.GetUtcNow(), kept is [var other, ..] ? other.List : null);
    });

    /// <summary>For everybody: nothing of a seller that is not authorized is read.</summary>
    public Task<bool> IsListedAsync(long brandId, SellerQuery query) =>
        _database.ReadAsync(async session => (await FindAsync(session, brandId, query, _clock.Today(), listed: true)).Count > 0);

    /// <summary>Whether the brand has a list that people can ask: at least one seller on it today.</summary>
    public async ValueTask<bool> HasAnyAsync(long brandId)
    {
        var today = CalendarDay.Format(_clock.Today());
        return await _spans.GetAsync(brandId) is { } spans
            && spans.Any(span => string.CompareOrdinal(span.ValidFrom ?? today, today) <= 0 && string.CompareOrdinal(span.ValidUntil ?? today, today) >= 0);
    }

    /// <summary>The brand of a slug, if it has such a list.</summary>
    public async Task<BrandRow?> FindBrandAsync(string? slug) =>
        BrandSlug.Is(slug) && await _database.ReadAsync(session => BrandsStore.FindBySlugAsync(session, slug)) is { } brand && await HasAnyAsync(brand.BrandId) ? brand : null;

    private async Task<IReadOnlyList<SellerRow>> FindAsync(Session session, long brandId, SellerQuery query, DateOnly day, bool listed)
    {
        var keys = _keys.Of(brandId, query.Platform, query.Handle, query.Shop);
        if (keys.Count == 0)
            return [];
        var rows = await SellersStore.FindByShopAsync(session, brandId, listed, keys, day);
        var gtin = Gtin.TryParse(query.Gtin, out var parsed) ? parsed.Value : query.Gtin;
        return
        [
            .. rows.Where(row => (gtin == null || row.Gtins.Length == 0 || row.GtinList.Contains(gtin))
                && (query.Country == null || row.Territories.Length == 0 || Territory.Holds(row.TerritoryList, query.Country))),
        ];
    }

    /// <remarks>A server of another version may say something else than an id.</remarks>
    private void ForgetBrand(string id)
    {
        if (PublicId.TryParse(id, out var brandId))
            _spans.Forget(brandId);
        else
            _spans.ForgetAll();
    }
}
