using System.Collections.Concurrent;
using System.Text.Json;
using Trace.Server.Storage;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Http;

/// <summary>A server that is asked to end says so first, finishes what it began, and does end.</summary>
public sealed class ShutdownTests
{
    private const int Connections = 32;

    /// <summary>People behind a load balancer that asks for readiness, each on a connection that is kept as long as the server keeps it.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Behind_a_load_balancer_no_request_is_cut_and_every_answered_scan_is_stored(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(folder.Path, database, "--Shutdown:DelaySeconds", "4");
        var codes = await (await server.CreateBrandAsync()).CodesAsync(Connections);
        using var balancer = server.NewClient();
        using var noMore = new CancellationTokenSource();
        var (before, after) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());

        var people = Enumerable.Range(0, Connections).Select(async number =>
        {
            KeptConnection? connection = null;
            while (!noMore.IsCancellationRequested)
            {
                connection ??= await KeptConnection.OpenAsync(server.Address);
                var (status, body, isKept) = await connection.PostAsync("/api/v1/verify", JsonSerializer.Serialize(new { code = codes[number] }));
                Assert.Equal(200, status);
                (isKept ? before : after).Enqueue(JsonDocument.Parse(body).RootElement.GetProperty("scan").Text("id"));
                if (isKept)
                    continue;
                connection.Dispose();
                connection = null;
            }

            connection?.Dispose();
        }).ToList();
        while (before.Count < 500)
            await Crowd.PassAsync(people);
        var end = server.StopAsync();
        while ((await balancer.GetAnswerAsync("/health/ready")) is not { Status: 503 } answer || answer.AssertProblem(503, "not_ready").Text("detail") != "The server is stopping.")
            await Crowd.PassAsync(people);
        // What goes on until the balancer acts.
        while (after.Count < 2 * Connections)
            await Crowd.PassAsync(people);
        (await balancer.GetAnswerAsync("/health/live")).AssertStatus(200);
        Assert.False(end.IsCompleted);
        await noMore.CancelAsync();
        await Task.WhenAll(people);

        Assert.Equal(0, await end);
        await using var opened = Database.Create(database, folder.Path);
        Assert.Equal(before.Concat(after).Order(StringComparer.Ordinal), (await new StoredScans(opened).ListAsync()).Select(scan => scan.Id).Order(StringComparer.Ordinal));
        await new StoredScans(opened).AssertGaplessAsync();
    }

    /// <summary>What does not end by itself is cut at the limit; the rest goes in good order.</summary>
    [Fact]
    public async Task A_download_of_hours_does_not_keep_the_server_from_ending()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, null, "--shutdownTimeoutSeconds", "1");
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(4_000_000_000);
        await using var download = await brand.Admin.GetStreamAsync(new Uri($"/api/v1/batches/{batch}/codes", UriKind.Relative), TestContext.Current.CancellationToken);
        var buffer = new byte[1 << 16];
        Assert.True(await download.ReadAsync(buffer, TestContext.Current.CancellationToken) > 0);

        var end = server.StopAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (await download.ReadAsync(buffer, TestContext.Current.CancellationToken) > 0)
            {
                // As fast as it comes.
            }
        });

        Assert.Equal(0, await end);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("301")]
    public async Task A_delay_out_of_range_stops_the_start(string seconds)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = await ServerProcess.RunToEndAsync(folder.Path, null, "--Shutdown:DelaySeconds", seconds);

        Assert.Equal((1, "Trace cannot start: Shutdown:DelaySeconds is 0 to 300."), (exitCode, output));
    }
}
