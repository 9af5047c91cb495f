using Trace.Core.Codes;
using Trace.Core.Detection;
using Trace.Core.Verification;
using Trace.Server.Anomalies;
using Trace.Server.Brands;
using Trace.Server.Claims;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>All that is known of one unit.</summary>
/// <param name="Scans">The newest first.</param>
public sealed record UnitStory(UnitResponse Unit, UnitId UnitId, Batch Batch, string Product, IReadOnlyList<ScanRow> Scans);

/// <summary>Units as their brand's people may see them: for the API and the console alike.</summary>
public sealed class UnitStories(
    Scans history, CodeIdentifier identifier, BatchCatalog batches, BrandCatalog brands, BlockedUnits blocks, Database database, TimeProvider clock)
{
    private const int LatestScans = 50;

    /// <summary>Null for a unit that is not the caller's brand's, or not within the caller's limits.</summary>
    public async Task<UnitStory?> FindAsync(Caller caller, string gtin, string serial, int latestScans = LatestScans)
    {
        if (!Gtin.TryParse(gtin, out var parsed) || !CodeReader.TryReadSerial(parsed, serial, out var code, out _))
            return null;
        var unit = (await identifier.IdentifyAsync(code)).Unit;
        if (unit == null || unit.Batch.BrandId != caller.BrandId || !caller.MayUse(unit.Product.Gtin) || !caller.MayUseSite(unit.Batch.Site))
            return null;

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
        var scans = await history.ListScansAsync(caller.BrandId, unit.Id.Value, latestScans);
        var response = new UnitResponse(
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
            scans.Select(UnitsApi.ToScan).ToList(),
            unit.Batch.Cover ? await FindClaimAsync(unit) : null);
        return new UnitStory(response, unit.Id, unit.Batch, unit.Product.Name, scans);
    }

    private async Task<UnitClaim> FindClaimAsync(IssuedUnit unit) =>
        (await database.ReadAsync(session => ClaimsStore.FindAsync(session, unit.Id.Value)))?.ToClaim() ?? new UnitClaim(FirstUsedAt: null, FirstUsedCountry: null, Uses: 0);

    private static EvidenceReason ToReason(EvidencePart part)
    {
        var reason = AnomalyReasons.Of(part);
        return new EvidenceReason(reason.Code, reason.Text, reason.Weight, part.Scans, reason.Scan!, reason.OtherScan);
    }
}
