using System.Data.Common;
using System.Globalization;
using Trace.Core.Codes;
using Trace.Core.Detection;
using Trace.Core.Verification;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Storage;
using Trace.Server.Telemetry;

namespace Trace.Server.Verification;

/// <summary>The position a person shares after the verdict: their scan gets it, and is judged again as if it had come with it.</summary>
/// <remarks>Once a scan, and soon after it. Verdicts that other people got meanwhile stay as they are.</remarks>
public sealed class SharedPositions(
    BatchCatalog batches, BrandCatalog brands, Scans scans, KeyedLimits limits, TimeProvider clock, ILogger<SharedPositions> log) : IDisposable
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    /// <summary>One transaction at a time: each reads all scans of its unit, and live scans have a turn after it.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Whether the scan of an answer takes a position now.</summary>
    public bool IsOpen(VerifyResponse answer) => answer.Page?.TakesPosition == true && clock.GetUtcNow() - answer.CheckedAt <= Window;

    /// <summary>The answer with the position; <c>not_found</c> where the scan takes none.</summary>
    public async Task<Outcome<VerifyResponse>> ShareAsync(VerifyResponse answer, VerifyLocation position, CancellationToken cancellationToken)
    {
        if (!IsOpen(answer) || answer is not { Code.UnitId: { } number, Scan: { } checkedScan } || !PublicId.TryParse(checkedScan.Id, out var scanId))
            return new Failure("not_found", "This scan takes no position.");
        if (!limits.TryTake(RateLimitPolicies.PositionOfCheck, checkedScan.Id, out var refusal) || !limits.TryTake(RateLimitPolicies.PositionOfUnit, number.ToString(CultureInfo.InvariantCulture), out refusal))
            return refusal;
        try
        {
            if (await batches.FindAsync(new UnitId(number).BatchNumber) is not { } batch)
                return new Failure("not_found", "This scan takes no position.");
            var scan = new ScanToStore(
                number,
                batch.BrandId,
                answer.CheckedAt,
                FactsOf(answer, batch),
                answer.Signature,
                Scans.PositionSource,
                Latitude: ScanToStore.Round(position.Latitude),
                Longitude: ScanToStore.Round(position.Longitude),
                AccuracyMeters: position.AccuracyMeters)
            {
                ScanId = scanId,
                Markets = batch.Market,
                Thresholds = (await brands.FindBrandAsync(batch.BrandId))?.Thresholds ?? EvidenceSettings.Default,
            };
            var placed = await PlaceInTurnAsync(scan, cancellationToken);
            return placed == null
                ? new Failure("not_found", "This scan takes no position.")
                : answer with { Verdict = placed.Judgement.Verdict, Reasons = placed.Judgement.Reasons, Page = answer.Page! with { TakesPosition = false } };
        }
        catch (DbException exception) when (StorageFault.IsPassing(exception))
        {
            ServerMetrics.StorageFailed(StorageWork.StoreScans);
            ScanLog.PositionNotStored(log, exception);
            return StorageFault.ToFailure("The position could not be stored.");
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<PlacedScan?> PlaceInTurnAsync(ScanToStore scan, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await scans.PlaceAsync(scan);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What the scan was judged by besides its history: its reasons name everything that held then, also where a report came since.</summary>
    private static UnitFacts FactsOf(VerifyResponse answer, Batch batch) => new(
        Enum.GetValues<UnitStatus>().FirstOrDefault(status => ReasonOf(status) is { } reason && answer.Reasons.Contains(reason), UnitStatus.Active),
        batch.Expiry,
        answer.Reasons.Contains(Reason.DataMismatch),
        answer.Reasons.Contains(Reason.SignatureMissing),
        answer.Reasons.Contains(Reason.Specimen),
        Blocked: answer.Reasons.FirstOrDefault(reason => reason.Code == "blocked"));

    private static Reason? ReasonOf(UnitStatus status) => Judge.Issued(
        new UnitFacts(status, Expiry: null, DataMismatch: false, SignatureMissing: false, Specimen: false), DateOnly.MinValue).Reasons.SingleOrDefault();
}

internal static partial class ScanLog
{
    [LoggerMessage(8150, LogLevel.Error, "A position that was shared could not be stored.")]
    public static partial void PositionNotStored(ILogger logger, Exception exception);
}
