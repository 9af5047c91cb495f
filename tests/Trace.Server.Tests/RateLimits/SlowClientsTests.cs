using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.RateLimits;

/// <summary>Clients that send slowly, or more than a request needs, and those that hold connections.</summary>
public sealed class SlowClientsTests
{
    private const string On = "--RateLimits:Enabled=true";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("POST /api/v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 8000\r\n\r\n{\"code\":\"")]
    public async Task Connections_that_send_a_byte_a_second_are_cut_off_and_others_do_not_notice(string beginning)
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, configure: null, On);
        var brand = await server.CreateBrandAsync();
        var uris = await brand.UrisAsync(await brand.CreateBatchAsync(20), 0, 20);
        var slow = Enumerable.Range(0, 200).Select(_ => HoldAsync(server.Address, beginning)).ToList();

        foreach (var uri in uris)
        {
            var started = Stopwatch.GetTimestamp();
            Assert.Equal("issued", (await server.Public.VerifyAsync(uri)).Text("verdict"));
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        }

        Assert.All(await Task.WhenAll(slow), held => Assert.True(held < Patience, $"held for {held}"));
    }

    [Fact]
    public async Task Headers_larger_or_more_than_a_request_needs_are_refused()
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, configure: null, On);

        foreach (var headers in new[] { $"X: {new string('x', 17 << 10)}\r\n", string.Concat(Enumerable.Range(0, 65).Select(i => $"X-{i}: 1\r\n")) })
            Assert.Contains((await RawHttp.SendAsync(server.Address, $"GET / HTTP/1.1\r\nHost: a\r\n{headers}Connection: close\r\n\r\n")).Status, new[] { 431, 0 });
        Assert.Equal(200, (await RawHttp.SendAsync(
            server.Address, $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('x', 8 << 10)}\r\nConnection: close\r\n\r\n")).Status);
    }

    [Fact]
    public async Task An_address_holds_no_more_than_its_share_of_connections_but_a_proxy_may()
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, configure: null, On, "--RateLimits:ConnectionsPerAddress=5");
        await using var behindProxy = await RunningServer.StartAsync(Engine.Sqlite, configure: null, On, "--RateLimits:ConnectionsPerAddress=5", LimitedServer.BelievedProxy);
        const string Request = "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        var held = new List<TcpClient>();
        foreach (var address in new[] { server.Address, behindProxy.Address })
        {
            for (var i = 0; i < 5; i++)
            {
                held.Add(await ConnectAsync(address));
                await held[^1].GetStream().WriteAsync("GET"u8.ToArray(), TestContext.Current.CancellationToken);
            }
        }

        for (var attempt = 0; (await RawHttp.SendAsync(server.Address, Request)).Status != 0; attempt++)
        {
            Assert.True(attempt < 50, "A sixth connection was answered.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Equal(200, (await RawHttp.SendAsync(behindProxy.Address, Request)).Status);
        held.ForEach(client => client.Dispose());
        for (var attempt = 0; (await RawHttp.SendAsync(server.Address, Request)).Status != 200; attempt++)
        {
            Assert.True(attempt < 50, "Connections that were closed still count.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Sends a byte a second until the server closes; says how long that took.</summary>
    private static async Task<TimeSpan> HoldAsync(string address, string beginning)
    {
        var started = Stopwatch.GetTimestamp();
        using var client = await ConnectAsync(address);
        var stream = client.GetStream();
        var end = stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), TestContext.Current.CancellationToken);
            while (!end.IsCompleted && Stopwatch.GetElapsedTime(started) < Patience)
            {
                await Task.WhenAny(end, Task.Delay(1000, TestContext.Current.CancellationToken));
                await stream.WriteAsync("x"u8.ToArray(), TestContext.Current.CancellationToken);
            }
        }
        catch (IOException)
        {
            // The server reset the connection: that is its end too.
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task<TcpClient> ConnectAsync(string address)
    {
        var client = new TcpClient();
        var uri = new Uri(address);
        await client.ConnectAsync(uri.Host, uri.Port, TestContext.Current.CancellationToken);
        return client;
    }
}
