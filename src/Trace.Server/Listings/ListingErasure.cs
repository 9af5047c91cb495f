using System.Data.Common;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Purchases;
using Trace.Server.Storage;

namespace Trace.Server.Listings;

/// <summary>Listings go when somebody says so or nobody used them for long, with captures and files; never while an open case needs them.</summary>
public sealed class ListingErasure(Database database, SellerHash hash, PurchaseErasure purchases, AuditTrail audit, EnforcementSettings settings, TimeProvider clock, ILogger<ListingErasure> log)
    : RepeatedWork(TimeSpan.FromDays(1), clock)
{
    private const int Portion = 20;

    public async Task<Outcome<string>> EraseAsync(Caller caller, string listingId)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        return await database.TryWriteAsync<string>(async session =>
        {
            if (!PublicId.TryParse(listingId, out var id) || await ListingsStore.FindToChangeAsync(session, caller.BrandId, id) is not { } row)
                return BrandListings.Unknown(listingId);
            if (row.Holds > 0)
                return Held();
            await EraseAsync(session, row);
            await audit.AddAsync(session, caller, new AuditedChange("listing.erase", listingId));
            return listingId;
        });
    }

    /// <summary>One capture, such as of another offer by mistake.</summary>
    public async Task<Outcome<string>> EraseCaptureAsync(Caller caller, string listingId, string captureId)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        return await database.TryWriteAsync<string>(async session =>
        {
            if (!PublicId.TryParse(listingId, out var id) || await ListingsStore.FindToChangeAsync(session, caller.BrandId, id) is not { } row)
                return BrandListings.Unknown(listingId);
            if (!PublicId.TryParse(captureId, out var number) || await CapturesStore.FindAsync(session, caller.BrandId, number) is not { } capture || capture.ListingId != id)
                return new Failure("not_found", $"There is no capture {captureId} of listing {listingId}.");
            if (row.Holds > 0)
                return Held();
            await ListingCaptures.EraseAsync(session, capture);
            await audit.AddAsync(session, caller, new AuditedChange("capture.erase", captureId, New: new { listing = listingId }));
            return captureId;
        });
    }

    /// <summary>All of a seller's that no open case needs, as the seller may ask: what was offered and what was bought.</summary>
    public async Task<Outcome<EraseSellerResponse>> EraseSellerAsync(Caller caller, EraseSellerRequest request)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        if (ListingDraft.PlatformProblem(request.Platform) is { } wrong)
            return wrong;
        if (PlainText.Problem(request.SellerHandle, "sellerHandle", ListingDraft.MaxHandleLength) is { } problem)
            return new Failure("invalid_listing", problem);
        return await database.WriteAsync(async session =>
        {
            var seller = hash.OfSeller(caller.BrandId, request.Platform!.ToLowerInvariant(), request.SellerHandle)!;
            var rows = await ListingsStore.ListOfSellerAsync(session, caller.BrandId, seller);
            foreach (var row in rows.Where(row => row.Holds == 0))
            {
                await EraseAsync(session, row);
                await audit.AddAsync(session, caller, new AuditedChange("listing.erase", PublicId.Format(row.ListingId)));
            }

            var bought = await purchases.EraseSellerAsync(session, caller, seller);
            return Outcome.Of(new EraseSellerResponse(rows.Count(row => row.Holds == 0), bought.Erased, rows.Count(row => row.Holds > 0) + bought.Held));
        });
    }

    /// <summary>In portions: scans wait for none of them long.</summary>
    public Task RemoveUnusedAsync(CancellationToken cancellationToken)
    {
        var time = Clock.GetUtcNow().AddDays(-settings.KeptDays).ToUnixTimeMilliseconds();
        return InPortionsAsync(Portion, () => database.WriteAsync(session => RemoveUnusedAsync(session, time), cancellationToken), cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RemoveUnusedAsync(cancellationToken);

    protected override void LogFailure(DbException exception) => ListingsLog.OldNotRemoved(log, exception);

    private static async Task<int> RemoveUnusedAsync(Session session, long time)
    {
        var rows = await ListingsStore.ListUnusedAsync(session, time, Portion);
        foreach (var row in rows)
            await EraseAsync(session, row);
        return rows.Count;
    }

    private static async Task EraseAsync(Session session, ListingRow row)
    {
        foreach (var capture in await CapturesStore.ListAsync(session, row.BrandId, row.ListingId))
            await ListingCaptures.EraseAsync(session, capture);
        await ListingsStore.RemoveAsync(session, row);
    }

    private static Failure Held() => new("listing_held", "An open case needs this listing; close it first.");
}

internal static partial class ListingsLog
{
    [LoggerMessage(8171, LogLevel.Warning, "Listings that nobody used could not be removed; it is tried again in a day.")]
    public static partial void OldNotRemoved(ILogger logger, Exception exception);
}
