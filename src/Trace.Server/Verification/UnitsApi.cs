using Trace.Core.Codes;
using Trace.Core.Detection;
using Trace.Core.Verification;
using Trace.Server.Anomalies;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>The story of one unit, for its brand.</summary>
public static class UnitsApi
{
    private const int LatestScans = 50;

    public static void MapUnits(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/units/{gtin}/{serial}", GetAsync).WithTags("Verification").WithName("GetUnit")
            .RequireAuthorization(Policies.ReadingScans)
            .WithSummary("Status, summary and latest scans of one unit")
            .Produces<UnitResponse>();

    private static async Task<IResult> GetAsync(
        string gtin, string serial, HttpContext context, Caller caller, Scans history, CodeIdentifier identifier, BatchCatalog batches, BrandCatalog brands, BlockedUnits blocks, Database database, TimeProvider clock)
    {
        var unknown = new Failure("not_found", $"This brand has no unit {gtin} {serial}.");
        if (!Gtin.TryParse(gtin, out var parsed)
            || !PercentEncoding.TryDecode(RawTarget.LastSegment(context), plusMeansSpace: false, out var given)
            || !CodeReader.TryReadSerial(parsed, given, out var code, out _))
        {
            return unknown;
        }

        var unit = (await identifier.IdentifyAsync(code)).Unit;
        if (unit == null || unit.Batch.BrandId != caller.BrandId || !caller.MayUse(unit.Product.Gtin) || !caller.MayUseSite(unit.Batch.Site))
            return unknown;

        var (status, at) = (await batches.TimelineAsync(unit.Batch)).Of(unit.Index);
        var summary = await history.FindUnitAsync(unit.Id.Value);
        var evidence = summary == null
            ? UnitEvidence.None
            : summary.Evidence ?? Sightings.Fold([.. (await history.ListScansAsync(caller.BrandId, unit.Id.Value, Scans.ForEvidence)).Select(Sightings.Of)], unit.Batch.Market);
        var thresholds = (await brands.FindBrandAsync(caller.BrandId))?.Thresholds ?? EvidenceSettings.Default;
        var kind = evidence.Kind(thresholds);
        if (evidence.Score < thresholds.Caution || await database.ReadAsync(session => AnomaliesStore.IsMutedAsync(session, unit.Id.Value, evidence.Score)))
            kind = EvidenceKind.None;
        var facts = new UnitFacts(
            status, unit.Batch.Expiry, DataMismatch: false, SignatureMissing: false, unit.IsSpecimen, kind, await blocks.FindAsync(unit.Batch, unit.Index));
        var scans = await history.ListScansAsync(caller.BrandId, unit.Id.Value, LatestScans);
        return TypedResults.Ok(new UnitResponse(
            unit.Product.Gtin,
            unit.Serial,
            unit.Batch.Id,
            unit.Index,
            Words.Of(status),
            at == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(at),
            unit.Batch.Lot,
            unit.Batch.Expiry?.ToString(),
            unit.Batch.Market,
            Judge.Issued(facts, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)).Reasons,
            Math.Round(evidence.Score, 2),
            evidence.Parts.Select(ToReason).ToList(),
            new UnitSummary(summary?.State.ScanCount ?? 0, UnixTime.Of(summary?.State.FirstScannedAt), UnixTime.Of(summary?.State.LastScannedAt)),
            scans.Select(ToScan).ToList()));
    }

    private static EvidenceReason ToReason(EvidencePart part)
    {
        var reason = AnomalyReasons.Of(part);
        return new EvidenceReason(reason.Code, reason.Text, reason.Weight, part.Scans, reason.Scan!, reason.OtherScan);
    }

    internal static UnitScan ToScan(ScanRow row) => new(
        PublicId.Format(row.ScanId),
        DateTimeOffset.FromUnixTimeMilliseconds(row.ScannedAt),
        row.Ordinal,
        row.Recheck != 0,
        Enum.Parse<Verdict>(row.Verdict),
        Enum.Parse<SignatureState>(row.Signature),
        row.Source,
        row.Latitude == null ? null : new VerifyLocation(row.Latitude, row.Longitude, row.AccuracyMeters));
}
