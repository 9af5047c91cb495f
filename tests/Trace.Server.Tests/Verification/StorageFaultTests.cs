using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trace.Core.Verification;
using Trace.Server.Storage;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Without its database the service gives no verdict, says when to ask again, and recovers by itself.</summary>
public sealed class StorageFaultTests
{
    [Fact]
    public async Task While_the_database_is_away_there_is_no_verdict_and_afterwards_there_is()
    {
        await using var postgres = await PostgresServer.StartAsync();
        using var folder = new TemporaryFolder();
        var database = await postgres.CreateDatabaseAsync();
        await using var warm = await RunningServer.StartAsync(folder.Path, database, Quiet);
        // This one has nothing in memory yet.
        await using var cold = await RunningServer.StartAsync(folder.Path, database, Quiet);
        var brand = await warm.CreateBrandAsync();
        var code = await brand.CodeAsync();
        Assert.Equal(1, (await warm.Public.VerifyAsync(code)).Ordinal());

        await postgres.StopAsync();
        foreach (var server in new[] { warm, cold })
        {
            for (var round = 0; round < 3; round++)
                await AssertNoVerdictAsync(server, code);
            AssertUnavailable(await server.Public.OpenAsync("/health/ready"));
            Assert.Equal(200, (await server.Public.OpenAsync("/health/live")).Status);
            AssertUnavailable(await server.Owner.OpenAsync("/api/v1/brands"));
        }

        AssertUnavailable(await brand.Admin.OpenAsync($"/api/v1/units/{brand.Gtin}/{BrandBatches.SerialOf(code)}"));

        await postgres.StartAgainAsync();
        Assert.Equal(2, (await WaitForVerdictAsync(warm, code)).Ordinal());
        Assert.Equal(3, (await WaitForVerdictAsync(cold, code)).Ordinal());
        Assert.Equal(200, (await cold.Public.OpenAsync("/health/ready")).Status);
        await StoredScans.Of(warm).AssertGaplessAsync();
    }

    /// <summary>SQLite waits ten seconds for a lock, PostgreSQL as long as its connection string says.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task While_the_database_is_locked_there_is_no_verdict_and_afterwards_there_is(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        await using var server = await RunningServer.StartAsync(folder.Path, database == null ? null : $"{database};Command Timeout=2", Quiet);
        var code = await (await server.CreateBrandAsync()).CodeAsync();
        await using var other = Database.Create(database, folder.Path);

        await using (await HeldLock.TakeAsync(other, engine))
            await AssertNoVerdictAsync(server, code);

