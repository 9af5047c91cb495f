using System.Globalization;
using Trace.Testing;

namespace Trace.Bench;

/// <summary>Checks over HTTP, every scan durable before its answer, beside <see cref="BareRoute"/> in the same process of the server and the same rounds.</summary>
/// <remarks>
/// The server and this program, which sends the load, are a process each. First-seen codes are checked once each; every check, also of a
/// repeated code, comes from a device that was not seen before. Every answer is a 200 that says <c>issued</c>, or the run fails.
/// </remarks>
internal sealed class VerifyBench(BenchServer server, CheckRequests codes, BareStore disk)
{
    private const int Codes = 900_000;
    private const int RepeatedCodes = 20_000;
    private const double P99TargetMilliseconds = 20;
    private const double IdleTargetMebibytes = 150;
    private const double LoadTargetMebibytes = 400;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan DiskRound = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OpenLoop = TimeSpan.FromSeconds(15);

    public static async Task<int> RunOnSqliteAsync(params string[] switches)
    {
        await using var disk = BareStore.OnSqlite();
        return await RunAsync(disk, target: 0.7, switches);
    }

    public static async Task<int> RunOnPostgresAsync()
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        Measure.Print($"PostgreSQL {postgres.Version}, fsync and synchronous_commit on, over its Unix socket");
        await using var disk = BareStore.OnPostgres(await postgres.CreateDatabaseAsync());
        return await RunAsync(disk, target: 0.5, "--database", await postgres.CreateDatabaseAsync());
    }

    private static async Task<int> RunAsync(BareStore disk, double target, params string[] switches)
    {
        Measure.PrintMachine();
        await using var server = await BenchServer.StartProcessAsync(switches);
        await Task.Delay(TimeSpan.FromSeconds(3));
        var idle = server.ResidentBytes;
        var codes = await server.DownloadCodesAsync(await server.CreateBatchAsync(Codes));
        return await new VerifyBench(server, codes, disk).MeasureAsync(target, idle) ? 0 : 1;
    }

    private async Task<bool> MeasureAsync(double target, long idleBytes)
    {
        var check = codes.To("/api/v1/verify");
        var bare = new LoadSide(server, Generator("\"valid\""u8, codes.To(BareRoute.Path), n => (int)(n % codes.Count)), Round);
        var first = new LoadSide(server, Generator("\"verdict\":\"issued\""u8, check, FirstSeen), Round);
        // What is repeated is the code, by other devices.
        var repeated = new LoadSide(server, Generator("\"verdict\":\"issued\""u8, check, n => (int)(n % RepeatedCodes), firstDevice: codes.Count), Round);
        // The runtime compiles what runs hot once more, beside it; on two cores that would be measured too.
        foreach (var side in new[] { bare, first, repeated })
            side.Generator.RunClosed(WarmUp);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var measured = await Measure.RatesAsync(bare.Side, first.Side, repeated.Side, new Side(() => disk.RateAsync(DiskRound)));

        Measure.Print($"{"bare route: one signature, JSON",-48} {measured[0].Ceiling,12:N0}/s   ceiling");
        var met = Measure.PrintRatio("first-seen codes", measured[0], target);
        Measure.PrintRatio("repeated codes", measured[1], target: null);
        Measure.Print($"{$"{disk.Name}, groups of {BareStore.GroupSize} rows",-48} {measured[2].Rate,12:N0}/s   ({measured[2].Rate / BareStore.GroupSize:N0} commits/s) nothing but appended rows");
        bare.PrintUsage("bare route");
        first.PrintUsage("first-seen codes");
        repeated.PrintUsage("repeated codes");

        var half = measured[0].Rate / 2;
        PrintTimes("bare route, at that rate", bare.Generator.RunOpen(half, OpenLoop));
        var times = first.Generator.RunOpen(half, OpenLoop);
        PrintTimes(string.Create(CultureInfo.InvariantCulture, $"first-seen codes, open loop at {half:N0}/s"), times);
        met &= Measure.PrintBelow("p99 at half of the measured load", times.Milliseconds(99), "ms", P99TargetMilliseconds);
        met &= Measure.PrintBelow("resident memory of the server, idle", idleBytes / 1048576.0, "MiB", IdleTargetMebibytes);
        met &= Measure.PrintBelow("the same, its peak in this run", server.PeakMemoryBytes / 1048576.0, "MiB", LoadTargetMebibytes);
        return met;
    }

    private int FirstSeen(long n) => n < codes.Count ? (int)n : throw new InvalidOperationException($"{Codes} codes were not enough.");

    private LoadGenerator Generator(ReadOnlySpan<byte> expected, RequestWriter write, Func<long, int> code, long firstDevice = 0) =>
        new(server.Client.BaseAddress!, (n, destination) => write(code(n), firstDevice + n, destination), expected.ToArray());

    private static void PrintTimes(string name, LoadResult result) => Measure.Print(
        $"{name,-48} p50 {result.Milliseconds(50):0.0} ms   p95 {result.Milliseconds(95):0.0} ms   p99 {result.Milliseconds(99):0.0} ms   longest {result.Milliseconds(100):0.0} ms");
}

/// <summary>A side that is measured by its load, and what that cost both processes. The round to warm up is not counted.</summary>
internal sealed class LoadSide(BenchServer server, LoadGenerator generator, TimeSpan round)
{
    private int _runs;
    private long _answered;
    private Usage _used;
    private TimeSpan _ownCpu;
    private TimeSpan _elapsed;

    public LoadGenerator Generator => generator;

    public Side Side => new(MeasureAsync);

    public void PrintUsage(string name) => Measure.Print(
        $"{$"  a request of: {name}",-48} {_used.CpuMicroseconds / _answered,12:N0} µs of a core and {_used.AllocatedBytes / _answered:N0} bytes in the server; the generator took {_ownCpu / _elapsed / Environment.ProcessorCount:P0} of all cores");

    private async Task<double> MeasureAsync()
    {
        var before = await server.UsageAsync();
        var result = generator.RunClosed(round);
        if (_runs++ > 0)
        {
            _used += await server.UsageAsync() - before;
            _answered += result.Answered;
            _ownCpu += result.OwnCpu;
            _elapsed += result.Elapsed;
        }

        return result.PerSecond;
    }
}
