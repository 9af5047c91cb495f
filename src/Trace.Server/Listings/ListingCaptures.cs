using System.Text.Json.Nodes;
using Trace.Core;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Log;
using Trace.Server.Storage;

namespace Trace.Server.Listings;

/// <summary>A capture of a listing.</summary>
/// <param name="Kind">warc, har, mail, screenshot, pdf or text.</param>
/// <param name="LogRecord">Its record in the transparency log.</param>
public sealed record ListingCapture(
    long Id, long ListingId, KeptFile File, string Kind, DateTimeOffset TakenAt, DateTimeOffset AddedAt, long AddedBy, string? Note, long LogRecord);

/// <summary>What to add.</summary>
public sealed record CaptureDraft(DateTimeOffset TakenAt, string? Note);

/// <summary>Captures: added, read, erased, never changed. Each is in the transparency log by its hash.</summary>
public sealed class ListingCaptures(Database database, KeptFiles files, ListingSeal seal, LogRecords log, AuditTrail audit, TimeProvider clock)
{
    public const int MaxNoteLength = 500;

    /// <summary>Clocks differ; more than that is a mistake.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    public static readonly IReadOnlyList<string> Kinds = ["warc", "har", "mail", "screenshot", "pdf", "text"];

    public Outcome<CaptureDraft> Parse(string? takenAt, string? note)
    {
        var now = clock.GetUtcNow();
        var at = now;
        if (takenAt != null && (!Rfc3339.TryParse(takenAt, out at) || at > now + Ahead || at.Year < 2000))
            return new Failure("invalid_listing", "`takenAt` is a time of RFC 3339 that is not to come, such as 2026-11-29T10:00:00Z.");
        return PlainText.OptionalProblem(note, "note", MaxNoteLength) is { } problem ? new Failure("invalid_listing", problem) : new CaptureDraft(at, note);
    }

    /// <summary>Keeps the file and enters it into the log, in the caller's transaction.</summary>
    public async Task<Outcome<Creation<CaptureResponse>>> AddAsync(
        Session session, Caller caller, string listingId, CaptureDraft draft, ArrivedFile file, CancellationToken cancellationToken)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        if (!PublicId.TryParse(listingId, out var id) || await ListingsStore.FindToChangeAsync(session, caller.BrandId, id) == null)
            return BrandListings.Unknown(listingId);
        var kept = await files.KeepAsync(session, caller.BrandId, file, cancellationToken);
        var (captureId, now) = (PublicId.Create(), clock.GetUtcNow().ToUnixTimeMilliseconds());
        var record = await log.EnterAsync(session, caller.BrandId, "capture_added", new JsonObject
        {
            ["listing"] = listingId,
            ["capture"] = PublicId.Format(captureId),
            ["file"] = PublicId.Format(kept.Id),
            ["sha256"] = kept.Sha256,
            ["size"] = kept.SizeBytes,
            ["mediaType"] = kept.MediaType,
            ["takenAt"] = Rfc3339.Format(draft.TakenAt),
        });
        var row = seal.Seal(
            new CaptureRow(caller.BrandId, captureId, id, kept.Id, draft.TakenAt.ToUnixTimeMilliseconds(), now, caller.Id, record, SealedNote: []), draft.Note ?? "");
        await CapturesStore.AddAsync(session, row);
        await ListingsStore.UseAsync(session, caller.BrandId, id, now);
        await audit.AddAsync(session, caller, new AuditedChange("capture.add", PublicId.Format(captureId), New: new { listing = listingId, file = PublicId.Format(kept.Id), kept.Sha256 }));
        return new Creation<CaptureResponse>(Describe(Of(row, kept)!), $"{ListingsApi.Path}/{listingId}");
    }

    /// <summary>The same from a page.</summary>
    public Task<Outcome<CaptureResponse>> AddAsync(Caller caller, string listingId, CaptureDraft draft, ArrivedFile file, CancellationToken cancellationToken) =>
        database.TryWriteAsync<CaptureResponse>(
            async session => (await AddAsync(session, caller, listingId, draft, file, cancellationToken)).TryGet(out var created, out var failure) ? created.Value : failure, cancellationToken);

    /// <summary>In the order they came. What somebody else wrote into the database is left out.</summary>
    public async Task<IReadOnlyList<ListingCapture>> ListAsync(Session session, long brandId, long listingId)
    {
        var found = new List<ListingCapture>();
        foreach (var row in await CapturesStore.ListAsync(session, brandId, listingId))
        {
            if (await files.FindAsync(session, brandId, row.FileId) is { } file && Of(row, file) is { } capture)
                found.Add(capture);
        }

        return found;
    }

    /// <summary>With its file and what opens its record in the log; the leaf stays.</summary>
    public static async Task EraseAsync(Session session, CaptureRow row)
    {
        await CapturesStore.RemoveAsync(session, row);
        await KeptFiles.EraseAsync(session, row.BrandId, row.FileId);
        await LogRecords.EraseAsync(session, row.BrandId, row.LogRecordId);
    }

    public static CaptureResponse Describe(ListingCapture capture) => new(
        PublicId.Format(capture.Id),
        PublicId.Format(capture.ListingId),
        capture.Kind,
        capture.TakenAt,
        capture.AddedAt,
        PublicId.Format(capture.AddedBy),
        capture.Note,
        KeptFileResponse.Of(capture.File),
        PublicId.Format(capture.LogRecord));

    private static string KindOf(string mediaType) => mediaType switch
    {
        FileTypes.Warc or FileTypes.WarcGzip => "warc",
        FileTypes.Har => "har",
        FileTypes.Mail => "mail",
        FileTypes.Pdf => "pdf",
        FileTypes.Text => "text",
        _ => "screenshot",
    };

    private ListingCapture? Of(CaptureRow row, KeptFile file) => seal.OpenNote(row) is { } note
        ? new ListingCapture(
            row.CaptureId,
            row.ListingId,
            file,
            KindOf(file.MediaType),
            DateTimeOffset.FromUnixTimeMilliseconds(row.TakenAt),
            DateTimeOffset.FromUnixTimeMilliseconds(row.AddedAt),
            row.AddedBy,
            note.Length == 0 ? null : note,
            row.LogRecordId)
        : null;
}
