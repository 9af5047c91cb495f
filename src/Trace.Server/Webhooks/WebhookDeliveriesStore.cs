using Trace.Server.Storage;

namespace Trace.Server.Webhooks;

/// <summary>A row of <c>webhook_delivery</c> without its payload.</summary>
public sealed record DeliveryRow(
    long DeliveryId,
    string EventId,
    string EventType,
    long CreatedAt,
    string Status,
    long Attempts,
    long? NextAttemptAt,
    long? LastAttemptAt,
    long? LastStatus,
    string? LastError);

/// <summary>What a server took to send. Until <see cref="NextAttemptAt"/> no other does, and only while it is that the outcome is recorded.</summary>
public sealed record ClaimedDelivery(long DeliveryId, long WebhookId, string EventId, string Payload, long Attempts, long NextAttemptAt);

/// <summary>A new row.</summary>
public sealed record NewDelivery(long DeliveryId, long WebhookId, string EventId, string EventType, string Payload, long CreatedAt);

public static class WebhookDeliveriesStore
{
    public const string Pending = "pending";
    public const string Delivered = "delivered";
    public const string Dead = "dead";

    private const string Columns =
        """
        SELECT
            delivery_id AS DeliveryId,
            event_id AS EventId,
            event_type AS EventType,
            created_at AS CreatedAt,
            status AS Status,
            attempts AS Attempts,
            next_attempt_at AS NextAttemptAt,
            last_attempt_at AS LastAttemptAt,
            last_status AS LastStatus,
            last_error AS LastError
        FROM webhook_delivery
        """;

    private const string List =
        $"""
        {Columns}
        WHERE webhook_id = @WebhookId
            AND (created_at < @BeforeTime OR (created_at = @BeforeTime AND delivery_id < @BeforeId))
            AND (@Status = '' OR status = @Status)
        ORDER BY created_at DESC, delivery_id DESC
        LIMIT @Limit;
        """;

    private const string Add =
        """
        INSERT INTO webhook_delivery (delivery_id, webhook_id, event_id, event_type, payload, created_at, status, attempts, next_attempt_at)
        VALUES (@DeliveryId, @WebhookId, @EventId, @EventType, @Payload, @CreatedAt, 'pending', 0, @CreatedAt)
        ON CONFLICT (webhook_id, event_id) DO NOTHING;
        """;

    private const string Due =
        """
        SELECT delivery_id
        FROM webhook_delivery
        WHERE webhook_id = @WebhookId AND next_attempt_at <= @Now
        ORDER BY next_attempt_at
        LIMIT @Limit
        """;

    private const string Claim =
        """
        UPDATE webhook_delivery
        SET next_attempt_at = @Until
        WHERE delivery_id {0}
        RETURNING
            delivery_id AS DeliveryId,
            webhook_id AS WebhookId,
            event_id AS EventId,
            payload AS Payload,
            attempts AS Attempts,
            next_attempt_at AS NextAttemptAt;
        """;

    private const string Record =
        """
        UPDATE webhook_delivery
        SET
            status = @Status,
            attempts = attempts + 1,
            next_attempt_at = @Next,
            last_attempt_at = @At,
            last_status = @LastStatus,
            last_error = @LastError
        WHERE delivery_id = @DeliveryId AND next_attempt_at = @Lease;
        """;

    private const string Replay = "UPDATE webhook_delivery SET status = 'pending', attempts = 0, next_attempt_at = @Now";

    /// <summary>Nothing if the webhook has this event already.</summary>
    public static Task AddAsync(Session session, NewDelivery row) => session.ExecuteAsync(Add, row);

    /// <summary>Newest first, before a place in the list.</summary>
    public static Task<IReadOnlyList<DeliveryRow>> ListAsync(
        Session session, long webhookId, (long Time, long Id) before, string? status, int limit) => session.ListAsync<DeliveryRow>(List, new
        {
            WebhookId = webhookId,
            BeforeTime = before.Time,
            BeforeId = before.Id,
            Status = status ?? "",
            Limit = limit,
        });

