using Trace.Server.Storage;

namespace Trace.Server.Webhooks;

/// <summary>A row of <c>webhook</c>. Event types are a JSON list; null means all. Keys are put on by <see cref="WebhookKeys"/>.</summary>
/// <param name="GoneAt">When it answered 410 and was disabled.</param>
/// <param name="FailingSince">The first attempt that failed since the last one that did not.</param>
/// <param name="NotBefore">It asked to be left alone until then.</param>
public sealed record WebhookRow(
    long WebhookId,
    long BrandId,
    string Url,
    string? Description,
    string? EventTypes,
    long Enabled,
    long CreatedAt,
    byte[] PublicKey,
    byte[] Sealed,
    byte[]? PreviousPublicKey = null,
    byte[]? SealedPrevious = null,
    long? PreviousUntil = null,
    long? GoneAt = null,
    long? FailingSince = null,
    long? NotBefore = null);

/// <summary>Which webhook wants to hear of what.</summary>
public sealed record WebhookWish(long WebhookId, string? EventTypes);

public static class WebhooksStore
{
    internal const string Columns =
        """
        SELECT
            webhook_id AS WebhookId,
            brand_id AS BrandId,
            url AS Url,
            description AS Description,
            event_types AS EventTypes,
            enabled AS Enabled,
            created_at AS CreatedAt,
            public_key AS PublicKey,
            sealed AS Sealed,
            previous_public_key AS PreviousPublicKey,
            sealed_previous AS SealedPrevious,
            previous_until AS PreviousUntil,
            gone_at AS GoneAt,
            failing_since AS FailingSince,
            not_before AS NotBefore
        FROM webhook
        """;

    private const string Add =
        """
        INSERT INTO webhook (webhook_id, brand_id, url, description, event_types, enabled, created_at, public_key, sealed)
        VALUES (@WebhookId, @BrandId, @Url, @Description, @EventTypes, @Enabled, @CreatedAt, @PublicKey, @Sealed);
        """;

    private const string Change =
        """
        UPDATE webhook
        SET
            url = @Url,
            description = @Description,
            event_types = @EventTypes,
            enabled = @Enabled,
            public_key = @PublicKey,
            sealed = @Sealed,
            previous_public_key = @PreviousPublicKey,
            sealed_previous = @SealedPrevious,
            previous_until = @PreviousUntil,
            gone_at = @GoneAt,
            failing_since = @FailingSince,
            not_before = @NotBefore
        WHERE webhook_id = @WebhookId AND brand_id = @BrandId;
        """;

    /// <summary>One probe of an index for each webhook, however much is due.</summary>
    private const string ListDue =
        """
        SELECT webhook_id
        FROM webhook
        WHERE enabled = 1
            AND (not_before IS NULL OR not_before <= @Now)
            AND EXISTS (SELECT 1 FROM webhook_delivery WHERE webhook_delivery.webhook_id = webhook.webhook_id AND next_attempt_at <= @Now);
        """;

    public static Task<IReadOnlyList<WebhookRow>> ListAsync(Session session, long brandId, long after, int limit) => session.ListAsync<WebhookRow>(
        $"{Columns} WHERE brand_id = @BrandId AND webhook_id > @After ORDER BY webhook_id LIMIT @Limit;",
        new { BrandId = brandId, After = after, Limit = limit });

    public static Task<long> CountAsync(Session session, long brandId) =>
        session.FindAsync<long>("SELECT COUNT(*) FROM webhook WHERE brand_id = @BrandId;", new { BrandId = brandId });

    public static Task<WebhookRow?> FindAsync(Session session, long brandId, long id) =>
        session.FindAsync<WebhookRow>($"{Columns} WHERE webhook_id = @Id AND brand_id = @BrandId;", new { Id = id, BrandId = brandId });

    /// <summary>The same, to change it: on PostgreSQL its row is locked, SQLite has one writer.</summary>
    public static Task<WebhookRow?> FindToChangeAsync(Session session, long brandId, long id) => session.FindAsync<WebhookRow>(
        $"{Columns} WHERE webhook_id = @Id AND brand_id = @BrandId{session.ForUpdate};", new { Id = id, BrandId = brandId });

    /// <summary>Whatever brand's it is: for who sends, and found it by what is due.</summary>
    public static Task<WebhookRow?> FindToSendAsync(Session session, long id) =>
        session.FindAsync<WebhookRow>($"{Columns} WHERE webhook_id = @Id AND enabled = 1;", new { Id = id });

    /// <summary>The brand's webhooks that are enabled. None is removed before this transaction ends: what it adds for them has a place.</summary>
    public static Task<IReadOnlyList<WebhookWish>> ListWishesAsync(Session session, long brandId) => session.ListAsync<WebhookWish>(
        // Not FOR SHARE: whoever records an attempt at the same time need not wait.
        $"SELECT webhook_id AS WebhookId, event_types AS EventTypes FROM webhook WHERE brand_id = @BrandId AND enabled = 1 ORDER BY webhook_id{(session.Dialect == Dialect.Postgres ? " FOR KEY SHARE" : "")};",
        new { BrandId = brandId });

    public static Task<IReadOnlyList<long>> ListDueAsync(Session session, long now) => session.ListAsync<long>(ListDue, new { Now = now });

    public static Task AddAsync(Session session, WebhookRow row) => session.ExecuteAsync(Add, row);

    public static Task ChangeAsync(Session session, WebhookRow row) => session.ExecuteAsync(Change, row);

    public static Task RemoveAsync(Session session, WebhookRow row) =>
        session.ExecuteAsync("DELETE FROM webhook WHERE webhook_id = @WebhookId AND brand_id = @BrandId;", row);

    // What an address answered says nothing of the one the webhook may have been given meanwhile.

    public static Task SetTakenAsync(Session session, WebhookRow row) => session.ExecuteAsync(
        "UPDATE webhook SET failing_since = NULL WHERE webhook_id = @WebhookId AND url = @Url AND failing_since IS NOT NULL;", row);

    public static Task SetFailedAsync(Session session, WebhookRow row, long at) => session.ExecuteAsync(
        "UPDATE webhook SET failing_since = @At WHERE webhook_id = @WebhookId AND url = @Url AND failing_since IS NULL;", new { row.WebhookId, row.Url, At = at });

    public static Task SetNotBeforeAsync(Session session, WebhookRow row, long at) => session.ExecuteAsync(
        "UPDATE webhook SET not_before = @At WHERE webhook_id = @WebhookId AND url = @Url AND (not_before IS NULL OR not_before < @At);",
        new { row.WebhookId, row.Url, At = at });

    /// <summary>False when it was disabled or given another address meanwhile.</summary>
    public static async Task<bool> SetGoneAsync(Session session, WebhookRow row, long at) => await session.ExecuteAsync(
        "UPDATE webhook SET enabled = 0, gone_at = @At WHERE webhook_id = @WebhookId AND url = @Url AND enabled = 1;", new { row.WebhookId, row.Url, At = at }) == 1;

    public static Task ForgetPreviousKeysAsync(Session session, long now) => session.ExecuteAsync(
        "UPDATE webhook SET previous_public_key = NULL, sealed_previous = NULL, previous_until = NULL WHERE previous_until <= @Now;", new { Now = now });
}
