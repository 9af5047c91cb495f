using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.RateLimits;

/// <summary>Servers whose limits are on, and clients that come by way of a proxy it knows: this machine.</summary>
internal static class LimitedServer
{
    public const string BelievedProxy = "--Proxies:Known=127.0.0.1";

    /// <param name="clock">Time stands still until the test moves it, so windows end when the test says so.</param>
    /// <param name="engine">The database.</param>
    /// <param name="limits">As on the command line, without the section: <c>AddressPerMinute=5</c>.</param>
    public static Task<RunningServer> StartLimitedAsync(this FakeTimeProvider clock, Engine engine, params string[] limits) =>
        clock.StartLimitedAsync(engine, configure: null, limits);

    public static Task<RunningServer> StartLimitedAsync(
        this FakeTimeProvider clock, Engine engine, Action<WebApplicationBuilder>? configure, params string[] limits) => RunningServer.StartAsync(
            engine,
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                configure?.Invoke(builder);
            },
            [.. limits.Prepend("Enabled=true").Select(limit => $"--RateLimits:{limit}"), BelievedProxy]);

    /// <summary>Asks what a code is worth, as the client at this address.</summary>
    /// <param name="client">A client.</param>
    /// <param name="address">What the proxy says.</param>
    /// <param name="code">The code.</param>
    /// <param name="device">What the device calls itself.</param>
    /// <param name="cookie">The cookie <c>trace_seen</c> of an earlier answer.</param>
    public static async Task<Answer> VerifyFromAsync(this HttpClient client, string address, string code, string? device = null, string? cookie = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/verify") { Content = JsonContent.Create(device == null ? new { code } : new { code, device } as object) };
        request.Headers.Add("X-Forwarded-For", address);
        if (cookie != null)
            request.Headers.Add("Cookie", $"trace_seen={cookie}");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    public static async Task<Answer> GetFromAsync(this HttpClient client, string forwardedFor, string path = "/.well-known/trace-keys.json", string accept = "*/*")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        request.Headers.Add("Accept", accept);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>The value of the cookie that says its device had a valid scan; null without one.</summary>
    public static string? SeenMark(this Answer answer) => answer.Headers.TryGetValues("Set-Cookie", out var cookies)
        ? cookies.Where(cookie => cookie.StartsWith("trace_seen=", StringComparison.Ordinal)).Select(cookie => cookie["trace_seen=".Length..cookie.IndexOf(';', StringComparison.Ordinal)]).SingleOrDefault()
        : null;

    public static string Header(this Answer answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";

    /// <summary>A 429 with a time to come again, and no verdict.</summary>
    public static void AssertLimited(this Answer answer)
    {
        answer.AssertProblem(429, "rate_limited");
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, "a 429 says when to come again");
    }

    /// <summary>A signed code of this brand that differs from a true one in its signature.</summary>
    public static string Forged(string uri) => uri[..^1] + (uri[^1] == '0' ? '1' : '0');

    /// <summary>What a person types of this code: GTIN and serial.</summary>
    public static string Typed(string uri)
    {
        var parts = CodeRequests.PathOf(uri).Split('/', '?');
        return $"{parts[2]} {parts[4]}";
    }

    /// <summary>A typed serial nobody issued.</summary>
    public static string Guess(string gtin, int number) =>
        $"{gtin} {string.Concat(Enumerable.Range(0, 12).Select(place => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(int)((((ulong)number * 2654435761UL >> (place * 3)) + (ulong)place) % 32)]))}";
}
