using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Webhooks;

/// <summary>What was sent to a webhook, what waits and what was given up; and sending it again.</summary>
public static class WebhookDeliveriesApi
{
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

    private static async Task<IResult> ListAsync(string brandId, string webhookId, string? status, string? cursor, int? limit, Caller caller, WebhookLists lists) =>
        (await lists.ListDeliveriesAsync(caller, brandId, webhookId, status, cursor, limit)).TryGet(out var page, out var failure) ? TypedResults.Ok(page) : failure;

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
