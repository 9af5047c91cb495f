using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.RateLimits;

/// <summary>Who is believed about addresses.</summary>
public sealed class ProxiesTests
{
    private const string Limit = "--RateLimits:AddressPerMinute=2";
    private const string On = "--RateLimits:Enabled=true";

    [Theory]
    [InlineData]
    [InlineData("--Proxies:Known=192.0.2.0/24,2001:db8::/32")]
    public async Task Nobody_but_a_configured_proxy_is_believed_about_an_address(params string[] proxies)
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, configure: null, [On, Limit, .. proxies]);

        (await server.Public.GetFromAsync("198.51.100.1")).AssertStatus(200);
        (await server.Public.GetFromAsync("198.51.100.2")).AssertStatus(200);
        (await server.Public.GetFromAsync("198.51.100.3")).AssertLimited();
    }

    [Theory]
    [InlineData("--Proxies:Known=127.0.0.1")]
    [InlineData("--Proxies:Known=10.0.0.0/8, 127.0.0.0/8")]
    public async Task A_configured_proxy_is_believed_about_each_address(string proxies)
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, configure: null, On, Limit, proxies);

        for (var i = 0; i < 10; i++)
            (await server.Public.GetFromAsync($"198.51.100.{i}")).AssertStatus(200);
        (await server.Public.GetFromAsync("198.51.100.1")).AssertStatus(200);
        (await server.Public.GetFromAsync("198.51.100.1")).AssertLimited();
    }

    [Fact]
    public async Task What_a_client_wrote_itself_before_the_proxy_is_not_believed()
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, configure: null, On, Limit, LimitedServer.BelievedProxy);

        (await server.Public.GetFromAsync("203.0.113.1, 198.51.100.1")).AssertStatus(200);
        (await server.Public.GetFromAsync("203.0.113.2, 198.51.100.1")).AssertStatus(200);
        (await server.Public.GetFromAsync("203.0.113.3, 198.51.100.1")).AssertLimited();
    }

    [Fact]
    public async Task Two_proxies_in_a_row_are_two_hops()
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, configure: null, On, Limit, "--Proxies:Known=127.0.0.1,10.0.0.7", "--Proxies:Hops=2");

        for (var i = 0; i < 5; i++)
            (await server.Public.GetFromAsync($"198.51.100.{i}, 10.0.0.7")).AssertStatus(200);
        // The nearer proxy is known, the one before it is not: it is the client.
        (await server.Public.GetFromAsync("198.51.100.7, 203.0.113.9")).AssertStatus(200);
        (await server.Public.GetFromAsync("198.51.100.8, 203.0.113.9")).AssertStatus(200);
        (await server.Public.GetFromAsync("198.51.100.9, 203.0.113.9")).AssertLimited();
    }

    [Fact]
    public async Task A_customer_with_a_network_of_IPv6_is_one_address()
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, configure: null, On, Limit, LimitedServer.BelievedProxy);

        (await server.Public.GetFromAsync("2001:db8:1:1::1")).AssertStatus(200);
        (await server.Public.GetFromAsync("2001:db8:1:1:ffff::2")).AssertStatus(200);
        (await server.Public.GetFromAsync("2001:db8:1:1:aaaa:bbbb:cccc:3")).AssertLimited();
        (await server.Public.GetFromAsync("2001:db8:1:2::1")).AssertStatus(200);
    }

    [Fact]
    public async Task Behind_a_proxy_that_speaks_TLS_cookies_are_for_TLS_only()
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, configure: null, LimitedServer.BelievedProxy);
        await using var unbelieving = await RunningServer.StartAsync(Engine.Sqlite);
        (string, string)[] headers = [("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.1")];

        Assert.Contains("secure", (await server.Public.OpenAsync("/01/09506000134352/21/1", headers)).Headers["Set-Cookie"], StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", (await unbelieving.Public.OpenAsync("/01/09506000134352/21/1", headers)).Headers["Set-Cookie"], StringComparison.OrdinalIgnoreCase);
    }
}
