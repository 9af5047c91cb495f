using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Trace.Testing;

namespace Trace.Server.Tests.Dossiers;

/// <summary>A time-stamp authority on loopback: each question is answered by <c>openssl ts -reply</c>.</summary>
internal sealed class TimestampServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _turn = new(1);

    private TimestampServer(WebApplication app, TimestampAuthority authority) => (_app, Authority) = (app, authority);

    public TimestampAuthority Authority { get; }

    /// <summary>In place of what OpenSSL answers.</summary>
    public Func<HttpContext, byte[], Task>? Answer { get; set; }

    public string Host => $"127.0.0.1:{new Uri(_app.Urls.First()).Port}";

    public string Url => $"http://{Host}/tsr";

    public static async Task<TimestampServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var server = new TimestampServer(app, await TimestampAuthority.MakeAsync());
        app.MapPost("/tsr", server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Authority.Dispose();
        _turn.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (context.Request.ContentType != "application/timestamp-query")
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        context.Response.ContentType = "application/timestamp-reply";
        if (Answer is { } answer)
        {
            await answer(context, body.ToArray());
            return;
        }

        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            await context.Response.Body.WriteAsync(await Authority.AnswerAsync(body.ToArray()), context.RequestAborted);
        }
        finally
        {
            _turn.Release();
        }
    }
}
