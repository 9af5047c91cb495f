using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Trace.Cli.Tests;

/// <summary>A server on a free port that is not Trace's, or not in order: it answers what a test says.</summary>
public sealed class OtherServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherServer(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public static async Task<OtherServer> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new OtherServer(app);
    }

    /// <summary>Answers every request alike, once it has arrived as a whole.</summary>
    public static Task<OtherServer> AnsweringAsync(RequestDelegate answer) => StartAsync(app => app.Run(async context =>
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        await answer(context);
    }));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
