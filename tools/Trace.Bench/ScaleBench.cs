using System.Security.Cryptography;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Bench;

/// <summary>Checks on a database that holds many scans beside one that holds few: p50, and how long a server takes to be ready.</summary>
/// <remarks>
/// Both databases are filled by the server's own writer, ten scans a unit, and flushed as a server does when it stops. Codes checked are drawn from all units of the
/// database, each by a new device. The two servers run at the same time and are asked in turn.
/// </remarks>
internal static class ScaleBench
{
    private const int Few = 10_000;
    private const int ScansAUnit = 10;
    private const int Group = 256;
    private const double PerSecond = 500;
    private const double MostRatio = 1.2;
    private const double ReadyTargetSeconds = 2;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(int many)
    {
        Measure.PrintMachine();
        await using var few = await FilledAsync(Few);
        await using var full = await FilledAsync(many);
        var (fewLoad, fullLoad) = (Load(few), Load(full));
        var pairs = new List<(double Few, double Full, double FullP99)>();
        for (var round = 0; round <= Measure.Rounds; round++)
        {
            var (first, second) = (fewLoad.RunOpen(PerSecond, Round), fullLoad.RunOpen(PerSecond, Round));
            if (round > 0)
                pairs.Add((first.Milliseconds(50), second.Milliseconds(50), second.Milliseconds(99)));
        }

        var median = pairs.OrderBy(pair => pair.Full / pair.Few).ElementAt(Measure.Rounds / 2);
        var ratio = median.Full / median.Few;
        Measure.Print($"p50 of checks at {PerSecond:N0}/s: {median.Few:0.00} ms with {Few:N0} scans, {median.Full:0.00} ms with {many:N0} (p99 {median.FullP99:0.0} ms): {ratio:0.00} (target {MostRatio:0.0} or less{(ratio <= MostRatio ? "" : ", MISSED")})");
        Measure.Print($"database file: {new FileInfo(full.Server.DatabasePath).Length / 1048576.0:N0} MiB, {new FileInfo(full.Server.DatabasePath).Length / (double)many:N0} bytes a scan");
        var met = ratio <= MostRatio;
        met &= Measure.PrintBelow($"ready with {Few:N0} scans", few.Ready.TotalSeconds, "s", ReadyTargetSeconds);
        met &= Measure.PrintBelow($"ready with {many:N0} scans", full.Ready.TotalSeconds, "s", ReadyTargetSeconds);
        met &= Measure.PrintBelow("peak memory of the server with them", full.Server.PeakMemoryBytes / 1048576.0, "MiB", 400);
        return met ? 0 : 1;
    }

    private static async Task<Filled> FilledAsync(int scans)
    {
        var server = await BenchServer.StartProcessAsync();
        var units = scans / ScansAUnit;
        var batch = await server.CreateBatchAsync(units);
        var codes = await server.DownloadCodesAsync(batch);
        if (!BatchId.TryParse(batch, out var number))
            throw new InvalidOperationException($"{batch} is no batch.");
        var ready = await server.RestartAsync(folder => FillAsync(folder, server.BrandId, number, units));
        return new Filled(server, codes, ready);
    }

    private static async Task FillAsync(string folder, long brandId, uint batch, int units)
    {
        await using var database = SqliteDatabase.In(folder);
        var scans = new SqliteScans(database, static _ => new([]));
        await scans.RecoverAsync();
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        for (var round = 0; round < ScansAUnit; round++)
        {
            for (var first = 0; first < units; first += Group)
            {
                var at = Start.AddDays(round * 20).AddSeconds(first);
                await scans.AppendAsync([.. Enumerable.Range(first, Math.Min(Group, units - first)).Select(index => Scan(UnitId.Of(batch, (uint)index).Value, brandId, at))]);
                if (first / Group % 400 == 399)
                    await scans.FlushAsync();
            }
        }

        await scans.FlushAsync();
        await database.CheckpointAsync();
        Measure.Print($"{units * ScansAUnit:N0} scans stored in {System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s");
    }

    private static ScanToStore Scan(long unitId, long brandId, DateTimeOffset at)
    {
        var device = DeviceHasher.FromBytes(RandomNumberGenerator.GetBytes(16));
        return new ScanToStore(unitId, brandId, at, new UnitFacts(UnitStatus.Active, Expiry: null, DataMismatch: false, SignatureMissing: false, Specimen: false), SignatureState.Valid, "api", new DeviceHashes(device, default));
    }

    private static LoadGenerator Load(Filled filled)
    {
        var write = filled.Codes.To("/api/v1/verify");
        return new(filled.Server.Client.BaseAddress!, (n, destination) => write(RandomNumberGenerator.GetInt32(filled.Codes.Count), n, destination), "\"verdict\":\"issued\""u8.ToArray());
    }

    private sealed record Filled(BenchServer Server, CheckRequests Codes, TimeSpan Ready) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
