using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;

namespace Trace.Bench;

/// <summary>What honest people feel of an attack: the time of 99 of 100 checks, quiet and then under all attacks at once, in one run.</summary>
/// <remarks>
/// Everybody comes through one configured proxy, this machine, with an address of their own in X-Forwarded-For. Checks are sent by the clock,
/// whether or not earlier ones were answered, and timed from when they were due, so a server that stalls is not spared. The attackers share
/// the cores with the server, so their rates are modest: what is measured is that the server spends little on them.
/// </remarks>
internal sealed class AttackBench(BenchServer server, IReadOnlyList<string> uris) : IDisposable
{
    private const double Target = 5;
    private const int Addresses = 1000;
    private const int HonestPerSecond = 50;
    private const int SignInsPerSecond = 50;
    private const int GuessesPerSecond = 300;
    private const int SlowConnections = 500;
    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(30);
    private static readonly string[] Switches = ["--RateLimits:Enabled=true", "--Proxies:Known=127.0.0.1"];

    private readonly HttpClient _honest = NewClient(server);
    private readonly HttpClient _attacker = NewClient(server);
    private int _next;
    private int _denied;
    private int _limited;
    private int _attacks;

    public static async Task<int> RunAsync()
    {
        Measure.PrintMachine();
        await using var server = await BenchServer.StartProcessAsync(Switches);
        var batch = await server.CreateBatchAsync(10_000);
        var csv = await server.Client.GetStringAsync(new Uri($"/api/v1/batches/{batch}/codes?format=csv", UriKind.Relative));
        using var bench = new AttackBench(server, [.. csv.Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line.Trim().Split(',')[3])]);
        return await bench.MeasureAsync();
    }

    public void Dispose()
    {
        _honest.Dispose();
        _attacker.Dispose();
    }

    private async Task<int> MeasureAsync()
    {
        await HonestAsync(TimeSpan.FromSeconds(10));
        var quiet = await HonestAsync(Phase);
        Print("quiet", quiet);

        using var end = new CancellationTokenSource();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        List<Task> attacks =
        [
            PaceAsync(SignInsPerSecond, SignInAsync, end.Token),
            PaceAsync(GuessesPerSecond, GuessAsync, end.Token),
            .. Enumerable.Range(0, SlowConnections).Select(_ => HoldAsync(end.Token)),
        ];
        // The first seconds are the hardest: nothing is over its limit yet.
        var attacked = await HonestAsync(Phase);
        var share = (Process.GetCurrentProcess().TotalProcessorTime - cpu) / Phase / Environment.ProcessorCount;
        await end.CancelAsync();
        await Task.WhenAll(attacks);
        Print("under attack", attacked);
        Measure.Print($"{_attacks:N0} attacks, {_limited:N0} of them answered 429; {SlowConnections} slow connections; this process took {share:P0} of all cores");
        Measure.Print($"honest checks without a verdict: {_denied} (target 0)");
        var ratio = Percentile(attacked) / Percentile(quiet);
        Measure.Print($"p99 under attack is {ratio:0.0} times the quiet one (target below {Target:0}{(ratio < Target ? "" : ", MISSED")})");
        return ratio < Target && _denied == 0 ? 0 : 1;
    }

    private async Task<List<double>> HonestAsync(TimeSpan duration)
    {
        var times = new List<double>();
        using var end = new CancellationTokenSource(duration);
        await PaceAsync(HonestPerSecond, async (i, due) =>
        {
            var uri = uris[Interlocked.Increment(ref _next) % uris.Count];
            using var response = await SendAsync(_honest, "/api/v1/verify", new { code = uri, device = $"phone {i}" }, $"198.18.{i / 250 % 250}.{i % 250}");
            var milliseconds = Stopwatch.GetElapsedTime(due).TotalMilliseconds;
            if (!response.IsSuccessStatusCode)
                Interlocked.Increment(ref _denied);
            lock (times)
                times.Add(milliseconds);
        }, end.Token);
        return times;
    }

    private async Task SignInAsync(int i, long due)
    {
        using var response = await SendAsync(_attacker, "/api/v1/session", new { email = $"admin{i % 10}@brand.example", password = $"guess number {i}" }, $"203.0.113.{i % 100}");
        Count(response);
    }

    private async Task GuessAsync(int i, long due)
    {
        // Half of them typed serials, half forged signatures.
        var uri = uris[i % uris.Count];
        var code = i % 2 == 0 ? $"{BenchServer.Gtin} {Convert.ToHexString(BitConverter.GetBytes(i * 2654435761L))[..12]}" : $"{uri[..^6]}{i % 1_000_000:D6}";
        using var response = await SendAsync(_attacker, "/api/v1/verify", new { code }, $"10.1.{i % Addresses / 250}.{i % 250}");
        Count(response);
    }

    private void Count(HttpResponseMessage response)
    {
        Interlocked.Increment(ref _attacks);
        if ((int)response.StatusCode == 429)
            Interlocked.Increment(ref _limited);
    }

    /// <summary>Holds a connection with half a request, a header line every two seconds, and comes again when it is cut off.</summary>
    private async Task HoldAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port, end);
                var stream = client.GetStream();
                await stream.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\n"u8.ToArray(), end);
                for (var i = 0; ; i++)
                {
                    await Task.Delay(TimeSpan.FromSeconds(2), end);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"X-{i}: 1\r\n"), end);
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // Cut off, or the end.
            }
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, object body, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Forwarded-For", address);
        return await client.SendAsync(request);
    }

    /// <summary>Starts so many a second by the clock, however long each takes, and waits for all.</summary>
    private static async Task PaceAsync(int perSecond, Func<int, long, Task> run, CancellationToken end)
    {
        var started = Stopwatch.GetTimestamp();
        var running = new List<Task>();
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            var due = started + i * Stopwatch.Frequency / perSecond;
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } wait)
                await Task.Delay(wait, CancellationToken.None);
            running.Add(run(i, due));
        }

        await Task.WhenAll(running);
    }

    private static void Print(string name, List<double> times)
    {
        times.Sort();
        Measure.Print($"{$"honest checks, {name}, {HonestPerSecond}/s",-48} {times.Count,8:N0}   p50 {times[times.Count / 2],8:0.0} ms   p99 {Percentile(times),8:0.0} ms");
    }

    private static double Percentile(List<double> sorted) => sorted[(int)(sorted.Count * 0.99)];

    private static HttpClient NewClient(BenchServer server) =>
        new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = server.Client.BaseAddress, Timeout = TimeSpan.FromSeconds(60) };
}
