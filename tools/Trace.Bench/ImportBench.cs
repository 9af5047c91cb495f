using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Trace.Bench;

/// <summary>Past scans into SQLite over HTTP: lines of GTIN and serial, and lines of signed codes, each verified. One unit is scanned twice, in two places.</summary>
internal static class ImportBench
{
    private const double Target = 20_000;

    public static async Task<int> RunAsync(int lines)
    {
        Measure.PrintMachine();
        var isMet = true;
        foreach (var (name, write) in new (string, Func<string[], string>)[]
        {
            ("lines of GTIN and serial", fields => $"\"gtin\":\"{fields[1]}\",\"serial\":\"{fields[2]}\""),
            ("lines of signed codes", fields => $"\"code\":\"{fields[3]}\""),
        })
        {
            await using var server = await BenchServer.StartProcessAsync();
            var batch = await server.CreateBatchAsync(lines / 2);
            var body = await BodyAsync(server, batch, write);
            var before = await server.UsageAsync();
            var rate = await RateAsync(server, body, lines);
            var used = await server.UsageAsync() - before;
            isMet &= Print(string.Create(CultureInfo.InvariantCulture, $"{lines:N0} {name}"), rate, Target);
            Measure.Print($"{"processor time and allocations a line",-48} {used.CpuMicroseconds / lines,12:N0} µs, {used.AllocatedBytes / lines:N0} bytes");
            Print("the same again, all stored already", await RateAsync(server, body, lines));
            Measure.Print($"{"peak memory of the server",-48} {server.PeakMemoryBytes / 1048576.0,12:N0} MiB");
        }

        return isMet ? 0 : 1;
    }

    private static bool Print(string name, double rate, double? target = null)
    {
        var missed = rate < target ? ", MISSED" : "";
        var aim = target == null ? "" : string.Create(CultureInfo.InvariantCulture, $" (target {target:N0}{missed})");
        Measure.Print($"{name,-48} {rate,12:N0}/s{aim}");
        return missed.Length == 0;
    }

    /// <summary>First a scan of each unit, then another.</summary>
    private static async Task<byte[]> BodyAsync(BenchServer server, string batch, Func<string[], string> write)
    {
        var codes = await server.Client.GetStringAsync(new Uri($"/api/v1/batches/{batch}/codes?format=csv", UriKind.Relative));
        var units = codes.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.TrimEnd('\r').Split(',')).ToArray();
        var start = DateTimeOffset.FromUnixTimeMilliseconds(1_740_000_000_000);
        var body = new StringBuilder();
        for (var i = 0; i < 2 * units.Length; i++)
        {
            var (round, unit) = Math.DivRem(i, units.Length);
            var place = string.Create(CultureInfo.InvariantCulture, $"\"latitude\":{48 + unit % 500 / 100.0:0.00},\"longitude\":{9 + 2 * round + unit % 300 / 100.0:0.00}");
            body.Append(CultureInfo.InvariantCulture, $"{{{write(units[unit])},\"scannedAt\":\"{start.AddMilliseconds(200.0 * i):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\",{place},\"radiusKm\":12,");
            body.Append(CultureInfo.InvariantCulture, $"\"country\":\"DE\",\"network\":\"AS{unit % 97}\",\"networkKind\":\"fixed\",\"device\":\"d{i}\",\"id\":\"{i}\"}}\n");
        }

        return Encoding.UTF8.GetBytes(body.ToString());
    }

    private static async Task<double> RateAsync(BenchServer server, byte[] body, int lines)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        using var response = await server.Client.PostAsync(new Uri("/api/v1/scans/import", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
        var accepted = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("accepted").GetInt64();
        return accepted == lines / 2 * 2 ? accepted / seconds : throw new InvalidOperationException($"Only {accepted} lines were accepted.");
    }
}
