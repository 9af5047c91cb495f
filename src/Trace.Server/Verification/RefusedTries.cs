using System.Collections.Concurrent;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Counts codes that were not issued, per brand and hour. Counters only: such a try writes no scan and touches no unit.</summary>
/// <remarks>Kept in memory and added to the database every few seconds, so that guessing cannot load the writer.</remarks>
public sealed class RefusedTries(Database database, TimeProvider clock, ILogger<RefusedTries> log) : BackgroundService
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(long BrandId, long Hour, string Reason), long> _counts = new();

    /// <param name="brandId">The brand of the GTIN; null when no brand has it.</param>
    /// <param name="reason">The word of the reason.</param>
    public void Count(long? brandId, string reason) =>
        _counts.AddOrUpdate((brandId ?? 0, clock.GetUtcNow().ToUnixTimeSeconds() / 3600, reason), 1, static (_, count) => count + 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FlushInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await FlushAsync();
        }
        catch (OperationCanceledException)
        {
            await FlushAsync();
        }
    }

    private async Task FlushAsync()
    {
        var taken = new List<KeyValuePair<(long BrandId, long Hour, string Reason), long>>();
        foreach (var key in _counts.Keys)
        {
            if (_counts.TryRemove(key, out var tries))
                taken.Add(KeyValuePair.Create(key, tries));
        }

        if (taken.Count == 0)
            return;
        try
        {
            await database.WriteAsync(async session =>
            {
                foreach (var ((brandId, hour, reason), tries) in taken)
                    await ScansStore.CountRefusedTryAsync(session, brandId, hour, reason, tries);
            });
        }
        catch (System.Data.Common.DbException exception)
        {
            ScanLog.CountersNotStored(log, exception);
            foreach (var (key, tries) in taken)
                _counts.AddOrUpdate(key, tries, (_, count) => count + tries);
        }
    }
}
