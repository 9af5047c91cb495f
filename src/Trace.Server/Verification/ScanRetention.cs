using System.Data.Common;
using Trace.Server.Brands;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Removes scans and counters of refused codes that are older than their brand keeps them. The unit keeps its count and its first and last time.</summary>
/// <remarks>
/// At the start and once a day. It walks the units in the order of their ids and looks up each one's oldest scan, so that scans need no index by time, which would cost
/// every scan. Deletions come in transactions of <see cref="PortionScans"/> rows at most, so that new scans go on beside them. Several servers may do it at once.
/// </remarks>
public sealed class ScanRetention(Database database, TimeProvider clock, ILogger<ScanRetention> log) : BackgroundService
{
    /// <summary>For counters of codes that name no brand.</summary>
    public const int DefaultDays = 730;

    private const int PageUnits = 1000;
    private const int PortionScans = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>Removes all that is too old now, and returns how many scans that were.</summary>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var retentions = await database.ReadAsync(BrandsStore.ListScanRetentionsAsync, cancellationToken);
        var now = clock.GetUtcNow();
        var oldest = retentions.ToDictionary(row => row.BrandId, row => now - TimeSpan.FromDays(row.ScanRetentionDays));
        var removed = await RemoveScansAsync(oldest, cancellationToken);
        await database.WriteAsync(
            async session =>
            {
                foreach (var (brandId, time) in oldest.Append(KeyValuePair.Create(0L, now - TimeSpan.FromDays(DefaultDays))))
                    await ScansStore.RemoveRefusedTriesAsync(session, brandId, time.ToUnixTimeSeconds() / 3600);
            },
            cancellationToken);
        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                try
                {
                    await RunAsync(stoppingToken);
                }
                catch (DbException exception)
                {
                    ScanLog.OldScansNotRemoved(log, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops; the rest is old tomorrow too.
        }
    }

    private async Task<long> RemoveScansAsync(Dictionary<long, DateTimeOffset> oldest, CancellationToken cancellationToken)
    {
        var removed = 0L;
        for (var after = -1L; ;)
        {
            var from = after;
            var units = await database.ReadAsync(session => ScansStore.ListOldestScansAsync(session, from, PageUnits), cancellationToken);
            foreach (var unit in units)
            {
                // A brand that came while this ran has no old scans.
                if (oldest.TryGetValue(unit.BrandId, out var time) && unit.OldestScanAt < time.ToUnixTimeMilliseconds())
                    removed += await RemoveScansAsync(unit.UnitId, time.ToUnixTimeMilliseconds(), cancellationToken);
            }

            if (units.Count < PageUnits)
                return removed;
            after = units[^1].UnitId;
        }
    }

    private async Task<long> RemoveScansAsync(long unitId, long before, CancellationToken cancellationToken)
    {
        var removed = 0L;
        while (true)
        {
            var count = await database.WriteAsync(session => ScansStore.RemoveScansAsync(session, unitId, before, PortionScans), cancellationToken);
            removed += count;
            if (count < PortionScans)
                return removed;
        }
    }
}
