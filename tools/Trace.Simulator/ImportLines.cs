using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Trace.Simulator.Copiers;
using Trace.Simulator.Goods;
using Trace.Simulator.Measuring;
using Trace.Simulator.Worlds;

namespace Trace.Simulator;

/// <summary>A world as lines for the service's import of scans. One unit in a hundred is copied; which is on standard error.</summary>
internal static class ImportLines
{
    private const int CopiedOneIn = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(World world, Options options, TextWriter to)
    {
        var codes = ReadCodes(options.Codes ?? throw new ArgumentException("--codes names a file of gtin,serial lines.", nameof(options)));
        var unit = 0;
        var lines = new List<(long At, string Line)>();
        void Add(UnitHistory history)
        {
            if (unit == codes.Count)
                throw new ArgumentException($"The file has only {codes.Count} codes; more units were scanned.", nameof(options));
            var (gtin, serial) = codes[unit];
            for (var i = 0; i < history.Scans.Count; i++)
                lines.Add((history.Scans[i].Seen.At, Line(gtin, serial, history.Scans[i], $"{options.Seed}-{unit}-{i}")));
            unit++;
        }

        var goods = new GenuineGoods(world, options.Seed);
        for (var block = 0; (long)block * GenuineGoods.BlockUnits < options.Units; block++)
        {
            foreach (var history in goods.Block(block, Math.Min(GenuineGoods.BlockUnits, options.Units - block * GenuineGoods.BlockUnits)))
                Add(history);
        }

        var copied = Math.Max(1, options.Units / CopiedOneIn / AllCopiers.Copying.Count);
        foreach (var copier in AllCopiers.Copying.Concat(AllCopiers.Genuine))
        {
            foreach (var history in CopierRun.Histories(world, copier, options.Seed, copied))
            {
                Console.Error.WriteLine($"{codes[Math.Min(unit, codes.Count - 1)].Serial},{copier.Name}");
                Add(history);
            }
        }

        foreach (var (_, line) in lines.OrderBy(line => line.At))
            to.WriteLine(line);
    }

    /// <summary>The columns <c>gtin,serial</c>, or those of the CSV of codes: <c>index,gtin,serial,uri</c>.</summary>
    public static List<(string Gtin, string Serial)> ReadCodes(string path)
    {
        var lines = File.ReadLines(path).Select(line => line.Split(',')).Where(fields => fields.Length > 1);
        return lines.Where(fields => !fields.Contains("gtin")).Select(fields => fields.Length > 2 ? (fields[1], fields[2]) : (fields[0], fields[1])).ToList();
    }

    private static string Line(string gtin, string serial, in Scan scan, string id) => JsonSerializer.Serialize(
        new ImportLine(
            gtin,
            serial,
            DateTimeOffset.FromUnixTimeMilliseconds(scan.Seen.At).UtcDateTime,
            scan.Seen.Place?.Latitude,
            scan.Seen.Place?.Longitude,
            scan.Seen.Place?.RadiusKm,
            scan.Seen.Country,
            string.Create(CultureInfo.InvariantCulture, $"network-{scan.Network}"),
            scan.Seen.Kind.ToString().ToLowerInvariant(),
            scan.Device == null ? null : string.Create(CultureInfo.InvariantCulture, $"device-{scan.Device}-of-{serial}"),
            id),
        Json);

    private sealed record ImportLine(
        string Gtin,
        string Serial,
        DateTime ScannedAt,
        double? Latitude,
        double? Longitude,
        double? RadiusKm,
        string? Country,
        string Network,
        string NetworkKind,
        string? Device,
        string Id);
}
