using Trace.Server.Accounts;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Webhooks;

/// <summary>Makes, changes and removes webhooks, inside the caller's transaction unless it says so. The trail holds their hosts, never whole addresses: those may hold secrets.</summary>
public sealed class BrandWebhooks(WebhookKeys keys, WebhookOutbox outbox, AuditTrail audit, TimeProvider clock)
{
    private const int MostOfBrand = 10;
    private const int RemovedAtOnce = 500;

    /// <summary>Nothing was taken for so long: people should look.</summary>
    private static readonly TimeSpan FailingAfter = TimeSpan.FromDays(1);

    public async Task<Outcome<WebhookRow>> CreateAsync(Session session, Caller caller, long brandId, CreateWebhookRequest request)
    {
        // Two at once may make one more, which does no harm.
        if (await WebhooksStore.CountAsync(session, brandId) >= MostOfBrand)
            return new Failure("webhooks_used_up", $"A brand has at most {MostOfBrand} webhooks; remove one first.");
        var row = keys.WithNew(new WebhookRow(
            PublicId.Create(),
            brandId,
            request.Url!,
            request.Description,
            Limits.Format(request.EventTypes),
            request.Enabled == false ? 0 : 1,
            Now(),
            PublicKey: [],
            Sealed: []));
        await WebhooksStore.AddAsync(session, row);
        await audit.AddAsync(session, caller, brandId, new AuditedChange("webhook.create", PublicId.Format(row.WebhookId), New: Described(row)));
        return row;
    }

    public async Task<Outcome<WebhookRow>> ChangeAsync(Session session, Caller caller, long brandId, long id, UpdateWebhookRequest request)
    {
        if (await WebhooksStore.FindToChangeAsync(session, brandId, id) is not { } row)
            return Unknown(id);
        var changed = request.Url == null || request.Url == row.Url ? row : keys.Move(row, request.Url);
        if (changed == null)
            return Broken(id);
        changed = changed with
        {
            Description = request.Description ?? row.Description,
            EventTypes = request.EventTypes == null ? row.EventTypes : Limits.Format(request.EventTypes),
            Enabled = request.Enabled switch { null => row.Enabled, true => 1, false => 0 },
        };
        // A new beginning, for another address or by someone's word that it works again.
        if (changed.Url != row.Url || (changed.Enabled == 1 && row.Enabled == 0))
            changed = changed with { FailingSince = null, NotBefore = null };
        if (changed.Enabled == 1)
            changed = changed with { GoneAt = null };
        await WebhooksStore.ChangeAsync(session, changed);
        if (changed.Enabled == 0)
            await WebhookDeliveriesStore.GiveUpAsync(session, id);
        await audit.AddAsync(session, caller, brandId, new AuditedChange("webhook.update", PublicId.Format(id), Described(row), Described(changed)));
        return changed;
    }

    /// <summary>Removes a webhook in transactions of its own: whoever adds an event waits for its row, so that is not locked while what may be many deliveries go.</summary>
    public async Task<Outcome<long>> RemoveAsync(Database database, Caller caller, long brandId, long id)
    {
        var begun = await database.TryWriteAsync(session => BeginRemovalAsync(session, caller, brandId, id));
        if (!begun.TryGet(out _, out var failure))
            return failure;
        while (await database.WriteAsync(session => WebhookDeliveriesStore.RemoveOfAsync(session, id, RemovedAtOnce)) == RemovedAtOnce)
        {
            // In small transactions, so that others go on beside it.
        }

        await database.WriteAsync(session => EndRemovalAsync(session, brandId, id));
        return id;
    }

    private async Task<Outcome<long>> BeginRemovalAsync(Session session, Caller caller, long brandId, long id)
    {
        if (await WebhooksStore.FindToChangeAsync(session, brandId, id) is not { } row)
            return Unknown(id);
        await WebhooksStore.ChangeAsync(session, row with { Enabled = 0 });
        await audit.AddAsync(session, caller, brandId, new AuditedChange("webhook.remove", PublicId.Format(id), Old: Described(row)));
        return id;
    }

    private static async Task EndRemovalAsync(Session session, long brandId, long id)
    {
        if (await WebhooksStore.FindToChangeAsync(session, brandId, id) is not { } row)
            return;
        // Of one that was enabled again meanwhile.
        await WebhookDeliveriesStore.RemoveOfAsync(session, id, int.MaxValue);
        await WebhooksStore.RemoveAsync(session, row);
    }

