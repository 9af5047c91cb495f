namespace Trace.Server.Webhooks;

/// <summary>A new webhook: where events of the brand are sent. The answer has the public key to check them with.</summary>
/// <param name="Url">https, 1 to 2,000 characters, at a public address.</param>
/// <param name="Description">What it is for, 1 to 200 characters.</param>
/// <param name="EventTypes">Only these; all if left out.</param>
/// <param name="Enabled">Whether events are sent; true if left out.</param>
public sealed record CreateWebhookRequest(
    string? Url, string? Description = null, IReadOnlyList<string>? EventTypes = null, bool? Enabled = null);

/// <summary>What changes of a webhook; members that are left out stay. An empty list of event types means all.</summary>
public sealed record UpdateWebhookRequest(
    string? Url = null, string? Description = null, IReadOnlyList<string>? EventTypes = null, bool? Enabled = null);

/// <summary>A webhook. Its private keys are in no answer.</summary>
/// <param name="EventTypes">Only these are sent; left out for all.</param>
/// <param name="Enabled">Whether events are sent.</param>
/// <param name="Status">active; failing, when nothing was taken for a day; disabled by a person; gone, when it answered 410 and was disabled.</param>
/// <param name="PublicKey">Ed25519, as Standard Webhooks writes it.</param>
/// <param name="PreviousKey">The key before, while it still signs as well.</param>
/// <param name="FailingSince">The first attempt that failed since the last one that did not.</param>
public sealed record WebhookResponse(
    string Id,
    string Url,
    string? Description,
    IReadOnlyList<string>? EventTypes,
    bool Enabled,
    string Status,
    string PublicKey,
    WebhookPreviousKey? PreviousKey,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FailingSince);

/// <summary>A key that was replaced.</summary>
/// <param name="PublicKey">Ed25519, as Standard Webhooks writes it.</param>
/// <param name="SignsUntil">Until then each event has a signature of it too.</param>
public sealed record WebhookPreviousKey(string PublicKey, DateTimeOffset SignsUntil);

/// <summary>Replaces the key of a webhook.</summary>
/// <param name="OverlapHours">How long the old one signs as well, 0 to 720; 24 if left out.</param>
public sealed record RotateWebhookKeyRequest(int? OverlapHours = null);

/// <summary>One event on its way to one webhook.</summary>
/// <param name="EventId">The header <c>webhook-id</c>: the same with every attempt, and for every webhook that gets the event.</param>
/// <param name="Status">pending, delivered or dead: given up after the last attempt, or since the webhook was disabled.</param>
/// <param name="Attempts">Since it was created, or replayed.</param>
/// <param name="LastStatus">The HTTP status of the last answer; left out if there was none.</param>
/// <param name="LastError">Why there was none: not_allowed, timed_out, unreachable, no_key; or disabled, when it was given up for that.</param>
public sealed record WebhookDelivery(
    string Id,
    string EventId,
    string EventType,
    string Status,
    int Attempts,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastAttemptAt,
    int? LastStatus,
    string? LastError,
    DateTimeOffset? NextAttemptAt);

/// <summary>Sends again what is dead.</summary>
/// <param name="Since">Of events created at this time or later.</param>
public sealed record ReplayWebhookRequest(DateTimeOffset? Since);

/// <summary>How much is sent again.</summary>
public sealed record ReplayWebhookResponse(long Replayed);
