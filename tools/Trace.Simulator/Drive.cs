using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Trace.Core.Detection;
using Trace.Simulator.Goods;
using Trace.Simulator.Worlds;

namespace Trace.Simulator;

/// <summary>Sends a world to a running server as an import, and holds each verdict against the one the same detector gives in this process.</summary>
internal static class Drive
{
    private const int LinesTogether = 50_000;
    private const long DayMilliseconds = 86_400_000;
    private const int MaxShown = 20;

    /// <summary>What the service calls a unit whose history looks copied to the one who asks, and else.</summary>
    private const string Caution = "caution";
    private const string Issued = "issued";

    public static async Task<int> RunAsync(World world, Options options)
    {
        if (options.Url == null || options.KeyFile == null)
            throw new ArgumentException("--url and --key-file say where the server is and who asks.", nameof(options));
        using var client = new HttpClient { BaseAddress = new Uri(options.Url), Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(options.KeyFile)).Trim());
        var scans = ImportLines.Of(world, options, ImportLines.ReadCodes(options.CodesFile), TextWriter.Null);
        var (equal, different) = await CompareAsync(client, scans, Console.Out);
        Console.WriteLine($"{equal} of {scans.Count} verdicts and scores are equal.");
        return different == 0 && equal == scans.Count ? 0 : 1;
    }

    /// <summary>How many answers are those of this process, and how many are not.</summary>
    public static async Task<(int Equal, int Different)> CompareAsync(HttpClient client, IReadOnlyList<ImportScan> scans, TextWriter differences)
    {
        var expected = Expect(scans);
        var (equal, different) = (0, 0);
        for (var first = 0; first < scans.Count; first += LinesTogether)
        {
            var line = first;
            await foreach (var answer in SendAsync(client, scans.Skip(first).Take(LinesTogether)))
            {
                if (answer == expected[line])
                    equal++;
                else if (++different <= MaxShown)
                    await differences.WriteLineAsync($"{answer} instead of {expected[line]}: {scans[line].Line}");
                line++;
            }
        }

        return (equal, different);
    }

    /// <summary>Verdict and score of each scan, as the service comes to them.</summary>
    public static (string Verdict, double Score)[] Expect(IReadOnlyList<ImportScan> scans)
    {
        var units = new Dictionary<int, UnitEvidence>();
        return [.. scans.Select(scan =>
        {
            var evidence = units[scan.Unit] = units.GetValueOrDefault(scan.Unit, UnitEvidence.None).With(AsKept(scan.Scan), []);
            var kind = evidence.LastIsFirstObject || evidence.Score < EvidenceSettings.Default.Caution ? EvidenceKind.None : evidence.Kind(EvidenceSettings.Default);
            return (kind is EvidenceKind.CopiedCode or EvidenceKind.SharedOnline ? Caution : Issued, evidence.Score);
        })];
    }

    private static async IAsyncEnumerable<(string Verdict, double Score)> SendAsync(HttpClient client, IEnumerable<ImportScan> scans)
    {
        using var content = new StringContent(string.Join('\n', scans.Select(scan => scan.Line)), Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/scans/import?verdicts=true", UriKind.Relative)) { Content = content };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } text)
        {
            var answer = JsonDocument.Parse(text).RootElement;
            if (!answer.TryGetProperty("verdict", out var verdict))
                throw new ArgumentException($"The server refused: {text}", nameof(scans));
            yield return (verdict.GetString()!, answer.GetProperty("score").GetDouble());
        }
    }

    /// <summary>As the service keeps it: places to 0.01 degrees, radii in metres, hashes under the service's keys of 60 days and of a week, whatever the world's are.</summary>
    private static Sighting AsKept(in Scan scan)
    {
        var (seen, device) = (scan.Seen, scan.Device);
        UInt128? Device(long period) => device == null ? null : new UInt128(Rng.Mix(device.Value, (ulong)period), device.Value);
        var place = seen.Place is { } disc ? new Disc(Math.Round(disc.Latitude, 2), Math.Round(disc.Longitude, 2), disc.RadiusKm * 1000 / 1000) : (Disc?)null;
        var (days, weeks) = (seen.At / DayMilliseconds / 60, seen.At / DayMilliseconds / 7);
        return seen with
        {
            Device = Device(days),
            DeviceBefore = Device(days - 1),
            Network = Rng.Mix(scan.Network, (ulong)weeks),
            NetworkBefore = Rng.Mix(scan.Network, (ulong)(weeks - 1)),
            Place = place,
        };
    }
}
