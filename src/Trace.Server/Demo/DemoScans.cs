using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Codes;
using Trace.Server.Verification;

namespace Trace.Server.Demo;

/// <summary>Three weeks of scans: most units once or twice by one household, one code again and again all over Europe.</summary>
public sealed class DemoScans(ScanJournal journal, DeviceHasher devices, TimeProvider clock)
{
    private const int Units = 40;
    private const int CopiedScans = 24;
    private static readonly TimeSpan Period = TimeSpan.FromDays(21);

    private static readonly (double Latitude, double Longitude)[] Cities =
    [
        (52.52, 13.40), (48.14, 11.58), (48.21, 16.37), (50.94, 6.96), (53.55, 9.99), (47.07, 15.44), (45.46, 9.19), (41.39, 2.17), (52.23, 21.01),
    ];

    public async Task StoreAsync(Batch batch, long copiedIndex)
    {
        var scans = new List<ScanToStore>();
        var start = clock.GetUtcNow() - Period;
        for (var i = 0; i < Units; i++)
        {
            var home = Cities[i % 4];
            scans.Add(Scan(batch, i, start + Period * (i / (double)Units), $"buyer {i}", home));
            if (i % 5 == 0)
                scans.Add(Scan(batch, i, start + Period * (i / (double)Units) + TimeSpan.FromHours(3), $"buyer {i}", home));
        }

        for (var i = 0; i < CopiedScans; i++)
            scans.Add(Scan(batch, copiedIndex, start + Period * ((i + 0.5) / CopiedScans), $"stranger {i}", Cities[i * 5 % Cities.Length]));

        foreach (var scan in scans.OrderBy(scan => scan.ScannedAt))
        {
            // One after another: the n-th scan in time gets the ordinal n.
            if ((await journal.AppendAsync(scan)).Stored == null)
                throw new InvalidOperationException("The demo's scans could not be stored.");
        }
    }

    private ScanToStore Scan(Batch batch, long index, DateTimeOffset at, string device, (double Latitude, double Longitude) place)
    {
        var unit = UnitId.Of(batch.Number, (uint)index);
        return new ScanToStore(
            unit.Value,
            batch.BrandId,
            at,
            new UnitFacts(UnitStatus.Active, Expiry: null, DataMismatch: false, SignatureMissing: false, Specimen: false),
            SignatureState.Valid,
            Source: "demo",
            devices.Hash(device, unit.Value, at),
            place.Latitude,
            place.Longitude,
            AccuracyMeters: 1000);
    }
}
