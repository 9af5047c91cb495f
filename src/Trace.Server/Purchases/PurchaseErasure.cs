using System.Data.Common;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Listings;
using Trace.Server.Storage;

namespace Trace.Server.Purchases;

/// <summary>Purchases go when somebody says so or nobody used them for long, with entries and files; never while an open case needs them.</summary>
public sealed class PurchaseErasure(Database database, AuditTrail audit, EnforcementSettings settings, TimeProvider clock, ILogger<PurchaseErasure> log)
    : RepeatedWork(TimeSpan.FromDays(1), clock)
{
    private const int Portion = 20;

    public async Task<Outcome<string>> EraseAsync(Caller caller, string purchaseId)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        return await database.TryWriteAsync<string>(async session =>
        {
            if (!PublicId.TryParse(purchaseId, out var id) || await PurchasesStore.FindToChangeAsync(session, caller.BrandId, id) is not { } row)
                return BrandPurchases.Unknown(purchaseId);
            if (row.Holds > 0)
                return new Failure("purchase_held", "An open case needs this purchase; close it first.");
            await EraseAsync(session, row);
            await audit.AddAsync(session, caller, new AuditedChange("purchase.erase", purchaseId));
            return purchaseId;
        });
    }

    /// <summary>All of a seller's that no open case needs; how many went and how many stay.</summary>
    public async Task<(int Erased, int Held)> EraseSellerAsync(Session session, Caller caller, byte[] sellerHash)
    {
        var rows = await PurchasesStore.ListOfSellerAsync(session, caller.BrandId, sellerHash);
        foreach (var row in rows.Where(row => row.Holds == 0))
        {
            await EraseAsync(session, row);
            await audit.AddAsync(session, caller, new AuditedChange("purchase.erase", PublicId.Format(row.PurchaseId)));
        }

        return (rows.Count(row => row.Holds == 0), rows.Count(row => row.Holds > 0));
    }

    /// <summary>In portions: scans wait for none of them long.</summary>
    public Task RemoveUnusedAsync(CancellationToken cancellationToken)
    {
        var time = Clock.GetUtcNow().AddDays(-settings.KeptDays).ToUnixTimeMilliseconds();
        return InPortionsAsync(Portion, () => database.WriteAsync(session => RemoveUnusedAsync(session, time), cancellationToken), cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RemoveUnusedAsync(cancellationToken);

    protected override void LogFailure(DbException exception) => PurchasesLog.OldNotRemoved(log, exception);

    private static async Task<int> RemoveUnusedAsync(Session session, long time)
    {
        var rows = await PurchasesStore.ListUnusedAsync(session, time, Portion);
        foreach (var row in rows)
            await EraseAsync(session, row);
        return rows.Count;
    }

    private static async Task EraseAsync(Session session, PurchaseRow row)
    {
        await PurchaseEntries.EraseAsync(session, row);
        await PurchasesStore.RemoveAsync(session, row);
    }
}

internal static partial class PurchasesLog
{
    [LoggerMessage(8172, LogLevel.Warning, "Test purchases that nobody used could not be removed; it is tried again in a day.")]
    public static partial void OldNotRemoved(ILogger logger, Exception exception);
}
