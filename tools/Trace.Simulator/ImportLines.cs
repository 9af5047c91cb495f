using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Trace.Simulator.Copiers;
using Trace.Simulator.Goods;
using Trace.Simulator.Measuring;
using Trace.Simulator.Worlds;

namespace Trace.Simulator;

/// <summary>A world as lines for the service's import of scans, by time. One unit in a hundred is copied; which is on standard error.</summary>
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
        foreach (var scan in Of(world, options, ReadCodes(options.CodesFile), Console.Error))
            to.WriteLine(scan.Line);
    }

    /// <param name="world">The world.</param>
    /// <param name="options">How many units, and the seed.</param>
    /// <param name="codes">A code for each unit that was scanned.</param>
    /// <param name="copied">Hears <c>serial,copier</c> of each that is not one of the genuine units.</param>
    public static IReadOnlyList<ImportScan> Of(World world, Options options, IReadOnlyList<(string Gtin, string Serial)> codes, TextWriter copied)
    {
        var unit = 0;
        var scans = new List<ImportScan>();
        void Add(UnitHistory history)
        {
            if (unit == codes.Count)
                throw new ArgumentException($"The file has only {codes.Count} codes; more units were scanned.", nameof(codes));
            var at = long.MinValue;
            for (var i = 0; i < history.Scans.Count; i++)
            {
                // No two at one time: which of them is first would be nobody's to say.
                at = Math.Max(at + 1, history.Scans[i].Seen.At);
                var scan = history.Scans[i] with { Seen = history.Scans[i].Seen with { At = at } };
                scans.Add(new ImportScan(unit, scan, Line(codes[unit].Gtin, codes[unit].Serial, scan, string.Create(CultureInfo.InvariantCulture, $"{options.Seed}-{unit}-{i}"))));
            }

            unit++;
        }

        var goods = new GenuineGoods(world, options.Seed);
        for (var block = 0; (long)block * GenuineGoods.BlockUnits < options.Units; block++)
        {
            foreach (var history in goods.Block(block, Math.Min(GenuineGoods.BlockUnits, options.Units - block * GenuineGoods.BlockUnits)))
                Add(history);
        }

        var each = Math.Max(1, options.Units / CopiedOneIn / AllCopiers.Copying.Count);
        foreach (var copier in AllCopiers.Copying.Concat(AllCopiers.Genuine))
        {
            foreach (var history in CopierRun.Histories(world, copier, options.Seed, each))
            {
                copied.WriteLine($"{codes[Math.Min(unit, codes.Count - 1)].Serial},{copier.Name}");
                Add(history);
            }
        }

        return [.. scans.OrderBy(scan => scan.Scan.Seen.At)];
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

/// <summary>A scan, its unit, and the line that tells of it.</summary>
internal sealed record ImportScan(int Unit, Scan Scan, string Line);
