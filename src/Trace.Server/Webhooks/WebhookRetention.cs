using System.Data.Common;
using Trace.Server.Storage;

namespace Trace.Server.Webhooks;

/// <summary>Removes deliveries after 30 days, whatever became of them, and keys that were replaced once they sign no more. At the start and once a day.</summary>
public sealed class WebhookRetention(Database database, TimeProvider clock, ILogger<WebhookRetention> log) : BackgroundService
{
    private const int Portion = 500;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await database.WriteAsync(session => WebhooksStore.ForgetPreviousKeysAsync(session, now.ToUnixTimeMilliseconds()), cancellationToken);
        while (await database.WriteAsync(session => WebhookDeliveriesStore.RemoveBeforeAsync(session, (now - Kept).ToUnixTimeMilliseconds(), Portion), cancellationToken) == Portion)
        {
            // In small transactions, so that others go on beside it.
        }
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
                    WebhooksLog.OldNotRemoved(log, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops; the rest is old tomorrow too.
        }
    }
}
