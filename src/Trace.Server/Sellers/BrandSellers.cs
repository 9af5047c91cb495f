using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Sellers;

/// <summary>What became of a line or request that names a seller by its reference.</summary>
public enum SellerSaved
{
    Created,
    Changed,
    Unchanged,
}

/// <summary>The sellers of a brand, for its own people: for the API and the console alike. They are the whole brand's, so nobody who is limited sees them.</summary>
public sealed class BrandSellers(Database database, SellerSeal seal, ShopKeys keys, SellerSettings settings, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Newest first.</summary>
    /// <param name="list">A word of <see cref="SellerLists"/>; null for all.</param>
    public async Task<Outcome<Page<SellerResponse>>> ListAsync(Caller caller, string? list, string? cursor, int? limit)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        if (!Paging.ParseByTime<long>(cursor, limit, PublicId.TryParse, 0).TryGet(out var page, out var problem))
            return problem;
        if (list != null && !SellerLists.All.Contains(list))
            return new Failure("invalid_request", $"`list` is one of {string.Join(", ", SellerLists.All)}.");
        var rows = await database.ReadAsync(session => SellersStore.ListAsync(session, caller.BrandId, list, page.Before, page.Size + 1));
        return Paging.Of(rows, page.Size, Describe, row => Paging.CursorOf(row.CreatedAt, PublicId.Format(row.SellerId)));
    }

    public async Task<Outcome<SellerResponse>> FindAsync(Caller caller, string sellerId)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        return PublicId.TryParse(sellerId, out var id) && await database.ReadAsync(session => SellersStore.FindAsync(session, caller.BrandId, id)) is { } row
            ? Describe(row)
            : Unknown(sellerId);
    }

    /// <summary>What a request says, if the caller may say it.</summary>
    public static Outcome<ReadSeller> Read(Caller caller, SellerRequest request) => WholeBrand.Refuse(caller) is { } refused ? refused : ReadSeller.Of(request);

    /// <summary>Adds a seller inside the caller's transaction.</summary>
    public async Task<Outcome<SellerCreatedResponse>> AddAsync(Session session, Caller caller, ReadSeller read)
    {
        var row = Fill(new SellerRow(caller.BrandId, PublicId.Create(), "", ReferenceKey: null, [], "", "", null, null, null, Now, Now), read);
        if (!await SellersStore.AddAsync(session, row, KeysOf(row, read)))
            return Taken();
        await audit.AddAsync(session, caller, new AuditedChange("seller.create", PublicId.Format(row.SellerId), New: AuditedSeller.Of(row)));
        return new SellerCreatedResponse(PublicId.Format(row.SellerId));
    }

    /// <summary>Replaces all that was entered of it, but for its proof.</summary>
    public async Task<Outcome<SellerResponse>> ChangeAsync(Caller caller, string sellerId, SellerRequest request)
    {
        var outcome = await InTransactionAsync(caller, sellerId, async (session, row) =>
        {
            if (!ReadSeller.Of(request).TryGet(out var read, out var problem))
                return problem;
            if (read.Words.Reference is { } reference && await FindByReferenceAsync(session, row.BrandId, reference) is { } other && other.SellerId != row.SellerId)
                return Taken();
            return await ChangeAsync(session, caller, row, read);
        });
        return outcome.TryGet(out var changed, out var failure) ? Describe(changed) : failure;
    }

    /// <summary>Adds or changes the seller that has this reference: what is sent again changes nothing.</summary>
    public async Task<Outcome<SellerSaved>> SaveAsync(Session session, Caller caller, ReadSeller read)
    {
        if (await FindByReferenceAsync(session, caller.BrandId, read.Words.Reference!) is not { } row)
            return (await AddAsync(session, caller, read)).TryGet(out _, out var failure) ? SellerSaved.Created : failure;
        if (IsSame(row, read))
            return SellerSaved.Unchanged;
        await ChangeAsync(session, caller, row, read);
        return SellerSaved.Changed;
    }

    /// <summary>Erases all that is known of it; the trail keeps that it was done.</summary>
    public Task<Outcome<SellerRow>> EraseAsync(Caller caller, string sellerId) => InTransactionAsync(caller, sellerId, async (session, row) =>
    {
        await SellersStore.RemoveAsync(session, row);
        await audit.AddAsync(session, caller, new AuditedChange("seller.erase", sellerId));
        return row;
    });

    public SellerResponse Describe(SellerRow row)
    {
        var words = seal.Open(row);
        return new(
            PublicId.Format(row.SellerId),
            row.List,
            words.Reference,
            words.Name,
            words.Shops,
            row.GtinList,
            row.TerritoryList,
            words.Platforms,
            row.ValidFrom,
            row.ValidUntil,
            words.Notes,
            row.IsInForce(clock.Today()),
            CalendarDay.Format(CalendarDay.Read(row.ValidUntil)?.AddDays(settings.KeptDays)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            DateTimeOffset.FromUnixTimeMilliseconds(row.ChangedAt));
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<SellerRow> ChangeAsync(Session session, Caller caller, SellerRow row, ReadSeller read)
    {
        var changed = Fill(row, read) with { ChangedAt = Now };
        await SellersStore.UpdateAsync(session, changed, KeysOf(changed, read));
        await audit.AddAsync(session, caller, new AuditedChange("seller.change", PublicId.Format(row.SellerId), AuditedSeller.Of(row), AuditedSeller.Of(changed)));
        return changed;
    }

    private SellerRow Fill(SellerRow row, ReadSeller read) => seal.Seal(
        row with
        {
            List = read.List,
            ReferenceKey = read.Words.Reference is { } reference ? keys.OfReference(row.BrandId, reference) : null,
            Gtins = read.Gtins,
            Territories = read.Territories,
            ValidFrom = CalendarDay.Format(read.From),
            ValidUntil = CalendarDay.Format(read.Until),
        },
        read.Words);

    private bool IsSame(SellerRow row, ReadSeller read)
    {
        var words = seal.Open(row);
        return (row.List, row.Gtins, row.Territories, row.ValidFrom, row.ValidUntil, words.Name, words.Notes)
            == (read.List, read.Gtins, read.Territories, CalendarDay.Format(read.From), CalendarDay.Format(read.Until), read.Words.Name, read.Words.Notes)
            && words.Shops.SequenceEqual(read.Words.Shops) && words.Platforms.SequenceEqual(read.Words.Platforms, StringComparer.Ordinal);
    }

    private List<byte[]> KeysOf(SellerRow row, ReadSeller read) =>
        [.. read.Words.Shops.SelectMany(shop => keys.Of(row.BrandId, shop.Platform, shop.Handle, shop.Domain))];

    private Task<SellerRow?> FindByReferenceAsync(Session session, long brandId, string reference) =>
        SellersStore.FindByReferenceAsync(session, brandId, keys.OfReference(brandId, reference));

    private async Task<Outcome<SellerRow>> InTransactionAsync(Caller caller, string sellerId, Func<Session, SellerRow, Task<Outcome<SellerRow>>> change)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        return PublicId.TryParse(sellerId, out var id)
            ? await database.TryWriteAsync<SellerRow>(async session =>
                await SellersStore.FindToChangeAsync(session, caller.BrandId, id) is { } row ? await change(session, row) : Unknown(sellerId))
            : Unknown(sellerId);
    }

    private static Failure Taken() => new("reference_taken", "Another seller of this brand has this reference.");

    private static Failure Unknown(string id) => new("not_found", $"There is no seller {id}.");
}

/// <summary>A seller in the trail, which cannot be erased: nothing that says who it is.</summary>
public sealed record AuditedSeller(string List, string Gtins, string Territories, string? From, string? Until)
{
    public static AuditedSeller Of(SellerRow row) => new(row.List, row.Gtins, row.Territories, row.ValidFrom, row.ValidUntil);
}
