using Trace.Server.Http.Outbound;

namespace Trace.Server.Webhooks;

public static class WebhooksServices
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<WebhookKeys>();
        foreach (var column in WebhookKeys.Columns)
            services.AddSingleton(column);
        services.AddSingleton<WebhookUrl>();
        services.AddSingleton<WebhookOutbox>();
        services.AddSingleton<BrandWebhooks>();
        services.AddSingleton<WebhookLists>();
        services.AddOutboundClient(WebhookCall.ClientName, WebhookUrl.AllowSetting);
        services.AddSingleton<WebhookCall>();
        services.AddSingleton<WebhookRetention>();
        services.AddHostedService<WebhookSender>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookRetention>());
    }
}
