using Microsoft.Extensions.Logging;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Whatever dies in the middle of work: a scan that was answered is stored, and counting goes on where it was.</summary>
public sealed class DurabilityTests
{
    private const int Units = 40;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_server_that_is_killed_under_load_has_stored_every_scan_it_answered(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        IReadOnlyList<string> codes = [];
        var answered = new List<AnsweredScan>();

        for (var round = 0; round < TestScale.Count(reduced: 4, full: 50); round++)
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, database);
            if (round == 0)
                codes = await (await server.CreateBrandAsync()).CodesAsync(Units);
            using var client = server.NewClient();
            var load = ScanLoad.Start(client, codes);
            // Each time at another moment of its work, also in the first instants.
            await load.WaitForAsync(1 + round * 61 % 400);
            await server.KillAsync();
            await Task.Delay(50, TestContext.Current.CancellationToken);
            await load.EndAsync();
            Assert.True(load.Unanswered > 0, "Nothing was under way when the server was killed.");
            answered.AddRange(load.Answered);
        }

        await using var last = await ServerProcess.StartAsync(folder.Path, database);
        await using var opened = Database.Create(database, folder.Path);
        await AssertStoredAsync(new StoredScans(opened), answered);
        using var people = last.NewClient();
        await AssertCountingGoesOnAsync(people, new StoredScans(opened), codes);
        // What is known of units may follow behind until the server ends.
        Assert.Equal(0, await last.StopAsync());
        await new StoredScans(opened).AssertGaplessAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_server_that_is_stopped_under_load_answers_what_it_took_in(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(folder.Path, database);
        var codes = await (await server.CreateBrandAsync()).CodesAsync(Units);
        using var client = server.NewClient();
        var load = ScanLoad.Start(client, codes);
        await load.WaitForAsync(100);

        Assert.Equal(0, await server.StopAsync());
        await load.EndAsync();

        await using var opened = Database.Create(database, folder.Path);
        await AssertStoredAsync(new StoredScans(opened), load.Answered);
        Assert.Equal(load.Answered.Count, (await new StoredScans(opened).CountAsync()).Scans);
    }

    [Fact]
    public async Task A_postgres_that_crashes_under_load_has_stored_every_scan_that_was_answered()
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        var database = await postgres.CreateDatabaseAsync();
        await using var server = await RunningServer.StartAsync(database: database, configure: builder => builder.Logging.ClearProviders());
        var codes = await (await server.CreateBrandAsync()).CodesAsync(Units);
        var load = ScanLoad.Start(server.Public, codes);

        for (var round = 1; round <= TestScale.Count(reduced: 3, full: 40); round++)
        {
            await load.WaitForAsync(load.Answered.Count + 50 + round * 37 % 200);
            await postgres.CrashAsync();
            var unanswered = load.Unanswered;
            while (load.Unanswered < unanswered + 5)
                await Task.Delay(10, TestContext.Current.CancellationToken);
            await postgres.StartAgainAsync();
        }

        // It recovers by itself.
        await load.WaitForAsync(load.Answered.Count + 100);
        await load.EndAsync();
        await AssertStoredAsync(StoredScans.Of(server), load.Answered);
        await AssertCountingGoesOnAsync(server.Public, StoredScans.Of(server), codes);
        await StoredScans.Of(server).AssertGaplessAsync();
    }

    private static async Task AssertStoredAsync(StoredScans stored, IReadOnlyCollection<AnsweredScan> answered)
    {
        Assert.NotEmpty(answered);
        var ordinals = (await stored.ListAsync()).ToDictionary(scan => scan.Id, scan => scan.Ordinal);
        Assert.All(answered, scan => Assert.Equal(scan.Ordinal, ordinals.GetValueOrDefault(scan.Id)));
        Assert.Equal(answered.Count, answered.Select(scan => scan.Id).Distinct().Count());
        await stored.AssertGaplessAsync();
    }

    private static async Task AssertCountingGoesOnAsync(HttpClient people, StoredScans stored, IReadOnlyList<string> codes)
    {
        var before = (await stored.CountAsync()).Scans;
        foreach (var code in codes)
        {
            var answer = await people.VerifyAsync(code);
            Assert.True(await stored.HasAsync(answer.GetProperty("scan").Text("id"), answer.Ordinal()), answer.ToString());
        }

        Assert.Equal(before + codes.Count, (await stored.CountAsync()).Scans);
    }
}
