using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Http.Outbound;
using Trace.Server.Webhooks;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Http.Outbound;

/// <summary>Calls to addresses that someone gave us: where they go, and how much they may cost.</summary>
public sealed class OutboundTests : IAsyncLifetime
{
    private static readonly OutboundLimits Small = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1.5), 1000);

    private WebApplication _target = null!;
    private int _targetCalls;
    private int _resolved;

    private int Port => new Uri(_target.Urls.First()).Port;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        _target = builder.Build();
        _target.Urls.Add("http://127.0.0.1:0");
        _target.Use((context, next) =>
        {
            Interlocked.Increment(ref _targetCalls);
            return next(context);
        });
        _target.MapGet("/", () => "hello");
        _target.MapGet("/redirect", () => Results.Redirect("/"));
        _target.MapGet("/large", () => Results.Bytes(new byte[1001]));
        _target.MapGet("/just-right", () => Results.Bytes(new byte[1000]));
        _target.MapGet("/endless", EndlessAsync);
        _target.MapGet("/slow", SlowAsync);
        _target.MapGet("/silent", context => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted));
        await _target.StartAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _target.DisposeAsync();

    [Fact]
    public async Task An_address_the_operator_allowed_is_called_also_over_http()
    {
        using var client = NewClient(allow: $"idp.example:443, 127.0.0.1:{Port}");

        Assert.Equal("hello", await client.GetStringAsync(Target("/"), Cancellation));
        Assert.Equal(1000, (await client.GetByteArrayAsync(Target("/just-right"), Cancellation)).Length);
    }

    [Fact]
    public async Task Http_is_not_spoken()
    {
        using var client = NewClient();
        await AssertRefusedAsync(client, Target("/"), "https only");
        Assert.Equal(0, _targetCalls);
    }

    [Theory]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("https://localhost:{0}/")]
    [InlineData("https://[::1]:{0}/")]
    [InlineData("https://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("https://2130706433:{0}/")]
    [InlineData("https://0x7f.1:{0}/")]
    [InlineData("https://0:{0}/")]
    public async Task No_spelling_of_this_machine_is_called(string address)
    {
        using var client = NewClient(allow: "127.0.0.1:1", resolve: Dns.GetHostAddressesAsync);
        await AssertRefusedAsync(client, new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, address, Port)), "does not lead to a public address");
        Assert.Equal(0, _targetCalls);
    }

    /// <summary>The name is asked once for a connection: what was checked is what is connected to.</summary>
    [Fact]
    public async Task A_name_that_leads_inside_is_not_called_whatever_it_said_before()
    {
        var answers = new Queue<string[]>([["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["fd00::1", "93.184.215.14"], ["64:ff9b::a9fe:a9fe"], []]);
        using var client = NewClient(resolve: (_, _) => Task.FromResult(answers.Dequeue().Select(IPAddress.Parse).ToArray()));

        for (var asked = 1; answers.Count > 0; asked++)
        {
            await AssertRefusedAsync(client, new Uri($"https://rebind.example:{Port}/"), "rebind.example does not lead to a public address");
            Assert.Equal(asked, _resolved);
        }

        Assert.Equal(0, _targetCalls);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_not_followed()
    {
        using var client = NewClient(allow: $"127.0.0.1:{Port}");
        using var response = await client.GetAsync(Target("/redirect"), Cancellation);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(1, _targetCalls);
    }

    [Theory]
    [InlineData("/large", HttpCompletionOption.ResponseContentRead)]
    [InlineData("/endless", HttpCompletionOption.ResponseContentRead)]
    [InlineData("/endless", HttpCompletionOption.ResponseHeadersRead)]
    public async Task A_body_that_is_too_large_breaks_off(string path, HttpCompletionOption completion)
    {
        using var client = NewClient(allow: $"127.0.0.1:{Port}");
        await AssertRefusedAsync(client, Target(path), "more than 1000 bytes", completion);
    }

    [Theory]
    [InlineData("/silent", HttpCompletionOption.ResponseContentRead)]
    [InlineData("/slow", HttpCompletionOption.ResponseContentRead)]
    [InlineData("/slow", HttpCompletionOption.ResponseHeadersRead)]
    public async Task An_answer_that_drips_is_given_up(string path, HttpCompletionOption completion)
    {
        using var client = NewClient(allow: $"127.0.0.1:{Port}");
        var clock = Stopwatch.StartNew();

        await AssertRefusedAsync(client, Target(path), "more than 1.5 seconds", completion);

        Assert.InRange(clock.Elapsed.TotalSeconds, 1.2, 10);
    }

    [Fact]
    public async Task The_client_of_webhooks_is_guarded_and_knows_its_own_setting_alone()
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, configure: null, $"--{WebhookUrl.AllowSetting}=127.0.0.1:{Port}");
        using var client = server.Services.GetRequiredService<IHttpClientFactory>().CreateClient(WebhookCall.ClientName);

        Assert.Equal("hello", await client.GetStringAsync(Target("/"), Cancellation));
        await AssertRefusedAsync(client, new Uri(server.Address), "https only");
        using var other = new HttpClient(server.Services.GetRequiredService<OutboundHandlers>().Create("Oidc:Allow"));
        await AssertRefusedAsync(other, Target("/"), "https only");
        await AssertRefusedAsync(client, new Uri(server.Address.Replace("http:", "https:", StringComparison.Ordinal)), "does not lead to a public address");
        Assert.Equal(new OutboundLimits(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), 1 << 20), OutboundLimits.Default);
    }

    private static async Task EndlessAsync(HttpContext context)
    {
        for (var i = 0; i < 10_000 && !context.RequestAborted.IsCancellationRequested; i++)
            await context.Response.Body.WriteAsync(new byte[500], context.RequestAborted);
    }

    private static async Task SlowAsync(HttpContext context)
    {
        for (var i = 0; i < 300; i++)
        {
            await context.Response.Body.WriteAsync(new byte[1], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(100, context.RequestAborted);
        }
    }

    private static async Task AssertRefusedAsync(HttpClient client, Uri address, string text, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        var exception = await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var response = await client.GetAsync(address, completion, Cancellation);
            await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
            await body.CopyToAsync(Stream.Null, Cancellation);
        });
        Assert.Contains(text, exception.ToString(), StringComparison.Ordinal);
    }

    private Uri Target(string path) => new($"http://127.0.0.1:{Port}{path}");

    private HttpClient NewClient(string allow = "", ResolveName? resolve = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(WebhookUrl.AllowSetting, (string?)allow)]).Build();
        var handlers = new OutboundHandlers(configuration, (host, cancellation) =>
        {
            _resolved++;
            return (resolve ?? Dns.GetHostAddressesAsync)(host, cancellation);
        });
        return new HttpClient(handlers.Create(WebhookUrl.AllowSetting, Small));
    }
}
