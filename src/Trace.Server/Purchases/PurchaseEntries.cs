using System.Text.Json.Nodes;
using Trace.Core;
using Trace.Core.Enforcement;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Log;
using Trace.Server.Storage;

namespace Trace.Server.Purchases;

/// <summary>What to record.</summary>
/// <param name="File">Of a photo, a document and a finding.</param>
public sealed record EntryDraft(string Kind, DateTimeOffset At, PurchaseContent Content, ArrivedFile? File = null);

/// <summary>What is recorded of purchases: added in one order, never changed or taken away one by one. Each is in the transparency log.</summary>
public sealed class PurchaseEntries(Database database, KeptFiles files, PurchaseSeal seal, LogRecords log, AuditTrail audit, TimeProvider clock)
{
    /// <summary>More than any parcel needs.</summary>
    public const int MostEntries = 500;

    /// <summary>In the caller's transaction.</summary>
    public async Task<Outcome<Creation<PurchaseEntryResponse>>> AddAsync(Session session, Caller caller, string purchaseId, EntryDraft draft, CancellationToken cancellationToken)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        // One after another: places are counted, and hand-overs join.
        if (!PublicId.TryParse(purchaseId, out var id) || await PurchasesStore.FindToChangeAsync(session, caller.BrandId, id) is not { } purchase)
            return BrandPurchases.Unknown(purchaseId);
        var rows = await PurchaseEntriesStore.ListAsync(session, purchase);
        if (rows.Count >= MostEntries)
            return PurchaseDraft.Wrong($"A purchase has {MostEntries} entries at most.");
        if (draft.Content.HandOver is { } next && CustodyProblem(rows, next, draft.At) is { } broken)
            return broken;
        var kept = draft.File == null ? null : await files.KeepAsync(session, caller.BrandId, draft.File, cancellationToken);
        var (place, now) = (rows.Count == 0 ? 0 : rows[^1].Place + 1, clock.GetUtcNow().ToUnixTimeMilliseconds());
        var record = await log.EnterAsync(session, caller.BrandId, "purchase_recorded", LoggedAs(purchaseId, place, draft, kept));
        var row = seal.Seal(
            new PurchaseEntryRow(caller.BrandId, id, place, draft.Kind, draft.At.ToUnixTimeMilliseconds(), now, caller.Id, kept?.Id, record, SealedContent: []), draft.Content);
        await PurchaseEntriesStore.AddAsync(session, row);
        await PurchasesStore.UseAsync(session, purchase, now);
        await audit.AddAsync(session, caller, new AuditedChange("purchase.record", purchaseId, New: new { place, draft.Kind, kept?.Sha256 }));
        return new Creation<PurchaseEntryResponse>(Describe(seal.Open(row, kept)!), $"{PurchasesApi.Path}/{purchaseId}");
    }

    /// <summary>The same from a page.</summary>
    public Task<Outcome<PurchaseEntryResponse>> AddAsync(Caller caller, string purchaseId, EntryDraft draft, CancellationToken cancellationToken) =>
        database.TryWriteAsync<PurchaseEntryResponse>(
            async session => (await AddAsync(session, caller, purchaseId, draft, cancellationToken)).TryGet(out var created, out var failure) ? created.Value : failure, cancellationToken);

    /// <summary>In the order they were recorded. What somebody else wrote into the database is left out.</summary>
    public async Task<IReadOnlyList<PurchaseEntry>> ListAsync(Session session, PurchaseRow purchase)
    {
        var found = new List<PurchaseEntry>();
        foreach (var row in await PurchaseEntriesStore.ListAsync(session, purchase))
        {
            var file = row.FileId is { } id ? await files.FindAsync(session, row.BrandId, id) : null;
            if ((row.FileId == null || file != null) && seal.Open(row, file) is { } entry)
                found.Add(entry);
        }

        return found;
    }

    /// <summary>All of a purchase, with files and what opens its records in the log.</summary>
    internal static async Task EraseAsync(Session session, PurchaseRow purchase)
    {
        foreach (var row in await PurchaseEntriesStore.ListAsync(session, purchase))
        {
            if (row.FileId is { } file)
                await KeptFiles.EraseAsync(session, row.BrandId, file);
            await LogRecords.EraseAsync(session, row.BrandId, row.LogRecordId);
        }

        await PurchaseEntriesStore.RemoveAsync(session, purchase);
    }

    public static PurchaseEntryResponse Describe(PurchaseEntry entry) => new(
        entry.Place,
        entry.Kind,
        entry.At,
        entry.RecordedAt,
        PublicId.Format(entry.RecordedBy),
        entry.Content.Note,
        entry.Content.Seal,
        entry.Content.HandOver,
        entry.Content.Scan,
        entry.Content.Finding is { } finding ? new PurchaseFindingResponse(finding.Examiner, PurchaseDrafts.Word(finding.Result)) : null,
        entry.File == null ? null : KeptFileResponse.Of(entry.File),
        PublicId.Format(entry.LogRecord));

    /// <summary>Core's own rule, before it is too late: what does not join is never recorded.</summary>
    private Failure? CustodyProblem(IReadOnlyList<PurchaseEntryRow> rows, RecordedHandOver next, DateTimeOffset at)
    {
        var sofar = Purchase.HandOvers(rows.Where(row => row.Kind == PurchaseEntry.HandOver).Select(row => seal.Open(row, file: null)).OfType<PurchaseEntry>()).ToList();
        var chain = new TestPurchase("-", DateOnly.MinValue, [.. sofar, new HandOver(next.From, next.To, at, next.SignedBy)]);
        return chain.Gaps().FirstOrDefault() is { } gap ? new Failure("custody_broken", sofar.Count == 0 ? gap.Text : $"{gap.Text} The last one ended with {sofar[^1].To}.") : null;
    }

    /// <summary>Ids, hashes, words and times: no name, order or code.</summary>
    private static JsonObject LoggedAs(string purchaseId, long place, EntryDraft draft, KeptFile? kept)
    {
        var members = new JsonObject { ["purchase"] = purchaseId, ["place"] = place, ["kind"] = draft.Kind, ["happenedAt"] = Rfc3339.Format(draft.At) };
        if (kept != null)
            (members["file"], members["sha256"]) = (PublicId.Format(kept.Id), kept.Sha256);
        if (draft.Content.Scan is { } scan)
        {
            members["verdict"] = scan.Verdict is { } verdict ? System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString()) : "no_code";
            members["reasons"] = new JsonArray([.. scan.Reasons.Select(reason => JsonValue.Create(reason))]);
            members["markets"] = new JsonArray([.. scan.Markets.Select(market => JsonValue.Create(market))]);
        }

        if (draft.Content.Finding is { } finding)
            members["result"] = PurchaseDrafts.Word(finding.Result);
        return members;
    }
}
