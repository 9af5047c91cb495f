namespace Trace.Server.Webhooks;

/// <summary>What happens that a brand can hear of.</summary>
public static class WebhookEvents
{
    public const string AnomalyOpened = "anomaly.opened";
    public const string AnomalyChanged = "anomaly.changed";

    /// <summary>Sent to one webhook when someone asks for it, whatever it wants to hear of.</summary>
    public const string Test = "webhook.test";

    /// <summary>Those a webhook can be limited to.</summary>
    public static readonly IReadOnlyList<string> Types = [AnomalyOpened, AnomalyChanged];
}
