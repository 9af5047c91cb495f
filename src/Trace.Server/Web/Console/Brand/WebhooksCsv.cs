using System.Globalization;
using Trace.Server.Http;
using Trace.Server.Storage;
using Trace.Server.Webhooks;

namespace Trace.Server.Web.Console.Brand;

/// <summary>Webhooks, and what was sent to one, as files for spreadsheets.</summary>
public static class WebhooksCsv
{
    public const string Path = "/console/webhooks.csv";
    public const string Deliveries = "/console/webhooks/{id}/deliveries.csv";

    public static string DeliveriesOf(string id, string? status) => $"/console/webhooks/{id}/deliveries.csv{(string.IsNullOrEmpty(status) ? "" : $"?status={status}")}";

    public static Task WriteAsync(Caller caller, WebhookLists lists, HttpContext context) => CsvFile.WritePagesAsync(
        context,
        "webhooks",
        ["id", "url", "description", "events", "status", "public_key", "created", "failing_since"],
        cursor => lists.ListAsync(caller, PublicId.Format(caller.BrandId), cursor, Paging.MaxLimit),
        webhook =>
        [
            webhook.Id, webhook.Url, webhook.Description, string.Join(' ', webhook.EventTypes ?? []), webhook.Status, webhook.PublicKey,
            CsvFile.Time(webhook.CreatedAt), CsvFile.Time(webhook.FailingSince),
        ]);

    public static Task WriteDeliveriesAsync(string id, string? status, Caller caller, WebhookLists lists, HttpContext context) => CsvFile.WritePagesAsync(
        context,
        "deliveries",
        ["id", "event", "type", "status", "attempts", "created", "last_attempt", "last_status", "last_error", "next_attempt"],
        cursor => lists.ListDeliveriesAsync(caller, PublicId.Format(caller.BrandId), id, status, cursor, Paging.MaxLimit),
        delivery =>
        [
            delivery.Id, delivery.EventId, delivery.EventType, delivery.Status, delivery.Attempts.ToString(CultureInfo.InvariantCulture), CsvFile.Time(delivery.CreatedAt),
            CsvFile.Time(delivery.LastAttemptAt), delivery.LastStatus?.ToString(CultureInfo.InvariantCulture), delivery.LastError, CsvFile.Time(delivery.NextAttemptAt),
        ]);
}
