using System.Data.Common;
using Trace.Server.Brands;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Removes scans and counters of refused codes that are older than their brand keeps them. The unit keeps its count and its first and last time.</summary>
/// <remarks>
/// At the start and once a day, in small transactions, so that new scans go on beside them. Several servers may do it at once.
/// </remarks>
public sealed class ScanRetention(Database database, Scans scans, TimeProvider clock, ILogger<ScanRetention> log) : RepeatedWork(TimeSpan.FromDays(1), clock)
{
    /// <summary>For counters of codes that name no brand.</summary>
    public const int DefaultDays = 730;

    /// <summary>Removes all that is too old now, and returns how many scans that were.</summary>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var retentions = await database.ReadAsync(BrandsStore.ListScanRetentionsAsync, cancellationToken);
        var now = Clock.GetUtcNow();
        var oldest = retentions.ToDictionary(row => row.BrandId, row => now - TimeSpan.FromDays(row.ScanRetentionDays));
        var removed = await scans.RemoveOldAsync(oldest.ToDictionary(brand => brand.Key, brand => brand.Value.ToUnixTimeMilliseconds()), cancellationToken);
        await database.WriteAsync(
            async session =>
            {
                foreach (var (brandId, time) in oldest.Append(KeyValuePair.Create(0L, now - TimeSpan.FromDays(DefaultDays))))
                    await RefusedTriesStore.RemoveAsync(session, brandId, time.ToUnixTimeSeconds() / 3600);
            },
            cancellationToken);
        return removed;
    }

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        await scans.PrepareAsync(cancellationToken);
        await RunAsync(cancellationToken);
    }

    protected override void LogFailure(DbException exception) => ScanLog.OldScansNotRemoved(log, exception);
}
