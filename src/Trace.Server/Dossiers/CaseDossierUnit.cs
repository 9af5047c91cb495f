using Trace.Core.Enforcement;
using Trace.Server.Purchases;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Dossiers;

/// <summary>What a dossier says of the bought unit. Here scans lose all that could be a person.</summary>
internal static class CaseDossierUnit
{
    /// <summary>The last scan that was recorded of the purchase; null if nobody scanned it.</summary>
    public static async Task<DossierUnit?> ReadAsync(Purchase purchase, UnitStory? story, Func<long, Task<string?>> nameOf)
    {
        if (purchase.Entries.LastOrDefault(entry => entry.Kind == PurchaseEntry.Scan) is not { Content.Scan: { } scan } entry)
            return null;
        return new DossierUnit(
            scan.Code,
            scan.Gtin,
            scan.Serial,
            scan.Batch,
            story?.Batch.Lot,
            scan.CheckedAt,
            await nameOf(entry.RecordedBy),
            Place: null,
            scan.Verdict is { } verdict ? Words.Of(verdict) : null,
            scan.Reasons,
            scan.Markets,
            story?.Unit.Score,
            story == null ? [] : [.. story.Unit.Evidence.Select(sign => new DossierSign(sign.Code, sign.Weight, sign.Scans))],
            story == null ? [] : [.. story.Scans.OrderBy(row => row.ScannedAt).Select(row => History(row, scan.Scan))],
            story?.Unit.Summary.Scans ?? 0);
    }

    private static DossierScan History(ScanRow row, string? bought) => new(
        HourOf(DateTimeOffset.FromUnixTimeMilliseconds(row.ScannedAt)),
        row.Country,
        Trace.Core.Enforcement.Words.TryParse<Trace.Core.Verification.Verdict>(row.Verdict, out var verdict) ? Words.Of(verdict) : Words.Of(Enum.Parse<Trace.Core.Verification.Verdict>(row.Verdict)),
        bought == PublicId.Format(row.ScanId));

    private static DateTimeOffset HourOf(DateTimeOffset time) => new(time.UtcDateTime.Date.AddHours(time.UtcDateTime.Hour), TimeSpan.Zero);
}
