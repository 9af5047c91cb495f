using System.Collections.Concurrent;
using System.Data.Common;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>When each API key was used last, written behind once a minute: knowing it is not worth a write a request.</summary>
public sealed class LastUses(Database database, TimeProvider clock, ILogger<LastUses> log) : BackgroundService
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<long, long> _keys = new();

    public void OfKey(long apiKeyId) => _keys[apiKeyId] = clock.GetUtcNow().ToUnixTimeMilliseconds();

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
        var taken = _keys.ToArray();
        if (taken.Length == 0)
            return;
        try
        {
            await database.WriteAsync(async session =>
            {
                // In one order, so that two servers do not wait for each other.
                foreach (var (id, at) in taken.OrderBy(use => use.Key))
                    await ApiKeysStore.SetLastUsedAsync(session, id, at);
            });
            foreach (var use in taken)
                _keys.TryRemove(use);
        }
        catch (DbException exception)
        {
            AccountsLog.UsesNotStored(log, exception);
        }
    }
}