    /// <summary>A new key; the one before it signs as well for a while. A second rotation ends that of the first.</summary>
    public async Task<Outcome<WebhookRow>> RotateKeyAsync(Session session, Caller caller, long brandId, long id, int overlapHours)
    {
        if (await WebhooksStore.FindToChangeAsync(session, brandId, id) is not { } row)
            return Unknown(id);
        if (keys.Rotate(row, overlapHours == 0 ? null : clock.GetUtcNow().AddHours(overlapHours).ToUnixTimeMilliseconds()) is not { } rotated)
            return Broken(id);
        await WebhooksStore.ChangeAsync(session, rotated);
        await audit.AddAsync(session, caller, brandId, new AuditedChange(
            "webhook.rotate_key",
            PublicId.Format(id),
            Old: new { PublicKey = WebhookKeys.Format(row.PublicKey) },
            New: new { PublicKey = WebhookKeys.Format(rotated.PublicKey), PreviousSignsUntil = UnixTime.Of(rotated.PreviousUntil) }));
        return rotated;
    }

    public async Task<Outcome<DeliveryRow>> TestAsync(Session session, long brandId, long id)
    {
        if (!(await FindEnabledAsync(session, brandId, id)).TryGet(out var row, out var failure))
            return failure;
        return (await WebhookDeliveriesStore.FindAsync(session, id, await outbox.AddTestAsync(session, row)))!;
    }

    /// <summary>Sends one again, at once and with all its attempts.</summary>
    public async Task<Outcome<DeliveryRow>> ReplayAsync(Session session, Caller caller, long brandId, long id, long deliveryId)
    {
        if (!(await FindEnabledAsync(session, brandId, id)).TryGet(out _, out var failure))
            return failure;
        if (await WebhookDeliveriesStore.ReplayAsync(session, id, deliveryId, Now()) == 0)
            return UnknownDelivery(PublicId.Format(deliveryId));
        await audit.AddAsync(session, caller, brandId, new AuditedChange(
            "webhook.replay", PublicId.Format(id), New: new { DeliveryId = PublicId.Format(deliveryId) }));
        return (await WebhookDeliveriesStore.FindAsync(session, id, deliveryId))!;
    }

    /// <summary>Sends all again that are dead.</summary>
    public async Task<Outcome<int>> ReplayDeadAsync(Session session, Caller caller, long brandId, long id, DateTimeOffset since)
    {
        if (!(await FindEnabledAsync(session, brandId, id)).TryGet(out _, out var failure))
            return failure;
        var replayed = await WebhookDeliveriesStore.ReplayDeadAsync(session, id, since.ToUnixTimeMilliseconds(), Now());
        await audit.AddAsync(session, caller, brandId, new AuditedChange(
            "webhook.replay", PublicId.Format(id), New: new { Since = since, Deliveries = replayed }));
        return replayed;
    }

    public WebhookResponse Describe(WebhookRow row) => new(
        PublicId.Format(row.WebhookId),
        row.Url,
        row.Description,
        WebhookOutbox.EventTypesOf(row.EventTypes),
        row.Enabled == 1,
        StatusOf(row),
        WebhookKeys.Format(row.PublicKey),
        row.PreviousPublicKey != null && row.PreviousUntil > Now() ? new WebhookPreviousKey(WebhookKeys.Format(row.PreviousPublicKey), UnixTime.Of(row.PreviousUntil)!.Value) : null,
        UnixTime.Of(row.CreatedAt)!.Value,
        UnixTime.Of(row.FailingSince));

    public static WebhookDelivery Describe(DeliveryRow row) => new(
        PublicId.Format(row.DeliveryId),
        row.EventId,
        row.EventType,
        row.Status,
        (int)row.Attempts,
        UnixTime.Of(row.CreatedAt)!.Value,
        UnixTime.Of(row.LastAttemptAt),
        (int?)row.LastStatus,
        row.LastError,
        UnixTime.Of(row.NextAttemptAt));

    public static Failure Unknown(long id) => Unknown(PublicId.Format(id));

    public static Failure Unknown(string id) => new("not_found", $"There is no webhook {id}.");

    public static Failure UnknownDelivery(string id) => new("not_found", $"There is no delivery {id}.");

    private static Failure Broken(long id) => new(
        "invalid_webhook", $"The seal of webhook {PublicId.Format(id)} does not hold: it was changed past the server. Remove it and make another.");

    private static async Task<Outcome<WebhookRow>> FindEnabledAsync(Session session, long brandId, long id)
    {
        if (await WebhooksStore.FindToChangeAsync(session, brandId, id) is not { } row)
            return Unknown(id);
        return row.Enabled == 1 ? row : new Failure("webhook_disabled", "This webhook is disabled; enable it first.");
    }

    private static object Described(WebhookRow row) => new
    {
        new Uri(row.Url).Host,
        row.Description,
        EventTypes = WebhookOutbox.EventTypesOf(row.EventTypes),
        Enabled = row.Enabled == 1,
    };

    private string StatusOf(WebhookRow row) => row switch
    {
        { GoneAt: not null } => "gone",
        { Enabled: 0 } => "disabled",
        { FailingSince: { } since } when since <= Now() - (long)FailingAfter.TotalMilliseconds => "failing",
        _ => "active",
    };

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