        Assert.Equal(1, (await server.Public.VerifyAsync(code)).Ordinal());
        await StoredScans.Of(server).AssertGaplessAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_short_lock_only_delays_the_answer(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        await using var server = await RunningServer.StartAsync(folder.Path, database, Quiet);
        var code = await (await server.CreateBrandAsync()).CodeAsync();
        await using var other = Database.Create(database, folder.Path);

        var held = await HeldLock.TakeAsync(other, engine);
        var answers = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.Public.VerifyAsync(code)));
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.False(answers.IsCompleted, "An answer came before its scan could be stored.");
        await held.DisposeAsync();

        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), (await answers).Select(answer => answer.Ordinal()).Order());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_full_queue_refuses_at_once_and_nothing_it_took_is_lost(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        await using var server = await RunningServer.StartAsync(folder.Path, database, Quiet);
        var code = await (await server.CreateBrandAsync()).CodeAsync();
        var journal = server.Services.GetRequiredService<ScanJournal>();
        await using var other = Database.Create(database, folder.Path);

        var waiting = new List<Task<(Server.Verification.StoredScan? Stored, ScanRefusal Refusal)>>();
        var people = new List<Task<Answer>>();
        await using (await HeldLock.TakeAsync(other, engine))
        {
            do
            {
                // The writer may take a group out of the full queue, and then a person finds room in it after all.
                Fill(journal, waiting);
                people.Add(server.Public.VerifyForAnswerAsync(new { code }));
                await Task.WhenAny(people[^1], Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
            }
            while (!people[^1].IsCompleted);

            var refused = await people[^1];
            Assert.Equal((503, "overloaded", "1"), (refused.Status, refused.Json.Text("code"), refused.Headers["Retry-After"]));
        }

        var results = await Task.WhenAll(waiting);
        var answered = (await Task.WhenAll(people)).Count(answer => answer.Status == 200);
        var stored = results.Count(result => result.Stored != null);
        Assert.True(results.Length - stored < stored, $"{stored} of {results.Length} were stored.");
        Assert.Equal(stored + answered, (await StoredScans.Of(server).CountAsync()).Scans);
        Assert.Equal(answered + 1, (await server.Public.VerifyAsync(code)).Ordinal());
    }

    private static void Fill(ScanJournal journal, List<Task<(Server.Verification.StoredScan? Stored, ScanRefusal Refusal)>> waiting)
    {
        do
        {
            Assert.True(waiting.Count < 20_000, "The queue has no end.");
            waiting.Add(journal.AppendAsync(new ScanToStore(waiting.Count, 1, DateTimeOffset.UnixEpoch, TestScans.Active, SignatureState.Valid, "api")).AsTask());
        }
        while (!waiting[^1].IsCompleted);
    }

    /// <summary>The log of a test is for what was not expected.</summary>
    private static void Quiet(WebApplicationBuilder builder) => builder.Logging.ClearProviders();

    /// <summary>In none of the forms a code is asked about.</summary>
    private static async Task AssertNoVerdictAsync(RunningServer server, string code)
    {
        var path = CodeRequests.PathOf(code);
        var answers = await Task.WhenAll(
            server.Public.VerifyForAnswerAsync(new { code }),
            server.Public.VerifyForAnswerAsync(new { code = $"{TestBrand.DefaultGtin} {BrandBatches.SerialOf(code)}" }),
            server.Public.OpenAsJsonAsync(path));
        Assert.All(answers, AssertUnavailable);
        var page = await server.Public.OpenAsync(path);
        Assert.Equal((503, "text/html"), (page.Status, page.MediaType));
        Assert.Contains("No answer at the moment", page.Body, StringComparison.Ordinal);
        Assert.Matches("^[1-9][0-9]*$", page.Headers["Retry-After"]);
        Assert.DoesNotContain("Acme", page.Body, StringComparison.Ordinal);
    }

    private static void AssertUnavailable(Answer answer)
    {
        Assert.Equal((503, "application/problem+json", "storage_unavailable"), (answer.Status, answer.MediaType, answer.Body.StartsWith('{') ? answer.Json.Text("code") : answer.Body));
        Assert.Matches("^[1-9][0-9]*$", answer.Headers["Retry-After"]);
        Assert.Equal(["type", "title", "status", "detail", "code"], answer.Json.EnumerateObject().Select(member => member.Name));
    }

    private static async Task<System.Text.Json.JsonElement> WaitForVerdictAsync(RunningServer server, string code)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await server.Public.VerifyForAnswerAsync(new { code });
            if (answer.Status == 200)
                return answer.Json;
            Assert.True(tries < 200, $"The server does not recover: {answer.Body}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Another writer that keeps scans from being stored until it is disposed.</summary>
    private sealed class HeldLock(Task writing, TaskCompletionSource release) : IAsyncDisposable
    {
        public static async Task<HeldLock> TakeAsync(Database database, Engine engine)
        {
            var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            var writing = database.WriteAsync(async session =>
            {
                // SQLite's transaction locks by itself.
                if (engine == Engine.Postgres)
                    await session.ExecuteAsync("LOCK TABLE scan IN ACCESS EXCLUSIVE MODE;");
                held.SetResult();
                await release.Task;
            });
            await Task.WhenAny(held.Task, writing);
            return new HeldLock(writing, release);
        }

        public async ValueTask DisposeAsync()
        {
            release.SetResult();
            await writing;
        }
    }
}
