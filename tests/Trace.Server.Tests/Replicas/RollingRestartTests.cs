using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Trace.Server.Storage;
using Trace.Server.Tests.Http;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Replicas;

/// <summary>Two servers behind a load balancer are replaced one after the other while people scan: nobody is cut, nobody waits for a verdict in vain, no scan is lost.</summary>
public sealed class RollingRestartTests
{
    private const int People = 32;

    /// <summary>Those the balancer sends people to.</summary>
    private volatile ServerProcess[] _ready = [];

    [Fact]
    public async Task Servers_are_replaced_under_load_and_every_request_is_answered()
    {
        using var folder = new TemporaryFolder();
        var database = await Engine.Postgres.CreateDatabaseAsync();
        await using var first = await StartAsync(folder, database);
        await using var second = await StartAsync(folder, database);
        _ready = [first, second];
        var codes = await (await first.CreateBrandAsync()).CodesAsync(10);
        var answered = new ConcurrentQueue<string>();
        using var noMore = new CancellationTokenSource();
        var people = Enumerable.Range(0, People).Select(number => ScanAsync(codes[number % codes.Count], answered, noMore.Token)).ToList();

        foreach (var old in new[] { first, second })
        {
            await WaitForAsync(answered, answered.Count + 300, people);
            var end = old.StopAsync();
            await WaitForNotReadyAsync(old, people);
            _ready = [.. _ready.Where(server => server != old)];
            Assert.Equal(0, await end);
            var replacement = await StartAsync(folder, database);
            _ready = [.. _ready, replacement];
        }

        await WaitForAsync(answered, answered.Count + 300, people);
        await noMore.CancelAsync();
        await Task.WhenAll(people);

        await using var opened = Database.Create(database, folder.Path);
        Assert.Equal(answered.Order(StringComparer.Ordinal), (await new StoredScans(opened).ListAsync()).Select(scan => scan.Id).Order(StringComparer.Ordinal));
        await new StoredScans(opened).AssertGaplessAsync();
        foreach (var server in _ready)
            await server.DisposeAsync();
    }

    private static Task<ServerProcess> StartAsync(TemporaryFolder folder, string? database) => ServerProcess.StartAsync(folder.Path, database, "--Shutdown:DelaySeconds", "1");

    /// <summary>One request after another, on a connection that is kept while its server is among the ready ones.</summary>
    private async Task ScanAsync(string code, ConcurrentQueue<string> answered, CancellationToken noMore)
    {
        (ServerProcess Server, KeptConnection Connection)? kept = null;
        while (!noMore.IsCancellationRequested)
        {
            if (kept is { } old && !_ready.Contains(old.Server))
            {
                old.Connection.Dispose();
                kept = null;
            }

            if (kept == null)
            {
                var ready = _ready;
                var server = ready[RandomNumberGenerator.GetInt32(ready.Length)];
                kept = (server, await KeptConnection.OpenAsync(server.Address));
            }

            var (status, body, isKept) = await kept.Value.Connection.PostAsync("/api/v1/verify", JsonSerializer.Serialize(new { code }));
            Assert.Equal(200, status);
            answered.Enqueue(JsonDocument.Parse(body).RootElement.GetProperty("scan").Text("id"));
            if (isKept)
                continue;
            kept.Value.Connection.Dispose();
            kept = null;
        }

        kept?.Connection.Dispose();
    }

    private static async Task WaitForAsync(ConcurrentQueue<string> answered, int count, List<Task> people)
    {
        while (answered.Count < count)
            await Crowd.PassAsync(people);
    }

    private static async Task WaitForNotReadyAsync(ServerProcess server, List<Task> people)
    {
        using var balancer = server.NewClient();
        while ((await balancer.GetAnswerAsync("/health/ready")).Status == 200)
            await Crowd.PassAsync(people);
    }
}
