using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Trace.Core.TransparencyLog;
using Trace.Server.Log;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Log;

/// <summary>The server is killed while it signs, again and again: what was shown stays true, and what was acknowledged comes into the log.</summary>
public sealed class LogDurabilityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_server_that_is_killed_while_it_signs_keeps_every_checkpoint_it_showed_and_every_record_it_took(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        var (brandId, key) = ("", "");
        var shown = new ConcurrentDictionary<long, Checkpoint>();
        var acknowledged = new ConcurrentBag<string>();
        var (grown, inDoubt) = (0, 0);

        for (var round = 0; round < TestScale.Count(reduced: 3, full: 100); round++)
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, database);
            using var people = server.NewClient();
            var served = new ServedLog(people);
            if (round == 0)
                (brandId, key) = await CreateBrandAsync(server);
            using var admin = server.NewClient(key);

            // What was shown before holds; what was acknowledged comes within two seconds.
            var started = Stopwatch.StartNew();
            while (acknowledged.Except(await ListBatchesAsync(database, folder.Path), StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
            {
                Assert.True(started.Elapsed < TimeSpan.FromSeconds(2), $"Round {round}: {missing.Count} of {acknowledged.Count} batches are not in the log.");
                await Task.Delay(50, Cancellation);
            }

            var now = await served.CheckpointAsync();
            shown[now.Size] = now;
            foreach (var earlier in shown.Values.Where(checkpoint => checkpoint.Size > 0).OrderBy(checkpoint => checkpoint.Size).TakeLast(5))
                Assert.Null(await served.AuditAsync(earlier));

            // Batches as fast as they come, and whoever looks at the checkpoint keeps it; each time until another moment.
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var load = Task.WhenAll(
                Task.Run(() => UntilKilledAsync(async () => acknowledged.Add(await new TestBrand(brandId, TestBrand.DefaultGtin, admin).CreateBatchAsync(1)), ends.Token), Cancellation),
                Task.Run(() => UntilKilledAsync(async () => acknowledged.Add(await new TestBrand(brandId, TestBrand.DefaultGtin, admin).CreateBatchAsync(1)), ends.Token), Cancellation),
                Task.Run(() => UntilKilledAsync(async () =>
                {
                    var seen = await served.CheckpointAsync();
                    if (!shown.TryAdd(seen.Size, seen))
                        Assert.Equal(shown[seen.Size].Root, seen.Root);
                }, ends.Token), Cancellation));
            await Task.Delay(700 + round * 137 % 1300, Cancellation);
            await server.KillAsync();
            await ends.CancelAsync();
            await load;

            await using var opened = Database.Create(database, folder.Path);
            var stored = LogView.Of((await opened.ReadAsync(LogsStore.FindCurrentAsync, Cancellation))!).Checkpoint;
            grown += stored.Size > now.Size ? 1 : 0;
            inDoubt += stored.Size > shown.Keys.Max() ? 1 : 0;
            Assert.True(stored.Size >= shown.Keys.Max());
        }

        TestContext.Current.SendDiagnosticMessage("{0}: killed {1} times, {2} of them after the log had grown, {3} with a checkpoint stored that nobody had been shown; {4} checkpoints seen, {5} batches acknowledged.", engine, TestScale.Count(3, 100), grown, inDoubt, shown.Count, acknowledged.Count);
        Assert.True(grown > 0);
    }

    private static async Task<(string Id, string Key)> CreateBrandAsync(ServerProcess server)
    {
        using var owner = server.NewOwner();
        var id = (await owner.PostAsync("/api/v1/brands", new { name = "Acme", slug = "acme", host = "id.acme.example" })).Text("id");
        var key = (await owner.PostAsync($"/api/v1/brands/{id}/api-keys", new { role = "brand_admin", name = "tests" })).Text("key");
        using var admin = server.NewClient(key);
        await admin.PostAsync("/api/v1/products", new { gtin = TestBrand.DefaultGtin, name = "Olive oil" });
        return (id, key);
    }

    private static async Task UntilKilledAsync(Func<Task> step, CancellationToken ends)
    {
        try
        {
            while (!ends.IsCancellationRequested)
                await step();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The server was killed.
        }
    }

    private static async Task<IReadOnlyList<string>> ListBatchesAsync(string? database, string folder)
    {
        await using var opened = Database.Create(database, folder);
        var records = await opened.ReadAsync(session => session.ListAsync<byte[]>("SELECT content FROM log_record WHERE type = 'batch_issued' AND leaf_index IS NOT NULL;"), Cancellation);
        return [.. records.Select(record => JsonDocument.Parse(record).RootElement.Text("batch"))];
    }
}
