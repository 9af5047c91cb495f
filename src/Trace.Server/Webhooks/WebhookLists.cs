using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Webhooks;

/// <summary>A brand's webhooks and what was sent to them, as a caller may see it, and what a request may say: for the API and the console alike.</summary>
public sealed class WebhookLists(Database database, BrandWebhooks webhooks, WebhookUrl urls)
{
    private const int MaxDescriptionLength = 200;
    private static readonly string[] Statuses = [WebhookDeliveriesStore.Pending, WebhookDeliveriesStore.Delivered, WebhookDeliveriesStore.Dead];

    public Failure? Problem(CreateWebhookRequest request) => Invalid(urls.Problem(request.Url) ?? Problem(request.Description, request.EventTypes));

    public Failure? Problem(UpdateWebhookRequest request) =>
        Invalid((request.Url == null ? null : urls.Problem(request.Url)) ?? Problem(request.Description, request.EventTypes));

    public async Task<Outcome<Page<WebhookResponse>>> ListAsync(Caller caller, string brandId, string? cursor, int? limit)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var brand, out var refused))
            return refused;
        if (!Paging.ParseById(cursor, limit).TryGet(out var page, out refused))
            return refused;
        var (known, rows) = await database.ReadAsync(async session => (
            await BrandsStore.FindAsync(session, brand) != null, await WebhooksStore.ListAsync(session, brand, page.After, page.Size + 1)));
        return known ? Paging.Of(rows, page.Size, webhooks.Describe, row => PublicId.Format(row.WebhookId)) : BrandsApi.UnknownBrand(brandId);
    }

    public async Task<Outcome<WebhookResponse>> FindAsync(Caller caller, string brandId, string webhookId)
    {
        if (!WebhooksApi.Parse(brandId, webhookId, caller).TryGet(out var named, out var refused))
            return refused;
        return await database.ReadAsync(session => WebhooksStore.FindAsync(session, named.Brand, named.Id)) is { } row
            ? webhooks.Describe(row)
            : BrandWebhooks.Unknown(webhookId);
    }

    /// <summary>Newest first.</summary>
    public async Task<Outcome<Page<WebhookDelivery>>> ListDeliveriesAsync(Caller caller, string brandId, string webhookId, string? status, string? cursor, int? limit)
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
        return rows == null
            ? BrandWebhooks.Unknown(webhookId)
            : Paging.Of(rows, page.Size, BrandWebhooks.Describe, row => Paging.CursorOf(row.CreatedAt, PublicId.Format(row.DeliveryId)));
    }

    private static Failure? Invalid(string? problem) => problem == null ? null : new Failure("invalid_webhook", problem);

    private static string? Problem(string? description, IReadOnlyList<string>? eventTypes) =>
        PlainText.OptionalProblem(description, "description", MaxDescriptionLength)
        ?? (eventTypes?.Count > WebhookEvents.Types.Count || eventTypes?.Any(type => !WebhookEvents.Types.Contains(type)) == true
            ? $"`eventTypes` are some of {string.Join(", ", WebhookEvents.Types)}, each once."
            : null);
}
