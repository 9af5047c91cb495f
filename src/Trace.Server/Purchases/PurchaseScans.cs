using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Http;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Purchases;

/// <summary>The scan of a bought unit: checked now, or a scan that was made before; written down as it stands, whatever changes later.</summary>
public sealed class PurchaseScans(Verifier verifier, UnitStories units, PurchaseDrafts drafts, TimeProvider clock)
{
    private const int MaxCodeLength = 2048;
    private const int NewestScans = 200;

    public async Task<Outcome<EntryDraft>> ReadAsync(Caller caller, RecordScanRequest request)
    {
        if ((request.Code == null) == (request.BearsNoCode != true) || (request.Code == null && request.Scan != null))
            return PurchaseDraft.Wrong("Give a `code`, with a `scan` of it or without; or say `bearsNoCode`.");
        if (request.Code == null)
        {
            var none = new RecordedScan(Code: null, Verdict: null, [], [], Gtin: null, Serial: null, Batch: null, Scan: null, clock.GetUtcNow());
            return drafts.Of(PurchaseEntry.Scan, at: null, request.Note, new PurchaseContent(Scan: none));
        }

        if (PlainText.Problem(request.Code, "code", MaxCodeLength) is { } problem)
            return PurchaseDraft.Wrong(problem);
        return (request.Scan == null ? await CheckAsync(caller, request.Code) : await FindAsync(caller, request.Code, request.Scan)).TryGet(out var scan, out var failure)
            ? drafts.Of(PurchaseEntry.Scan, scan.CheckedAt, request.Note, new PurchaseContent(Scan: scan))
            : failure;
    }

    /// <summary>A check like anybody's; it counts as a scan of the unit.</summary>
    private async Task<Outcome<RecordedScan>> CheckAsync(Caller caller, string code)
    {
        if (!(await verifier.VerifyAsync(code, new ScanContext("api", Device: null, Client: null, Address: null))).TryGet(out var answer, out var failure))
            return failure;
        if (answer.Code?.BrandId is { } brand && brand != caller.BrandId)
            return PurchaseDraft.Wrong("This is a code of another brand's product.");
        var story = answer.Unit is { } unit ? await units.FindAsync(caller, unit.Gtin, unit.Serial, latestScans: 1) : null;
        return new RecordedScan(
            code,
            answer.Verdict,
            [.. answer.Reasons.Select(reason => reason.Code)],
            story?.Batch.Market ?? [],
            answer.Code?.Gtin,
            answer.Code?.Serial,
            story?.Batch.Id,
            answer.Scan?.Id,
            answer.CheckedAt);
    }

    /// <summary>The verdict that scan got then; reasons as they are known now, since they are not kept with scans.</summary>
    private async Task<Outcome<RecordedScan>> FindAsync(Caller caller, string code, string scan)
    {
        if (!CodeReader.TryRead(code, out var read, out _) || await units.FindAsync(caller, read.Gtin.Value, read.Serial, NewestScans) is not { } story)
            return PurchaseDraft.Wrong("The code is not one the brand issued, so it has no scans.");
        return story.Scans.FirstOrDefault(row => PublicId.Format(row.ScanId) == scan) is { } row
            ? new RecordedScan(
                code,
                Enum.Parse<Verdict>(row.Verdict),
                [.. story.Unit.Reasons.Select(reason => reason.Code)],
                story.Batch.Market,
                story.Unit.Gtin,
                story.Unit.Serial,
                story.Batch.Id,
                scan,
                DateTimeOffset.FromUnixTimeMilliseconds(row.ScannedAt))
            : PurchaseDraft.Wrong($"This code has no scan {scan} among its newest {NewestScans}.");
    }
}
