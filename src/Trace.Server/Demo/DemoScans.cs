using Trace.Core.Codes;
using Trace.Core.Detection;
using Trace.Core.Verification;
using Trace.Server.Codes;
using Trace.Server.Verification;

namespace Trace.Server.Demo;

/// <summary>Eight weeks of scans: households that check what they bought, and among them what a brand has to look at.</summary>
public sealed class DemoScans(ScanJournal journal, DeviceHasher devices, TimeProvider clock)
{
    /// <summary>Of the oil; the first numbers of the others are units that something happened to.</summary>
    public const int CopiedIndex = 7;

    private const int FirstHousehold = 100;
    private const int Households = 240;

    private static readonly Town Berlin = new("DE", 52.52, 13.40);
    private static readonly Town Munich = new("DE", 48.14, 11.58);
    private static readonly Town Hamburg = new("DE", 53.55, 9.99);
    private static readonly Town Vienna = new("AT", 48.21, 16.37);
    private static readonly Town Graz = new("AT", 47.07, 15.44);
    private static readonly Town Milan = new("IT", 45.46, 9.19);
    private static readonly Town Barcelona = new("ES", 41.39, 2.17);
    private static readonly Town Warsaw = new("PL", 52.23, 21.01);
    private static readonly Town Lyon = new("FR", 45.76, 4.84);

    private static readonly Town[] Markets = [Berlin, Munich, Vienna, Hamburg, Graz];
    private static readonly Town[] Everywhere = [Berlin, Munich, Vienna, Hamburg, Graz, Milan, Barcelona, Warsaw, Lyon];

    /// <param name="oil">Sent to Austria and Germany; some of its units are reported retired or stolen.</param>
    /// <param name="retired">Such a unit.</param>
    /// <param name="stolen">The first of such units.</param>
    /// <param name="coffee">Sent to France.</param>
    /// <param name="waiting">The first of its units that nobody reported as applied.</param>
    /// <param name="reportedAt">Since when.</param>
    public async Task StoreAsync(Batch oil, long retired, long stolen, Batch coffee, long waiting, DateTimeOffset reportedAt)
    {
        IEnumerable<ScanToStore> scans =
        [
            .. Bought(oil),
            .. Copied(oil, CopiedIndex, Everywhere, scans: 24),
            .. Enumerable.Range(0, 3).SelectMany(n => Copied(oil, 20 + 7 * n, [Markets[n], Markets[n + 2]], scans: 7 + n)),
            .. PostedOnline(oil, 55),
            .. Enumerable.Range(60, 12).SelectMany(index => Diverted(oil, index)),
            .. Enumerable.Range(0, 6).Select(n => Scan(oil, stolen + n, reportedAt + TimeSpan.FromDays(1 + n), $"buyer of stolen {n}", Barcelona, UnitStatus.Stolen)),
            Scan(oil, retired, reportedAt + TimeSpan.FromDays(4), "someone with an empty bottle", Vienna, UnitStatus.Retired),
            .. Enumerable.Range(0, 4).Select(n => Scan(coffee, waiting + n, reportedAt + TimeSpan.FromDays(2 + n), $"early buyer {n}", Lyon, UnitStatus.Created)),
        ];
        foreach (var scan in scans.OrderBy(scan => scan.ScannedAt))
        {
            // One after another: the n-th scan in time gets the ordinal n.
            if ((await journal.AppendAsync(scan)).Stored == null)
                throw new InvalidOperationException("The demo's scans could not be stored.");
        }
    }

    /// <summary>One household each, some of them twice.</summary>
    private IEnumerable<ScanToStore> Bought(Batch batch)
    {
        for (var i = 0; i < Households; i++)
        {
            var at = Day(1 + 54.0 * i / Households);
            var home = Markets[i % Markets.Length];
            yield return Scan(batch, FirstHousehold + i, at, $"buyer {i}", home);
            if (i % 5 == 0)
                yield return Scan(batch, FirstHousehold + i, at + TimeSpan.FromHours(3), $"buyer {i}", home);
        }
    }

    /// <summary>Bottles with the same label, each scanned where it is.</summary>
    private IEnumerable<ScanToStore> Copied(Batch batch, long index, Town[] towns, int scans) =>
        Enumerable.Range(0, scans).Select(n => Scan(batch, index, Day(20 + 34.0 * n / scans), $"stranger {index}, {n}", towns[n * 5 % towns.Length]));

    /// <summary>A picture of one label, opened by many within two days.</summary>
    private IEnumerable<ScanToStore> PostedOnline(Batch batch, long index) =>
        Enumerable.Range(0, 28).Select(n => Scan(batch, index, Day(40 + 2.0 * n / 28), $"reader {n}", Everywhere[n % Everywhere.Length]));

    /// <summary>Sent to another country than the batch was; bought and checked there.</summary>
    private IEnumerable<ScanToStore> Diverted(Batch batch, long index) =>
        Enumerable.Range(0, 3).Select(n => Scan(batch, index, Day(30 + index % 10 + 4 * n), $"far buyer {index}, {n / 2}", Warsaw));

    private DateTimeOffset Day(double days) => clock.GetUtcNow() - TimeSpan.FromDays(56 - days);

    private ScanToStore Scan(Batch batch, long index, DateTimeOffset at, string device, Town town, UnitStatus status = UnitStatus.Active)
    {
        var unit = UnitId.Of(batch.Number, (uint)index);
        return new ScanToStore(
            unit.Value,
            batch.BrandId,
            at,
            new UnitFacts(status, Expiry: null, DataMismatch: false, SignatureMissing: false, Specimen: false),
            SignatureState.Valid,
            Source: "demo",
            devices.Hash(device, unit.Value, at),
            town.Latitude,
            town.Longitude,
            AccuracyMeters: 1000)
        {
            Country = town.Country,
            NetworkKind = NetworkKind.Fixed,
            Markets = batch.Market,
        };
    }

    private sealed record Town(string Country, double Latitude, double Longitude);
}
