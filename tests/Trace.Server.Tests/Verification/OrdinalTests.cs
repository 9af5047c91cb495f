using System.Collections.Concurrent;
using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>This is the n-th scan of the unit: 1 to n without gap or repeat, whoever scans at the same time.</summary>
public sealed class OrdinalTests
{
    private const int Clients = 64;
    private static int s_devices;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_answered_scan_is_in_the_database(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var codes = await brand.CodesAsync(5);
        var stored = StoredScans.Of(server);

        for (var i = 0; i < 25; i++)
        {
            var answer = i % 2 == 0 ? await server.Public.VerifyAsync(codes[i % 5]) : (await server.Public.OpenAsJsonAsync(CodeRequests.PathOf(codes[i % 5]))).Json;
            Assert.True(await stored.HasAsync(answer.GetProperty("scan").Text("id"), answer.Ordinal()), $"scan {i}: {answer}");
        }

        // Also behind the page, which shows no id.
        Assert.Contains("check number 6", (await server.Public.OpenAsync(CodeRequests.PathOf(codes[0]))).Text, StringComparison.Ordinal);
        Assert.Equal((26, 5), await stored.CountAsync());
        await stored.AssertGaplessAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Scans_of_one_unit_at_the_same_time_count_one_by_one(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();
        var scans = TestScale.Count(reduced: 640, full: 20_000);

        var answers = await ScanAsync([server], [.. Enumerable.Repeat(code, scans)], StoredScans.Of(server));

        Assert.Equal(Enumerable.Range(1, scans).Select(n => (long)n), answers.Select(answer => answer.Answer.Ordinal()).Order());
        // Of two that come within a millisecond the later may be stored first; the last answer knows which was the first.
        Assert.Equal(
            answers.Select(answer => answer.Answer.Text("checkedAt")).Min(StringComparer.Ordinal),
            answers.MaxBy(answer => answer.Answer.Ordinal()).Answer.GetProperty("scan").Text("firstScannedAt"));
        await StoredScans.Of(server).AssertGaplessAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Scans_of_many_units_at_the_same_time_count_each_for_itself(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var (signed, compact) = (await brand.CodesAsync(40), await brand.CodesAsync(40, "compact"));
        var scans = Shuffled([.. signed, .. compact], times: TestScale.Count(reduced: 10, full: 500));

        var answers = await ScanAsync([server], scans, StoredScans.Of(server));

        AssertCounted(answers, scans);
        await StoredScans.Of(server).AssertGaplessAsync();
    }

    /// <summary>Two servers over one PostgreSQL: neither misses the other's scan, and none waits for the other forever.</summary>
    [Fact]
    public async Task Two_servers_on_one_database_count_the_same_units_together()
    {
        using var folder = new TemporaryFolder();
        var database = await Engine.Postgres.CreateDatabaseAsync();
        await using var one = await RunningServer.StartAsync(folder.Path, database);
        var brand = await one.CreateBrandAsync();
        var codes = await brand.CodesAsync(100);
        await using var two = await RunningServer.StartAsync(folder.Path, database);
        var scans = Shuffled(codes, times: TestScale.Count(reduced: 10, full: 1000));

        var answers = await ScanAsync([one, two], scans, StoredScans.Of(one));

        AssertCounted(answers, scans);
        await StoredScans.Of(two).AssertGaplessAsync();
        // And one unit alone, on which everything meets.
        answers = await ScanAsync([one, two], [.. Enumerable.Repeat(codes[0], 400)], StoredScans.Of(two));
        var before = scans.Count / codes.Count;
        Assert.Equal(Enumerable.Range(before + 1, 400).Select(n => (long)n), answers.Select(answer => answer.Answer.Ordinal()).Order());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_first_scan_stays_the_first_whatever_comes_later(Engine engine)
    {
        var clock = Clock.At("2026-11-24T12:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var code = await (await server.CreateBrandAsync()).CodeAsync();

        for (var n = 1; n <= 5; n++)
        {
            var scan = (await server.Public.VerifyAsync(code)).GetProperty("scan");
            Assert.Equal((n, "2026-11-24T12:00:00.000Z"), (scan.GetProperty("ordinal").GetInt32(), scan.Text("firstScannedAt")));
            clock.Advance(TimeSpan.FromDays(n));
        }
    }

    /// <summary>Scans with 64 clients at once; each looks into the database as soon as it is answered.</summary>
    private static async Task<IReadOnlyList<(string Code, JsonElement Answer)>> ScanAsync(IReadOnlyList<RunningServer> servers, IReadOnlyList<string> codes, StoredScans stored)
    {
        var answers = new ConcurrentBag<(string Code, JsonElement Answer)>();
        var queue = new ConcurrentQueue<(int Number, string Code)>(codes.Select((code, number) => (number, code)));
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            await Task.Yield();
            while (queue.TryDequeue(out var next))
            {
                // Some say which device they are, each another one: none is a re-check.
                var device = next.Number % 3 == 0 ? $"device-{Interlocked.Increment(ref s_devices)}" : null;
                var answer = await servers[client % servers.Count].Public.VerifyAsync(next.Code, device);
                answers.Add((next.Code, answer));
                if (next.Number % 8 == 0)
                    Assert.True(await stored.HasAsync(answer.GetProperty("scan").Text("id"), answer.Ordinal()), answer.ToString());
            }
        }));
        return [.. answers];
    }

    private static void AssertCounted(IReadOnlyList<(string Code, JsonElement Answer)> answers, IReadOnlyList<string> scans)
    {
        Assert.Equal(scans.Count, answers.Count);
        var times = scans.Count / scans.Distinct().Count();
        Assert.All(
            answers.GroupBy(answer => answer.Code),
            unit => Assert.Equal(Enumerable.Range(1, times).Select(n => (long)n), unit.Select(answer => answer.Answer.Ordinal()).Order()));
    }

    /// <summary>Each code so many times, in an order that mixes them well and is the same in every run.</summary>
    private static IReadOnlyList<string> Shuffled(IReadOnlyList<string> codes, int times) =>
        [.. Enumerable.Range(0, codes.Count * times).OrderBy(n => n * 2_654_435_761L % 1_000_003).Select(n => codes[n % codes.Count])];
}
