using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Trace.Core.Codes;
using Trace.Core.Detection;
using Trace.Core.Verification;
using Trace.Server.Codes;
using Trace.Server.Verification;

namespace Trace.Bench;

/// <summary>Where the microseconds and bytes of a check go: each stage alone in a loop in this process, then whole requests to a server of its own.</summary>
internal sealed class VerifyProfile
{
    private const int Codes = 400_000;
    private const int AtOnce = LoadGenerator.Connections;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan HttpRound = TimeSpan.FromSeconds(2);
    private static readonly string[] Markets = ["DE"];

    private readonly BenchServer _server;
    private readonly List<string> _texts;
    private readonly List<ReadCode> _codes;
    private int _next = -1;

    private VerifyProfile(BenchServer server, CheckRequests codes)
    {
        _server = server;
        _texts = [.. Enumerable.Range(0, codes.Count).Select(codes.Code)];
        _codes = [.. _texts.Take(1000).Select(text => CodeReader.TryRead(text, out var code, out var problem) ? code : throw new InvalidOperationException(problem))];
    }

    public static async Task<int> RunAsync()
    {
        Measure.PrintMachine();
        Console.WriteLine("| stage | µs | µs of a core | bytes |\n|---|---|---|---|");
        await using (var server = await BenchServer.StartInProcessAsync())
        {
            var profile = new VerifyProfile(server, await server.DownloadCodesAsync(await server.CreateBatchAsync(Codes)));
            await profile.StagesAsync();
            await profile.WholesAsync();
        }

        await HttpAsync();
        return 0;
    }

    private async Task StagesAsync()
    {
        var options = _server.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var identifier = _server.Services.GetRequiredService<CodeIdentifier>();
        var devices = _server.Services.GetRequiredService<DeviceHasher>();
        var now = TimeProvider.System.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(new { code = _texts[0], device = "bench-phone-0000000000" });
        var answer = new VerifyResponse(
            Verdict.Issued,
            [],
            SignatureState.Valid,
            new VerifiedProduct(BenchServer.Gtin, "Olive oil, 500 ml", "Bench", ImageUrl: null),
            new VerifiedUnit(BenchServer.Gtin, "7K3M9QX2TV4B", Lot: null, Expiry: null),
            new VerifiedScan("0123456789abcdef", 1, now, 0),
            now);
        var keys = (await _server.Services.GetRequiredService<BrandKeys>().GetAsync()).SigningKeys.Single();
        using var cipher = new SerialCipher(new byte[SerialCipher.KeySizeBytes], _codes[0].Gtin);
        var signed = new byte[CodeSignature.SizeBytes];

        await identifier.IdentifyAsync(_codes[0]);
        await StageAsync("JSON of the request, read", _ => JsonSerializer.Deserialize<VerifyRequest>(body, options) != null);
        await StageAsync("CodeReader.TryRead", i => CodeReader.TryRead(_texts[i % _texts.Count], out var _, out var _));
        await StageAsync("CodeSignature.TryReadDigits", i => CodeSignature.TryReadDigits(_codes[i % _codes.Count].SignatureDigits, signed, out _));
        CodeSignature.TryReadDigits(_codes[0].SignatureDigits, signed, out _);
        var tail = _codes[0].CanonicalTail;
        await StageAsync("ReadCode.CanonicalTail", i => _codes[i % _codes.Count].CanonicalTail.Length > 0);
        await StageAsync("SignedCode.Verify (Ed25519)", _ => SignedCode.Verify(keys.PublicKey, tail, CodeSignature.Signature(signed)));
        await StageAsync("SerialCipher.TryDecrypt (FF1)", i => cipher.TryDecrypt(_codes[i % _codes.Count].Serial, out _));
        await StageAsync("CodeIdentifier.IdentifyAsync, codes that held before, so without Ed25519", i => Completed(identifier.IdentifyAsync(_codes[i % _codes.Count])).Unit != null);
        await StageAsync("Judge.Issued", _ => Judge.Issued(new UnitFacts(UnitStatus.Active, Expiry: null, DataMismatch: false, SignatureMissing: false, Specimen: false), DateOnly.FromDateTime(now.UtcDateTime)).Verdict == Verdict.Issued);
        var (first, known, another) = Sightings(now);
        await StageAsync("UnitEvidence.With, the first scan of a unit", _ => UnitEvidence.None.With(first, Markets).Kind(EvidenceSettings.Default) == EvidenceKind.None);
        await StageAsync("the same, its twentieth, read from bytes and written to them", _ => UnitEvidence.FromBytes(known)!.With(another, Markets).ToBytes().Length > known.Length / 2);
        await StageAsync("DeviceHasher.Hash", i => devices.Hash("bench-phone-0000000000", i, now) != null);
        await StageAsync("JSON of the answer, written", _ => JsonSerializer.SerializeToUtf8Bytes(answer, options).Length > 0);
    }

    /// <summary>A first scan, the bytes of a unit that was scanned nineteen times by as many devices at four places, and another scan of it.</summary>
    private static (Sighting First, byte[] Known, Sighting Another) Sightings(DateTimeOffset now)
    {
        Sighting Scan(int i) => new(
            now.AddDays(i).ToUnixTimeMilliseconds(), (UInt128)(uint)(i + 1), null, (ulong)(i % 8 + 1), null, NetworkKind.Mobile, new Disc(48 + i % 4, 11 + i % 4, 15), "DE", i + 1);
        var evidence = UnitEvidence.None;
        for (var i = 0; i < 19; i++)
            evidence = evidence.With(Scan(i), Markets);
        return (Scan(0), evidence.ToBytes(), Scan(19));
    }

