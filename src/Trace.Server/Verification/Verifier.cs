using System.Data.Common;
using System.Diagnostics;
using System.Net;
using Trace.Core.Codes;
using Trace.Core.Detection;
using Trace.Core.Verification;
using Trace.Server.Anomalies;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Places;
using Trace.Server.Storage;
using Trace.Server.Telemetry;

namespace Trace.Server.Verification;

/// <summary>Who and where scanned.</summary>
/// <param name="Source">api or page.</param>
/// <param name="Client">Who asks, for the limits; null when nothing is limited.</param>
/// <param name="Address">Where from; it is turned into a rough place and a kind of network and then dropped.</param>
public sealed record ScanContext(string Source, string? Device, ScanClient? Client, IPAddress? Address, VerifyLocation? Location = null);

/// <summary>Answers what a code is worth: reads, identifies, judges, stores the scan, and only then answers.</summary>
public sealed class Verifier(
    CodeIdentifier identifier,
    BatchCatalog batches,
    BrandCatalog brands,
    BlockedUnits blocks,
    ScanJournal journal,
    Scans history,
    DeviceHasher devices,
    NetworkHasher networks,
    NetworkPlaces places,
    RefusedTries refusedTries,
    VerifyLimits limits,
    TimeProvider clock,
    ILogger<Verifier> log)
{
    /// <summary>The source of scans whose answer is a page.</summary>
    public const string PageSource = "page";

    private const int MostScansLookedThrough = 200;

    public async Task<Outcome<VerifyResponse>> VerifyAsync(string text, ScanContext context)
    {
        try
        {
            using var span = ServerTraces.Source.StartActivity("verify");
            var outcome = await JudgeAndStoreAsync(text, context);
            if (outcome.TryGet(out var response, out _))
                ServerMetrics.Answered(response.Verdict, context.Source);
            return outcome;
        }
        catch (DbException exception) when (StorageFault.IsPassing(exception))
        {
            ServerMetrics.StorageFailed(StorageWork.LookUp);
            ScanLog.NotLookedUp(log, exception);
            return StorageFault.ToFailure("The code could not be looked up, so there is no answer to it.");
        }
    }

    /// <summary>Which unit a code names, under the limits of a check. No scan is stored; what was not issued counts as a try.</summary>
    public async Task<Outcome<Identification>> IdentifyAsync(string text, ScanClient? client)
    {
        try
        {
            var found = CodeReader.TryRead(text, out var code, out var problem)
                ? await identifier.IdentifyAsync(code)
                : new Identification(null, new RefusedCode(Reason.NotACode(problem), SignatureState.Absent, BrandId: null));
            var limited = found.Unit is { } unit
                ? limits.Check(client, new Try(unit.Signature, unit.Product.BrandId, unit.Id.Value), out _)
                : CountRefused(found.Refused!, client);
            return limited == null ? found : limited;
        }
        catch (DbException exception) when (StorageFault.IsPassing(exception))
        {
            ServerMetrics.StorageFailed(StorageWork.LookUp);
            ScanLog.NotLookedUp(log, exception);
            return StorageFault.ToFailure("The code could not be looked up, so there is no answer to it.");
        }
    }

    private async Task<Outcome<VerifyResponse>> JudgeAndStoreAsync(string text, ScanContext context)
    {
        var (now, started) = (clock.GetUtcNow(), Stopwatch.GetTimestamp());
        if (!CodeReader.TryRead(text, out var code, out var problem))
            return Refuse(new RefusedCode(Reason.NotACode(problem), SignatureState.Absent, BrandId: null), context, now, started);
        var (unit, refused) = await identifier.IdentifyAsync(code);
        if (unit == null)
            return Refuse(refused!, context, now, started, code);
        var proof = new Try(unit.Signature, unit.Product.BrandId, unit.Id.Value);
        if (limits.Check(context.Client, proof, out _) is { } limited)
            return limited;

        var facts = ScanFacts.Of(unit, code, (await batches.TimelineAsync(unit.Batch)).Of(unit.Index).Status, await blocks.FindAsync(unit.Batch, unit.Index));
        ServerMetrics.Judged(started);
        var brand = await brands.FindBrandAsync(unit.Product.BrandId);
        var response = new VerifyResponse(
            Verdict.Issued,
            [],
            unit.Signature,
            new VerifiedProduct(unit.Product.Gtin, unit.Product.Name, brand?.Name ?? "", unit.Product.ImageUrl),
            new VerifiedUnit(unit.Batch.Gtin.Value, unit.Serial, unit.Batch.Lot, unit.Batch.Expiry?.ToString(), unit.Batch.Cover ? true : null),
            Scan: null,
            now)
        {
            Code = new CheckedCode(PublicId.Create(), unit.Product.BrandId, unit.Batch.Gtin.Value, unit.Serial, unit.Id.Value, unit.Batch.Site),
            Page = new PageFacts(unit.Batch.Host, brand == null ? null : new BrandLook(brand.Accent, brand.AccentDark, brand.SupportUrl, brand.Logo), unit.Product.Picture, TakesPosition: context is { Source: PageSource, Location: null }),
        };
        var outcome = await StoreAsync(response, unit, facts, brand?.Thresholds ?? EvidenceSettings.Default, context, now);
        if (!outcome.TryGet(out var answer, out _))
            return outcome;
        limits.Remember(context.Client, proof);
        return context.Source == PageSource ? answer with { Page = answer.Page! with { FirstCountry = await FirstCountryAsync(unit, answer.Scan!) } } : answer;
    }

    /// <summary>Where a unit was checked first, as far as that scan is still kept and is one of its newest.</summary>
    private async Task<string?> FirstCountryAsync(IssuedUnit unit, VerifiedScan scan)
    {
        if (scan is { Ordinal: 1, YourEarlierScans: 0 })
            return null;
        try
        {
            var first = scan.FirstScannedAt.ToUnixTimeMilliseconds();
            return (await history.ListScansAsync(unit.Batch.BrandId, unit.Id.Value, MostScansLookedThrough)).FirstOrDefault(row => row.ScannedAt == first)?.Country;
        }
        catch (DbException exception) when (StorageFault.IsPassing(exception))
        {
            // The scan is stored: its answer does not wait for a detail.
            return null;
        }
    }

    private async Task<Outcome<VerifyResponse>> StoreAsync(
        VerifyResponse response, IssuedUnit unit, UnitFacts facts, EvidenceSettings thresholds, ScanContext context, DateTimeOffset now)
    {
        using var span = ServerTraces.Source.StartActivity("store scan");
        var placed = places.Find(context.Address);
        // What the phone says of itself is better than what its network does.
        var at = context.Location ?? (placed.Place is { } disc ? new VerifyLocation(disc.Latitude, disc.Longitude, disc.RadiusKm * 1000) : null);
        var (stored, refusal) = await journal.AppendAsync(new ScanToStore(
            unit.Id.Value,
            unit.Batch.BrandId,
            now,
            facts,
            response.Signature,
            context.Source,
            devices.Hash(context.Device, unit.Id.Value, now),
            ScanToStore.Round(at?.Latitude),
            ScanToStore.Round(at?.Longitude),
            at?.AccuracyMeters)
        {
            Network = networks.Hash(placed.NetworkName, unit.Id.Value, now),
            NetworkKind = placed.Kind,
            Country = placed.Country,
            Markets = unit.Batch.Market,
            Thresholds = thresholds,
        });
        if (stored != null)
        {
            return response with
            {
                Verdict = stored.Judgement.Verdict,
                Reasons = stored.Judgement.Reasons,
                // A re-check weighs nothing, wherever it was.
                Page = response.Page! with { TakesPosition = response.Page.TakesPosition && stored.Row is { Recheck: 0 } },
                Scan = new VerifiedScan(
                    PublicId.Format(stored.ScanId), stored.Ordinal, stored.FirstScannedAt, stored.EarlierScansOfDevice),
            };
        }

        return refusal == ScanRefusal.Overloaded
            ? new Failure("overloaded", "More scans wait than can be stored soon.") { RetryAfterSeconds = 1 }
            : StorageFault.ToFailure("The scan could not be stored, so there is no answer to it.");
    }

    private Outcome<VerifyResponse> Refuse(RefusedCode refused, ScanContext context, DateTimeOffset now, long started, ReadCode? code = null)
    {
        if (CountRefused(refused, context.Client) is { } limited)
            return limited;
        var judgement = Judge.NotIssued(refused.Reason);
        ServerMetrics.Judged(started);
        return new VerifyResponse(judgement.Verdict, judgement.Reasons, refused.Signature, Product: null, Unit: null, Scan: null, now)
        {
            Code = code == null ? null : new CheckedCode(PublicId.Create(), refused.BrandId, code.Gtin.Value, code.Serial),
        };
    }

    /// <summary>Counts it as a try, and says whether there were too many.</summary>
    private Failure? CountRefused(RefusedCode refused, ScanClient? client)
    {
        var limited = limits.Check(client, new Try(refused.Signature, refused.BrandId, UnitId: null), out var isGuess);
        refusedTries.Count(refused.BrandId, limited == null || isGuess ? refused.Reason.Code : RefusedTries.Limited, isGuess);
        return limited;
    }
}
