using System.Data.Common;
using Trace.Server.Storage;

namespace Trace.Server.Webhooks;

/// <summary>Removes deliveries after 30 days, whatever became of them, and keys that were replaced once they sign no more. At the start and once a day.</summary>
public sealed class WebhookRetention(Database database, TimeProvider clock, ILogger<WebhookRetention> log) : RepeatedWork(TimeSpan.FromDays(1), clock)
{
    private const int Portion = 500;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        await database.WriteAsync(session => WebhooksStore.ForgetPreviousKeysAsync(session, now.ToUnixTimeMilliseconds()), cancellationToken);
        await InPortionsAsync(
            Portion, () => database.WriteAsync(session => WebhookDeliveriesStore.RemoveBeforeAsync(session, (now - Kept).ToUnixTimeMilliseconds(), Portion), cancellationToken), cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    protected override void LogFailure(DbException exception) => WebhooksLog.OldNotRemoved(log, exception);
}