    private async Task WholesAsync()
    {
        var verifier = _server.Services.GetRequiredService<Verifier>();
        var journal = _server.Services.GetRequiredService<ScanJournal>();
        var devices = _server.Services.GetRequiredService<DeviceHasher>();
        var now = TimeProvider.System.GetUtcNow();
        var facts = new UnitFacts(UnitStatus.Active, Expiry: null, DataMismatch: false, SignatureMissing: false, Specimen: false);
        async Task<bool> Append(int i)
        {
            var unit = (1L << 58) + i;
            var scan = new ScanToStore(unit, 1, now, facts, SignatureState.Valid, "api", devices.Hash("bench-phone", unit, now));
            return (await journal.AppendAsync(scan)).Stored != null;
        }

        async Task<bool> Verify(int i) =>
            (await verifier.VerifyAsync(_texts[i], new ScanContext("api", string.Create(CultureInfo.InvariantCulture, $"bench-phone-{i:D10}"), Client: null, Address: null))).TryGet(out var response, out _)
            && response.Verdict == Verdict.Issued;

        await StageAsync("ScanJournal.AppendAsync and DeviceHasher, one at a time", Append, atOnce: 1);
        await StageAsync($"the same, {AtOnce} at once", Append, AtOnce);
        await StageAsync("Verifier.VerifyAsync, one at a time", Verify, atOnce: 1);
        await StageAsync($"the same, {AtOnce} at once", Verify, AtOnce);
    }

    private static async Task HttpAsync()
    {
        await using var server = await BenchServer.StartProcessAsync();
        var codes = await server.DownloadCodesAsync(await server.CreateBatchAsync(Codes));
        foreach (var (name, path, expected) in new[] { ("bare route", BareRoute.Path, "\"valid\""), ("POST /api/v1/verify", "/api/v1/verify", "\"verdict\":\"issued\"") })
        {
            var write = codes.To(path);
            var generator = new LoadGenerator(server.Client.BaseAddress!, (n, destination) => write((int)n, n, destination), System.Text.Encoding.ASCII.GetBytes(expected));
            foreach (var connections in new[] { 1, AtOnce })
            {
                await PrintBestAsync($"{name}, connections: {connections}", async () =>
                {
                    var before = await server.UsageAsync();
                    var result = generator.RunClosed(HttpRound, connections);
                    return new Cost(result.Answered, result.Elapsed, await server.UsageAsync() - before);
                });
            }
        }
    }

    /// <summary>One thread, and what that thread allocates.</summary>
    private static Task StageAsync(string name, Func<int, bool> run) => PrintBestAsync(name, () =>
    {
        const int CallsBetweenLooks = 16;
        var before = new Usage(Environment.CpuUsage.TotalTime.TotalMicroseconds, GC.GetAllocatedBytesForCurrentThread());
        var started = Stopwatch.GetTimestamp();
        var calls = 0;
        while (calls % CallsBetweenLooks != 0 || Stopwatch.GetElapsedTime(started) < Round)
        {
            if (!run(calls++))
                throw new InvalidOperationException($"{name} did not come to what it should.");
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        var after = new Usage(Environment.CpuUsage.TotalTime.TotalMicroseconds, GC.GetAllocatedBytesForCurrentThread());
        return Task.FromResult(new Cost(calls, elapsed, after - before));
    });

    /// <summary>So many calls at once, and what the whole process uses.</summary>
    private Task StageAsync(string name, Func<int, Task<bool>> run, int atOnce) => PrintBestAsync(name, async () =>
    {
        var before = Usage.Now;
        var started = Stopwatch.GetTimestamp();
        var calls = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(LoopAsync)));
        return new Cost(calls.Sum(), Stopwatch.GetElapsedTime(started), Usage.Now - before);

        async Task<int> LoopAsync()
        {
            var own = 0;
            for (; Stopwatch.GetElapsedTime(started) < Round; own++)
            {
                if (!await run(Interlocked.Increment(ref _next)))
                    throw new InvalidOperationException($"{name} did not come to what it should.");
            }

            return own;
        }
    });

    /// <summary>What is in memory is there at once.</summary>
    private static T Completed<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : throw new InvalidOperationException("It had to wait.");

    /// <summary>The fastest of some rounds: what disturbs a round only makes it longer.</summary>
    private static async Task PrintBestAsync(string name, Func<Task<Cost>> measure)
    {
        var best = await measure();
        for (var round = 0; round < Measure.Rounds; round++)
        {
            var cost = await measure();
            if (cost.Microseconds < best.Microseconds)
                best = cost;
        }

        Measure.Print($"| {name} | {best.Microseconds:N1} | {best.Used.CpuMicroseconds / best.Calls:N1} | {best.Used.AllocatedBytes / best.Calls:N0} |");
    }

    private sealed record Cost(long Calls, TimeSpan Elapsed, Usage Used)
    {
        public double Microseconds => Elapsed.TotalMicroseconds / Calls;
    }
}
