using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;
using Trace.Server.Telemetry;

namespace Trace.Server.Webhooks;

/// <summary>Sends what is due: looks every second, and works on several webhooks beside each other, on each in small groups.</summary>
/// <remarks>
/// Several servers share the work: each takes deliveries for a minute (<see cref="WebhookDeliveriesStore.ClaimAsync"/>). One that is killed in between leaves
/// them to whoever looks after that minute, so an event may come twice, with the same <c>webhook-id</c>.
/// </remarks>
public sealed class WebhookSender(Database database, WebhookCall call, AuditTrail audit, TimeProvider clock, ILogger<WebhookSender> log) : BackgroundService
{
    private const int MostAtOnce = 16;
    private const int GroupSize = 4;

    /// <summary>Then others have their turn.</summary>
    private const int GroupsInARow = 25;

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(10);

    /// <summary>Much longer than an attempt takes, so that clocks of servers may differ.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>How long a server that stops waits for answers.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<long, Task> _busy = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var calls = new CancellationTokenSource();
        await using var stopping = stoppingToken.Register(() => calls.CancelAfter(Grace));
        try
        {
            while (true)
            {
                var answered = await LookAsync(calls.Token, stoppingToken);
                await Task.Delay(answered ? LookInterval : AfterFault, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(_busy.Values);
        }
    }

    /// <summary>False when the database does not answer.</summary>
    private async Task<bool> LookAsync(CancellationToken calls, CancellationToken stoppingToken)
    {
        if (_busy.Count >= MostAtOnce)
            return true;
        try
        {
            var due = (await database.ReadAsync(session => WebhooksStore.ListDueAsync(session, Now()), stoppingToken)).ToArray();
            // In no order, so that those that take long do not come first each time.
            RandomNumberGenerator.Shuffle<long>(due);
            foreach (var id in due)
            {
                if (_busy.Count >= MostAtOnce)
                    break;
                var work = new TaskCompletionSource();
                if (_busy.TryAdd(id, work.Task))
                    _ = Task.Run(() => WorkAsync(id, work, calls, stoppingToken), CancellationToken.None);
            }

            return true;
        }
        catch (DbException exception)
        {
            WebhooksLog.NotSent(log, exception);
            return false;
        }
    }

    private async Task WorkAsync(long id, TaskCompletionSource work, CancellationToken calls, CancellationToken stoppingToken)
    {
        try
        {
            for (var groups = 0; groups < GroupsInARow && !stoppingToken.IsCancellationRequested; groups++)
            {
                var (webhook, claimed) = await database.WriteAsync(session => ClaimAsync(session, id), CancellationToken.None);
                if (webhook == null || claimed.Count == 0)
                    break;
                // Where one fails the others would, most likely: they wait for the next look.
                if (!(await Task.WhenAll(claimed.Select(delivery => SendAsync(webhook, delivery, calls)))).All(taken => taken))
                    break;
            }
        }
        catch (DbException exception)
        {
            WebhooksLog.NotSent(log, exception);
        }
        finally
        {
            _busy.TryRemove(id, out _);
            work.SetResult();
        }
    }

    private async Task<(WebhookRow? Webhook, IReadOnlyList<ClaimedDelivery> Claimed)> ClaimAsync(Session session, long id)
    {
        if (await WebhooksStore.FindToSendAsync(session, id) is not { } webhook || webhook.NotBefore > Now())
            return (null, []);
        return (webhook, await WebhookDeliveriesStore.ClaimAsync(session, id, Now(), Now() + (long)Lease.TotalMilliseconds, GroupSize));
    }

    /// <summary>Whether it was taken.</summary>
    private async Task<bool> SendAsync(WebhookRow webhook, ClaimedDelivery delivery, CancellationToken calls)
    {
        AttemptOutcome outcome;
        try
        {
            outcome = await call.SendAsync(webhook, delivery, calls);
        }
        catch (OperationCanceledException)
        {
            await database.WriteAsync(session => WebhookDeliveriesStore.ReleaseAsync(session, delivery, Now()), CancellationToken.None);
            return false;
        }

        if (outcome.Error == "no_key")
            WebhooksLog.BrokenSeal(log, PublicId.Format(webhook.WebhookId));
        ServerMetrics.WebhookTried(await database.WriteAsync(session => RecordAsync(session, webhook, delivery, outcome), CancellationToken.None));
        return outcome.IsTaken;
    }

    /// <summary>The webhook's row before the delivery's, as whoever changes a webhook does: else two would wait for each other.</summary>
    private async Task<WebhookAttempt> RecordAsync(Session session, WebhookRow webhook, ClaimedDelivery delivery, AttemptOutcome outcome)
    {
        var now = Now();
        if (outcome.IsTaken)
        {
            await WebhooksStore.SetTakenAsync(session, webhook);
            await WebhookDeliveriesStore.RecordAsync(session, delivery, WebhookDeliveriesStore.Delivered, next: null, now, outcome.Status, lastError: null);
            return WebhookAttempt.Delivered;
        }

        await WebhooksStore.SetFailedAsync(session, webhook, now);
        if (outcome.RetryAfter is { } wait)
            await WebhooksStore.SetNotBeforeAsync(session, webhook, now + (long)wait.TotalMilliseconds);
        var gone = outcome.IsGone && await WebhooksStore.SetGoneAsync(session, webhook, now);
        var next = gone ? null : RetrySchedule.After((int)delivery.Attempts + 1, outcome.RetryAfter);
        await WebhookDeliveriesStore.RecordAsync(
            session,
            delivery,
            next == null ? WebhookDeliveriesStore.Dead : WebhookDeliveriesStore.Pending,
            next is { } delay ? now + (long)delay.TotalMilliseconds : null,
            now,
            outcome.Status,
            outcome.Error);
        if (gone)
        {
            await WebhookDeliveriesStore.GiveUpAsync(session, webhook.WebhookId);
            await audit.AddAsync(session, Caller.System(webhook.BrandId), webhook.BrandId, new AuditedChange("webhook.gone", PublicId.Format(webhook.WebhookId)));
        }

        return next == null ? WebhookAttempt.Dead : WebhookAttempt.Failed;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

internal static partial class WebhooksLog
{
    [LoggerMessage(7001, LogLevel.Warning, "Webhooks could not be sent or recorded; it is tried again.")]
    public static partial void NotSent(ILogger logger, Exception exception);

    [LoggerMessage(7002, LogLevel.Error, "The seal of webhook {WebhookId} does not hold; nothing is sent to it.")]
    public static partial void BrokenSeal(ILogger logger, string webhookId);

    [LoggerMessage(7003, LogLevel.Warning, "Old deliveries of webhooks could not be removed; it is tried again in a day.")]
    public static partial void OldNotRemoved(ILogger logger, Exception exception);
}
