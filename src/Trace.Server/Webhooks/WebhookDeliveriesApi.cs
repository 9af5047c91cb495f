using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Webhooks;

/// <summary>What was sent to a webhook, what waits and what was given up; and sending it again.</summary>
public static class WebhookDeliveriesApi
{
    private static readonly string[] Statuses = [WebhookDeliveriesStore.Pending, WebhookDeliveriesStore.Delivered, WebhookDeliveriesStore.Dead];

    public static void MapWebhookDeliveries(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/brands/{brandId}/webhooks/{webhookId}").WithTags("Webhooks").RequireAuthorization(Policies.OwnerOrBrandAdmin);
        group.MapGet("/deliveries", ListAsync).WithName("ListWebhookDeliveries")
            .WithSummary("What was, is or was to be sent to a webhook, newest first, for 30 days")
            .Produces<Page<WebhookDelivery>>();
        group.MapPost("/deliveries/{deliveryId}/replay", ReplayAsync).WithName("ReplayWebhookDelivery")
            .WithSummary("Send one event again now, whatever became of it")
            .WithProblems("webhook_disabled")
            .Produces<WebhookDelivery>();
        group.MapPost("/replay", ReplayDeadAsync).WithName("ReplayWebhook")
            .WithSummary("Send all events again that were given up, since a time")
            .WithProblems("invalid_webhook", "webhook_disabled")
            .Produces<ReplayWebhookResponse>();
    }

    private static async Task<IResult> ListAsync(
        string brandId, string webhookId, string? status, string? cursor, int? limit, Caller caller, Database database)
    {
        if (!WebhooksApi.Parse(brandId, webhookId, caller).TryGet(out var named, out var refused))
            return refused;
        if (!Paging.ParseByTime<long>(cursor, limit, PublicId.TryParse, long.MaxValue).TryGet(out var page, out refused))
            return refused;
        if (status != null && !Statuses.Contains(status, StringComparer.Ordinal))
            return new Failure("invalid_request", $"`status` is one of {string.Join(", ", Statuses)}.");
        var rows = await database.ReadAsync(async session => await WebhooksStore.FindAsync(session, named.Brand, named.Id) == null
            ? null
            : await WebhookDeliveriesStore.ListAsync(session, named.Id, page.Before, status, page.Size + 1));
        return rows == null ? BrandWebhooks.Unknown(webhookId) : TypedResults.Ok(Paging.Of(rows, page.Size, BrandWebhooks.Describe, row => Paging.CursorOf(row.CreatedAt, PublicId.Format(row.DeliveryId))));
    }

    private static async Task<IResult> ReplayAsync(
        string brandId, string webhookId, string deliveryId, Caller caller, Database database, BrandWebhooks webhooks)
    {
        if (!WebhooksApi.Parse(brandId, webhookId, caller).TryGet(out var named, out var refused))
            return refused;
        if (!PublicId.TryParse(deliveryId, out var delivery))
            return BrandWebhooks.UnknownDelivery(deliveryId);
        var outcome = await database.TryWriteAsync(session => webhooks.ReplayAsync(session, caller, named.Brand, named.Id, delivery));
        return outcome.TryGet(out var row, out var failure) ? TypedResults.Ok(BrandWebhooks.Describe(row)) : failure;
    }

    private static async Task<IResult> ReplayDeadAsync(
        string brandId, string webhookId, ReplayWebhookRequest request, Caller caller, Database database, BrandWebhooks webhooks)
    {
        if (!WebhooksApi.Parse(brandId, webhookId, caller).TryGet(out var named, out var refused))
            return refused;
        if (request.Since is not { } since)
            return new Failure("invalid_webhook", "`since` is missing: what was created at this time or later is sent again.");
        var outcome = await database.TryWriteAsync(session => webhooks.ReplayDeadAsync(session, caller, named.Brand, named.Id, since));
        return outcome.TryGet(out var replayed, out var failure) ? TypedResults.Ok(new ReplayWebhookResponse(replayed)) : failure;
    }
}
