using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Anomalies;
using Trace.Server.Brands;
using Trace.Server.Claims;
using Trace.Server.Codes;
using Trace.Server.Files;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Export;

/// <summary>What a brand is and how it is set.</summary>
public sealed record ExportedBrand(
    BrandResponse Brand, AppearanceResponse Appearance, DetectionResponse Detection, long ScanRetentionDays, long? DailyQuota, IReadOnlyList<string> GtinPrefixes);

/// <summary>A status report: what became of units from one index to another, both in it.</summary>
public sealed record ExportedStatus(string BatchId, long Entry, long From, long To, string Status, DateTimeOffset At, DateTimeOffset RecordedAt, string RecordedBy)
{
    public static ExportedStatus Of(StatusReportRow row) => new(
        Codes.BatchId.Format((uint)row.BatchNumber),
        row.Entry,
        row.FromIndex,
        row.ToIndex,
        Words.Of(row.ToReport().Status),
        Time(row.At),
        Time(row.RecordedAt),
        PublicId.Format(row.RecordedBy));

    internal static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

/// <summary>A serial that came from the brand's own system.</summary>
public sealed record ExportedSerial(string Gtin, string Serial, string BatchId, long Index)
{
    public static ExportedSerial Of(ImportedSerialRow row) => new(row.Gtin, row.Serial, Codes.BatchId.Format((uint)row.BatchNumber), row.ItemIndex);
}

/// <summary>A code that answers with a warning of the brand, whatever its scans say.</summary>
public sealed record ExportedBlock(string BatchId, long Index, string? Text)
{
    public static ExportedBlock Of(UnitBlockRow row) => new(Codes.BatchId.Format((uint)row.BatchNumber), row.ItemIndex, row.Text);
}

/// <summary>What was entered of the covered code of a unit.</summary>
public sealed record ExportedClaim(string BatchId, long Index, DateTimeOffset? FirstUsedAt, string? FirstUsedCountry, long Uses)
{
    public static ExportedClaim Of(ClaimRow row)
    {
        var unit = new UnitId(row.UnitId);
        return new ExportedClaim(Codes.BatchId.Format(unit.BatchNumber), unit.Index, UnixTime.Of(row.ClaimedAt), row.Country, row.Uses);
    }
}

/// <summary>A kept file; its bytes are in <c>files/</c>.</summary>
public sealed record ExportedFile(string Id, string Purpose, string Sha256, long SizeBytes, string MediaType, string Name, DateTimeOffset KeptAt)
{
    public static ExportedFile Of(KeptFile file) => new(PublicId.Format(file.Id), file.Purpose.Word(), file.Sha256, file.SizeBytes, file.MediaType, file.Name, file.KeptAt);
}

/// <summary>A stored scan. Pseudonyms of devices and networks stay here: they are made with keys of this deployment and mean nothing elsewhere.</summary>
public sealed record ExportedScan(
    string BatchId,
    long Index,
    string Id,
    DateTimeOffset ScannedAt,
    long Ordinal,
    bool Recheck,
    Verdict Verdict,
    SignatureState Signature,
    string Source,
    double? Latitude,
    double? Longitude,
    double? AccuracyMeters,
    string? Country)
{
    public static ExportedScan Of(ScanRow row)
    {
        var unit = new UnitId(row.UnitId);
        return new ExportedScan(
            Codes.BatchId.Format(unit.BatchNumber),
            unit.Index,
            PublicId.Format(row.ScanId),
            ExportedStatus.Time(row.ScannedAt),
            row.Ordinal,
            row.Recheck != 0,
            Enum.Parse<Verdict>(row.Verdict),
            Enum.Parse<SignatureState>(row.Signature),
            row.Source,
            row.Latitude,
            row.Longitude,
            row.AccuracyMeters,
            row.Country);
    }
}
