using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Trace.Server.Http.Outbound;

namespace Trace.Server.Webhooks;

/// <summary>What came of one attempt.</summary>
/// <param name="Status">Of the answer; null if there was none.</param>
/// <param name="Error">Why there was none: a word of <see cref="WebhookDelivery.LastError"/>.</param>
/// <param name="RetryAfter">How long the answer asked to be left alone.</param>
public sealed record AttemptOutcome(int? Status, string? Error, TimeSpan? RetryAfter = null)
{
    public bool IsTaken => Status is >= 200 and < 300;

    public bool IsGone => Status == (int)HttpStatusCode.Gone;
}

/// <summary>Makes one attempt, through the client that guards calls to addresses we were given: public, https, no redirects, 15 seconds.</summary>
public sealed class WebhookCall(IHttpClientFactory clients, WebhookKeys keys, TimeProvider clock)
{
    public const string ClientName = "webhooks";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <exception cref="OperationCanceledException">The server stops, and whether it was taken is not known.</exception>
    public async Task<AttemptOutcome> SendAsync(WebhookRow webhook, ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var body = Encoding.UTF8.GetBytes(delivery.Payload);
        if (keys.Sign(webhook, delivery.EventId, now.ToUnixTimeSeconds(), body, now) is not { } signature)
            return new AttemptOutcome(Status: null, "no_key");
        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.Add("webhook-id", delivery.EventId);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", signature);
        request.Headers.UserAgent.ParseAdd("Trace-Webhooks/1");
        try
        {
            // Nobody reads what the answer says beyond its status.
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return new AttemptOutcome((int)response.StatusCode, Error: null, RetryAfterOf(response, now));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new AttemptOutcome(Status: null, "timed_out");
        }
        catch (HttpRequestException exception)
        {
            return new AttemptOutcome(Status: null, ErrorOf(exception));
        }
    }

    private static string ErrorOf(Exception exception)
    {
        for (var cause = exception; cause != null; cause = cause.InnerException)
        {
            if (cause is OutboundTooSlowException or TimeoutException)
                return "timed_out";
            if (cause is OutboundRefusedException)
                return "not_allowed";
        }

        return "unreachable";
    }

    private static TimeSpan? RetryAfterOf(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || response.Headers.RetryAfter is not { } asked)
            return null;
        var wait = asked.Delta ?? asked.Date - now;
        return wait > RetrySchedule.MostRetryAfter ? RetrySchedule.MostRetryAfter : wait;
    }
}
