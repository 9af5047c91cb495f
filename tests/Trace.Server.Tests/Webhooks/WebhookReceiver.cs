using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Trace.Server.Tests.Webhooks;

/// <summary>What a receiver got.</summary>
internal sealed record ReceivedEvent(string Path, string? MediaType, string Id, string Timestamp, string Signature, byte[] Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>How many of its signatures hold under a <c>whpk_</c> key, by another library than the one that signed.</summary>
    public int SignedBy(string publicKey)
    {
        var key = new Ed25519PublicKeyParameters(Convert.FromBase64String(publicKey["whpk_".Length..]));
        byte[] content = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
        return Signature.Split(' ').Count(signature =>
        {
            var signer = new Ed25519Signer();
            signer.Init(forSigning: false, key);
            signer.BlockUpdate(content);
            return signature.StartsWith("v1a,", StringComparison.Ordinal) && signer.VerifySignature(Convert.FromBase64String(signature["v1a,".Length..]));
        });
    }
}

/// <summary>A brand's own server, on loopback, which answers what the test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedEvent> _received = new();
    private readonly WebApplication _app;

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>The answer; 204 if it does nothing.</summary>
    public Func<ReceivedEvent, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<ReceivedEvent> Received => [.. _received];

    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>The switch that lets a server call it.</summary>
    public string Allowed => $"--Webhooks:Allow=127.0.0.1:{Port}";

    public string Url(string path = "/") => $"http://127.0.0.1:{Port}{path}";

    public void AnswerWith(int status, string? retryAfter = null) => Answer = (_, context) =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    };

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(app);
        app.MapPost("/{**path}", receiver.ReceiveAsync);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers;
        var received = new ReceivedEvent(
            context.Request.Path, context.Request.ContentType, headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), body.ToArray());
        _received.Enqueue(received);
        context.Response.StatusCode = 204;
        await Answer(received, context);
    }
}