    public static Task<DeliveryRow?> FindAsync(Session session, long webhookId, long id) => session.FindAsync<DeliveryRow>(
        $"{Columns} WHERE delivery_id = @Id AND webhook_id = @WebhookId;", new { Id = id, WebhookId = webhookId });

    /// <summary>Takes what is due to send it. Several servers take different ones: on PostgreSQL what another takes right now is passed over, SQLite has one writer.</summary>
    public static async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(Session session, long webhookId, long now, long until, int limit)
    {
        var lockRows = session.Dialect == Dialect.Postgres ? " FOR UPDATE SKIP LOCKED" : "";
        var due = await session.ListAsync<long>($"{Due}{lockRows};", new { WebhookId = webhookId, Now = now, Limit = limit });
        return due.Count == 0
            ? []
            : await session.ListAsync<ClaimedDelivery>(Claim.Replace("{0}", session.AnyOf("@Ids"), StringComparison.Ordinal), new { Ids = due.ToArray(), Until = until });
    }

    /// <summary>Nothing if another server, a replay or the end of the webhook came in between.</summary>
    public static Task RecordAsync(Session session, ClaimedDelivery claimed, string status, long? next, long at, int? lastStatus, string? lastError) =>
        session.ExecuteAsync(Record, new { claimed.DeliveryId, Lease = claimed.NextAttemptAt, Status = status, Next = next, At = at, LastStatus = lastStatus, LastError = lastError });

    /// <summary>Gives back what was not sent after all.</summary>
    public static Task ReleaseAsync(Session session, ClaimedDelivery claimed, long now) => session.ExecuteAsync(
        "UPDATE webhook_delivery SET next_attempt_at = @Now WHERE delivery_id = @DeliveryId AND next_attempt_at = @Lease;",
        new { claimed.DeliveryId, Lease = claimed.NextAttemptAt, Now = now });

    public static Task<int> ReplayAsync(Session session, long webhookId, long id, long now) => session.ExecuteAsync(
        $"{Replay} WHERE delivery_id = @Id AND webhook_id = @WebhookId;", new { Id = id, WebhookId = webhookId, Now = now });

    public static Task<int> ReplayDeadAsync(Session session, long webhookId, long since, long now) => session.ExecuteAsync(
        $"{Replay} WHERE webhook_id = @WebhookId AND created_at >= @Since AND status = 'dead';", new { WebhookId = webhookId, Since = since, Now = now });

    /// <summary>Gives up what waits for a webhook that is disabled.</summary>
    public static Task GiveUpAsync(Session session, long webhookId) => session.ExecuteAsync(
        "UPDATE webhook_delivery SET status = 'dead', next_attempt_at = NULL, last_error = 'disabled' WHERE webhook_id = @WebhookId AND status = 'pending';",
        new { WebhookId = webhookId });

    /// <summary>How many of a webhook were removed, <paramref name="limit"/> at most.</summary>
    public static Task<int> RemoveOfAsync(Session session, long webhookId, int limit) => session.ExecuteAsync(
        "DELETE FROM webhook_delivery WHERE delivery_id IN (SELECT delivery_id FROM webhook_delivery WHERE webhook_id = @WebhookId LIMIT @Limit);",
        new { WebhookId = webhookId, Limit = limit });

    /// <summary>How many were removed, <paramref name="limit"/> at most.</summary>
    public static Task<int> RemoveBeforeAsync(Session session, long before, int limit) => session.ExecuteAsync(
        "DELETE FROM webhook_delivery WHERE delivery_id IN (SELECT delivery_id FROM webhook_delivery WHERE created_at < @Before ORDER BY created_at LIMIT @Limit);",
        new { Before = before, Limit = limit });

    /// <summary>All of a webhook, one by one.</summary>
    public static IAsyncEnumerable<DeliveryRow> StreamAsync(Session session, long webhookId) =>
        session.StreamAsync<DeliveryRow>($"{Columns} WHERE webhook_id = @WebhookId ORDER BY created_at, delivery_id;", new { WebhookId = webhookId });
}
