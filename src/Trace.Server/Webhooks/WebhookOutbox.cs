using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Trace.Core;
using Trace.Server.Storage;

namespace Trace.Server.Webhooks;

/// <summary>Where other slices leave what a brand shall hear of, in the transaction that changes it: nothing is lost, and nothing is sent of what was rolled back.</summary>
public sealed class WebhookOutbox(TimeProvider clock)
{
    private const int MaxIdLength = 64;

    /// <summary>Adds an event for each webhook of the brand that wants to hear of it; none is no mistake.</summary>
    /// <param name="session">The transaction of the change.</param>
    /// <param name="brandId">Whose event it is.</param>
    /// <param name="eventType">One of <see cref="WebhookEvents.Types"/>.</param>
    /// <param name="id">The header <c>webhook-id</c>, 1 to 64 characters of A to Z, a to z, 0 to 9, - and _; the same event has the same, and is added once.</param>
    /// <param name="data">What happened.</param>
    /// <param name="type">How it is written.</param>
    /// <returns>How many webhooks get it.</returns>
    public Task<int> AddAsync<T>(Session session, long brandId, string eventType, string id, T data, JsonTypeInfo<T> type) =>
        AddAsync(session, brandId, eventType, [(id, data)], type);

    /// <summary>The same for several events of a brand: its webhooks are read once.</summary>
    public async Task<int> AddAsync<T>(Session session, long brandId, string eventType, IReadOnlyCollection<(string Id, T Data)> events, JsonTypeInfo<T> type)
    {
        if (!WebhookEvents.Types.Contains(eventType))
            throw new ArgumentException($"There is no event type {eventType}.", nameof(eventType));
        var wishes = await WebhooksStore.ListWishesAsync(session, brandId);
        var wanted = wishes.Where(wish => wish.EventTypes == null || EventTypesOf(wish.EventTypes)!.Contains(eventType)).ToList();
        if (wanted.Count == 0)
            return 0;
        var now = clock.GetUtcNow();
        foreach (var (id, data) in events)
        {
            var payload = Write(eventType, now, data, type);
            foreach (var wish in wanted)
                await AddAsync(session, wish.WebhookId, eventType, id, payload, now);
        }

        return wanted.Count;
    }

    /// <summary>An event for one webhook, whatever it wants to hear of. Returns the delivery's id.</summary>
    public async Task<long> AddTestAsync(Session session, WebhookRow webhook)
    {
        var now = clock.GetUtcNow();
        var payload = Write(WebhookEvents.Test, now, new WebhookTestData(PublicId.Format(webhook.WebhookId)), ServerJson.Default.WebhookTestData);
        return await AddAsync(session, webhook.WebhookId, WebhookEvents.Test, $"test_{PublicId.Format(PublicId.Create())}", payload, now);
    }

    internal static List<string>? EventTypesOf(string? json) => json == null ? null : JsonSerializer.Deserialize(json, ServerJson.Default.ListString);

    private static async Task<long> AddAsync(Session session, long webhookId, string eventType, string id, string payload, DateTimeOffset now)
    {
        // A full stop would let one signed text be read as two.
        if (id.Length is 0 or > MaxIdLength || !id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
            throw new ArgumentException($"{id} is no id of an event.", nameof(id));
        var row = new NewDelivery(PublicId.Create(), webhookId, id, eventType, payload, now.ToUnixTimeMilliseconds());
        await WebhookDeliveriesStore.AddAsync(session, row);
        return row.DeliveryId;
    }

    /// <summary>As Standard Webhooks recommends it: type, time of the event, data.</summary>
    private static string Write<T>(string eventType, DateTimeOffset now, T data, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", eventType);
            json.WriteString("timestamp", Rfc3339.Format(now));
            json.WritePropertyName("data");
            JsonSerializer.Serialize(json, data, type);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

/// <summary>The data of <c>webhook.test</c>.</summary>
public sealed record WebhookTestData(string WebhookId);
