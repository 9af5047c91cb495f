using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Trace.Server.Anomalies;
using Trace.Server.Storage;

namespace Trace.Bench;

/// <summary>How long pages of the console take with many scans and anomalies on record: p95 of each, signed in as an administrator.</summary>
/// <remarks>
/// The pages are those that links lead to from the first one, three of each kind, with whatever filters the links carry, and the orders of the queue. A page is timed from
/// request to last byte, one after another; what a circuit draws later is not in it.
/// </remarks>
internal static partial class ConsoleBench
{
    private const int Batches = 20;
    private const int CopiedUnits = 10_000;
    private const int ScansOfCopied = 10;
    private const int ScansOfOthers = 4;
    private const int LinesAFile = 100_000;
    private const int OfEachKind = 3;
    private const int Tries = 40;
    private const double TargetMilliseconds = 300;
    private const string Email = "bench@bench.example";
    private const string Password = "acht Laternen summen im Schnee";
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 6, 0, 0, TimeSpan.Zero);
    private static readonly string[] Countries = ["DE", "AT", "FR", "PL", "IT"];

    public static async Task<int> RunAsync(int scans)
    {
        Measure.PrintMachine();
        await using var server = await BenchServer.StartProcessAsync();
        await FillAsync(server, scans);
        using var browser = await SignInAsync(server);
        var pages = await PagesAsync(browser);
        var isMet = true;
        foreach (var (kind, addresses) in pages.OrderBy(page => page.Key, StringComparer.Ordinal))
            isMet &= await MeasureAsync(browser, kind, addresses);
        Measure.Print($"{"peak memory of the server",-48} {server.PeakMemoryBytes / 1048576.0,12:N0} MiB");
        return isMet ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(HttpClient browser, string kind, List<string> addresses)
    {
        var times = new List<double>();
        var bytes = 0;
        for (var tried = 0; tried < Tries; tried++)
        {
            var started = Stopwatch.GetTimestamp();
            bytes = (await browser.GetByteArrayAsync(new Uri(addresses[tried % addresses.Count], UriKind.Relative))).Length;
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        var p95 = times[(int)(0.95 * Tries)];
        Measure.Print($"{kind,-56} {addresses.Count,3} pages {times[Tries / 2],8:0} ms p50 {p95,8:0} ms p95 {bytes / 1024.0,8:0} KiB{(p95 < TargetMilliseconds ? "" : $"   MISSED {TargetMilliseconds:0} ms")}");
        return p95 < TargetMilliseconds;
    }

    /// <summary>Addresses of pages by kind: the path with what names one thing left out, and the names of what is asked.</summary>
    private static async Task<Dictionary<string, List<string>>> PagesAsync(HttpClient browser)
    {
        var found = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var waiting = new Queue<string>(["/console/anomalies", .. GroupOrders.Words.Select(order => $"/console/anomalies?sort={order}")]);
        var seen = new HashSet<string>(waiting, StringComparer.Ordinal);
        while (waiting.TryDequeue(out var address))
        {
            var kind = KindOf(address);
            var addresses = found.TryGetValue(kind, out var known) ? known : found[kind] = [];
            if (addresses.Count == OfEachKind)
                continue;
            addresses.Add(address);
            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{address} answered {(int)answer.StatusCode}.");
            foreach (var link in Link().Matches(await answer.Content.ReadAsStringAsync()).Select(match => WebUtility.HtmlDecode(match.Groups["address"].Value)).Where(link => !link.Contains(".csv", StringComparison.Ordinal) && seen.Add(link)))
                waiting.Enqueue(link);
        }

        return found;
    }

    private static string KindOf(string address)
    {
        var parts = address.Split('?', 2);
        var path = string.Join('/', parts[0].Split('/').Select(part => part.Any(letter => char.IsAsciiDigit(letter) || char.IsAsciiLetterUpper(letter)) ? "{}" : part));
        return parts.Length == 1 ? path : $"{path}?{string.Join('&', parts[1].Split('&').Select(pair => pair.Split('=')[0]))}";
    }

    private static async Task<HttpClient> SignInAsync(BenchServer server)
    {
        using var invited = await server.Client.PostAsJsonAsync(
            new Uri($"/api/v1/brands/{PublicId.Format(server.BrandId)}/accounts", UriKind.Relative), new { email = Email, name = "Bench", role = "brand_admin" });
        invited.EnsureSuccessStatusCode();
        var token = (await invited.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("link").GetProperty("url").GetString()!.Split('#')[1];
        var browser = new HttpClient(new SocketsHttpHandler()) { BaseAddress = server.Client.BaseAddress };
        using var set = await browser.PostAsJsonAsync(new Uri("/api/v1/passwords", UriKind.Relative), new { token, password = Password });
        set.EnsureSuccessStatusCode();
        using var signedIn = await browser.PostAsJsonAsync(new Uri("/api/v1/session", UriKind.Relative), new { email = Email, password = Password });
        signedIn.EnsureSuccessStatusCode();
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html,*/*;q=0.8");
        return browser;
    }

    /// <summary>Units on two objects each, scanned in turns in two towns of their market by one device in each, and units that a few people scanned where they live.</summary>
    private static async Task FillAsync(BenchServer server, int scans)
    {
        var others = (scans - CopiedUnits * ScansOfCopied) / ScansOfOthers;
        var units = new List<string[]>();
        for (var batch = 0; batch < Batches; batch++)
        {
            using var order = await server.Client.PostAsJsonAsync(
                new Uri("/api/v1/batches", UriKind.Relative),
                new { gtin = BenchServer.Gtin, quantity = (CopiedUnits + others) / Batches, lot = $"L{batch}", market = new[] { Countries[batch % Countries.Length] }, profile = "signed", activate = true });
            order.EnsureSuccessStatusCode();
            var id = (await order.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
            var codes = await server.Client.GetStringAsync(new Uri($"/api/v1/batches/{id}/codes?format=csv", UriKind.Relative));
            units.AddRange(codes.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.TrimEnd('\r').Split(',')));
        }

        // Every batch has its part of both, and eight towns in its market.
        var every = units.Count / CopiedUnits;
        var lines = units.SelectMany((unit, index) => index % every == 0 && index / every < CopiedUnits
            ? Enumerable.Range(0, ScansOfCopied).Select(scan => Line(unit[2], index, scan, Town(index, scan % 2 * 3), days: 3 * scan, device: scan % 2))
            : Enumerable.Range(0, ScansOfOthers).Select(scan => Line(unit[2], index, scan, Town(index, 0), days: 9 * scan, device: scan)));
        var started = Stopwatch.GetTimestamp();
        var accepted = 0L;
        foreach (var file in lines.Chunk(LinesAFile))
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Concat(file)));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            using var answer = await server.Client.PostAsync(new Uri("/api/v1/scans/import", UriKind.Relative), content);
            answer.EnsureSuccessStatusCode();
            accepted += JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("accepted").GetInt64();
        }

        var anomalies = await server.Client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/anomalies/groups?limit=200", UriKind.Relative));
        var count = anomalies.GetProperty("items").EnumerateArray().Sum(group => group.GetProperty("codes").GetInt64());
        Measure.Print($"{accepted:N0} scans of {units.Count:N0} units stored in {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s, {count:N0} anomalies");

        int Town(int index, int away) => index / (units.Count / Batches) % Countries.Length * 8 + (index + away) % 8;
    }

    /// <summary>Forty towns on a grid from 45 to 54 degrees north, the first of them in the west.</summary>
    private static string Line(string serial, int unit, int scan, int town, int days, int device)
    {
        var at = Start.AddDays(days).AddSeconds(unit % 80_000);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"gtin\":\"{BenchServer.Gtin}\",\"serial\":\"{serial}\",\"scannedAt\":\"{at:yyyy-MM-dd'T'HH:mm:ss'Z'}\",\"latitude\":{45 + town % 5 * 2.2:0.0},\"longitude\":{2 + town / 5 * 2.5:0.0},\"radiusKm\":12,\"country\":\"{Countries[town / 8]}\",\"network\":\"AS{town}\",\"networkKind\":\"fixed\",\"device\":\"d{unit}-{device}\",\"id\":\"{unit}-{scan}\"}}\n");
    }

    [GeneratedRegex("href=\"(?<address>/console[^\"#]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
