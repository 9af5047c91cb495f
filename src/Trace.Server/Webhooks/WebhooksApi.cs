using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Webhooks;

/// <summary>Webhooks of a brand: where its events are sent.</summary>
public static class WebhooksApi
{
    public const int DefaultOverlapHours = 24;
    private const int MaxOverlapHours = 720;

    public static void MapWebhooks(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/brands/{brandId}/webhooks").WithTags("Webhooks").RequireAuthorization(Policies.OwnerOrBrandAdmin);
        group.MapPost("", CreateAsync).WithName("CreateWebhook")
            .WithSummary("Have events of the brand sent to an address, signed as Standard Webhooks says")
            .WithProblems("invalid_webhook", "webhooks_used_up")
            .Produces<WebhookResponse>(StatusCodes.Status201Created);
        group.MapGet("", ListAsync).WithName("ListWebhooks")
            .WithSummary("List the webhooks of a brand")
            .Produces<Page<WebhookResponse>>();
        group.MapGet("/{webhookId}", GetAsync).WithName("GetWebhook")
            .WithSummary("One webhook, and how it stands")
            .Produces<WebhookResponse>();
        group.MapPatch("/{webhookId}", UpdateAsync).WithName("UpdateWebhook")
            .WithSummary("Change, disable or enable a webhook; what waits for one that is disabled is dead")
            .WithProblems("invalid_webhook")
            .Produces<WebhookResponse>();
        group.MapDelete("/{webhookId}", RemoveAsync).WithName("RemoveWebhook")
            .WithoutRequestTimeout()
            .WithSummary("Remove a webhook, with all that was or was to be sent to it")
            .Produces(StatusCodes.Status204NoContent);
        group.MapPost("/{webhookId}/rotate-key", RotateKeyAsync).WithName("RotateWebhookKey")
            .WithSummary("Make a new key that signs; the old one signs as well for a while, and one older than that no more")
            .WithProblems("invalid_webhook")
            .Produces<WebhookResponse>(StatusCodes.Status201Created);
        group.MapPost("/{webhookId}/test", TestAsync).WithName("TestWebhook")
            .WithSummary("Send the event webhook.test; look at the delivery to see what came of it")
            .WithProblems("webhook_disabled")
            .Produces<WebhookDelivery>(StatusCodes.Status201Created);
    }

    /// <summary>The webhook of a route, for a caller who speaks for the whole brand.</summary>
    public static Outcome<(long Brand, long Id)> Parse(string brandId, string webhookId, Caller caller)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var brand, out var refused))
            return refused;
        return PublicId.TryParse(webhookId, out var id) ? (brand, id) : BrandWebhooks.Unknown(webhookId);
    }

    private static async Task<IResult> CreateAsync(
        string brandId, CreateWebhookRequest request, Caller caller, HttpContext context, Idempotency idempotency, BrandWebhooks webhooks, WebhookLists lists)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var brand, out var refused))
            return refused;
        if (lists.Problem(request) is { } problem)
            return problem;
        return await idempotency.CreateAsync(
            context,
            caller.Id,
            Idempotency.HashOf(context, request, ServerJson.Default.CreateWebhookRequest),
            ServerJson.Default.WebhookResponse,
            async session =>
            {
                if (await BrandsStore.FindAsync(session, brand) == null)
                    return BrandsApi.UnknownBrand(brandId);
                return (await webhooks.CreateAsync(session, caller, brand, request)).TryGet(out var row, out var failure)
                    ? new Creation<WebhookResponse>(webhooks.Describe(row), $"{context.Request.Path}/{PublicId.Format(row.WebhookId)}")
                    : failure;
            });
    }

    private static async Task<IResult> ListAsync(string brandId, string? cursor, int? limit, Caller caller, WebhookLists lists) =>
        (await lists.ListAsync(caller, brandId, cursor, limit)).TryGet(out var page, out var failure) ? TypedResults.Ok(page) : failure;

    private static async Task<IResult> GetAsync(string brandId, string webhookId, Caller caller, WebhookLists lists) =>
        (await lists.FindAsync(caller, brandId, webhookId)).TryGet(out var webhook, out var failure) ? TypedResults.Ok(webhook) : failure;

    private static async Task<IResult> UpdateAsync(
        string brandId, string webhookId, UpdateWebhookRequest request, Caller caller, Database database, BrandWebhooks webhooks, WebhookLists lists)
    {
        if (!Parse(brandId, webhookId, caller).TryGet(out var named, out var refused))
            return refused;
        if (lists.Problem(request) is { } problem)
            return problem;
        var outcome = await database.TryWriteAsync(session => webhooks.ChangeAsync(session, caller, named.Brand, named.Id, request));
        return outcome.TryGet(out var row, out var failure) ? TypedResults.Ok(webhooks.Describe(row)) : failure;
    }

    private static async Task<IResult> RemoveAsync(string brandId, string webhookId, Caller caller, Database database, BrandWebhooks webhooks)
    {
        if (!Parse(brandId, webhookId, caller).TryGet(out var named, out var refused))
            return refused;
        var outcome = await webhooks.RemoveAsync(database, caller, named.Brand, named.Id);
        return outcome.TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;
    }

    private static async Task<IResult> RotateKeyAsync(
        string brandId, string webhookId, RotateWebhookKeyRequest request, Caller caller, HttpContext context, Idempotency idempotency, BrandWebhooks webhooks)
    {
        if (!Parse(brandId, webhookId, caller).TryGet(out var named, out var refused))
            return refused;
        if (request.OverlapHours is < 0 or > MaxOverlapHours)
            return new Failure("invalid_webhook", $"`overlapHours` is 0 to {MaxOverlapHours}.");
        return await idempotency.CreateAsync(
            context,
            caller.Id,
            Idempotency.HashOf(context, request, ServerJson.Default.RotateWebhookKeyRequest),
            ServerJson.Default.WebhookResponse,
            async session => (await webhooks.RotateKeyAsync(session, caller, named.Brand, named.Id, request.OverlapHours ?? DefaultOverlapHours)).TryGet(out var row, out var failure)
                ? new Creation<WebhookResponse>(webhooks.Describe(row), Location: null)
                : failure);
    }

    private static async Task<IResult> TestAsync(
        string brandId, string webhookId, Caller caller, HttpContext context, Idempotency idempotency, BrandWebhooks webhooks)
    {
        if (!Parse(brandId, webhookId, caller).TryGet(out var named, out var refused))
            return refused;
        return await idempotency.CreateAsync(
            context,
            caller.Id,
            Idempotency.HashOf(context, []),
            ServerJson.Default.WebhookDelivery,
            async session => (await webhooks.TestAsync(session, named.Brand, named.Id)).TryGet(out var row, out var failure)
                ? new Creation<WebhookDelivery>(BrandWebhooks.Describe(row), Location: null)
                : failure);
    }
}
