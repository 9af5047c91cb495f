using System.Text.Json;
using System.Text.Json.Nodes;
using Trace.Core.Evidence;
using Trace.Server.Audit;
using Trace.Server.Cases;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Log;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Dossiers;

/// <summary>Evidence packs of cases: made, listed, given out. For the API and the console alike.</summary>
public sealed class CaseDossiers(
    Database database, BrandCases cases, EvidencePacks packs, KeptFiles files, LogRecords records, UnitStories units, AuditTrail audit, TimeProvider clock) : IDisposable
{
    private const int NewestScans = 200;

    /// <summary>Records of the last steps are in the log some seconds after them; so often it is looked for them, once a second.</summary>
    private const int MostLooks = 6;

    /// <summary>A pack reads all files of a case three times; one at a time leaves room for everybody else.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    public void Dispose() => _turn.Dispose();

    /// <summary>Newest first.</summary>
    public async Task<Outcome<Page<DossierResponse>>> ListAsync(Caller caller, string caseId, string? cursor, int? limit)
    {
        if (!Paging.ParseByTime<long>(cursor, limit, PublicId.TryParse, 0).TryGet(out var page, out var problem) || !(await cases.FindAsync(caller, caseId)).TryGet(out _, out problem))
            return problem;
        var id = PublicId.TryParse(caseId, out var parsed) ? parsed : 0;
        var rows = await database.ReadAsync(session => DossiersStore.ListAsync(session, caller.BrandId, id, page.Before, page.Size + 1));
        return Paging.Of(rows, page.Size, row => row.ToResponse(), row => Paging.CursorOf(row.MadeAt, PublicId.Format(row.DossierId)));
    }

    /// <summary>A pack of the case as it stands, not kept yet. Whoever gets it disposes it.</summary>
    public async Task<Outcome<MadePack>> MakeAsync(Caller caller, string caseId, CancellationToken cancellationToken)
    {
        if (!(await cases.FindAsync(caller, caseId)).TryGet(out _, out var unknown))
            return unknown;
        if (!await _turn.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken))
            return new Failure("overloaded", "Other dossiers are being made; try again soon.") { RetryAfterSeconds = 30 };
        try
        {
            var id = PublicId.TryParse(caseId, out var parsed) ? parsed : 0;
            if (await cases.FileAsync(caller.BrandId, id) is not { } file)
                return BrandCases.Unknown(caseId);
            var story = file.Basis.Purchase?.Entries.LastOrDefault(entry => entry.Content.Scan != null)?.Content.Scan is { Gtin: { } gtin, Serial: { } serial }
                ? await units.FindAsync(caller, gtin, serial, NewestScans)
                : null;
            var proven = await ProveAsync(caller.BrandId, [.. file.Records.Distinct()], cancellationToken);
            var content = await database.ReadAsync(session => new CaseDossier(file, session, files).ReadAsync(story, caller, clock.GetUtcNow()), cancellationToken);
            return await packs.MakeAsync(content, proven, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>For the console: made and kept.</summary>
    public async Task<Outcome<DossierResponse>> MakeAndKeepAsync(Caller caller, string caseId)
    {
        if (!(await MakeAsync(caller, caseId, CancellationToken.None)).TryGet(out var made, out var failure))
            return failure;
        await using (made)
        {
            return (await database.TryWriteAsync(session => AddAsync(session, caller, caseId, made, CancellationToken.None))).TryGet(out var kept, out failure) ? kept.Value : failure;
        }
    }

    /// <summary>Keeps a pack, in the caller's transaction.</summary>
    public async Task<Outcome<Creation<DossierResponse>>> AddAsync(Session session, Caller caller, string caseId, MadePack made, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(caseId, out var id) || await BrandCases.ReadAsync(session, caller.BrandId, id) == null)
            return BrandCases.Unknown(caseId);
        var pack = await files.KeepAsync(session, caller.BrandId, made.Pack, cancellationToken);
        var pdf = await files.KeepAsync(session, caller.BrandId, made.Dossier, cancellationToken);
        var row = new DossierRow(
            caller.BrandId, id, PublicId.Create(), made.Content.Cover.MadeAt.ToUnixTimeMilliseconds(), caller.Id, pack.Id, pdf.Id, pack.Sha256, pack.SizeBytes, made.Written.Pages, made.Content.Exhibits.Count,
            made.Content.LeftOut.Count, made.Content.Proofs.Entries.Count, made.Content.Proofs.Waiting,
            JsonSerializer.Serialize([.. made.Timestamps.Select(outcome => new DossierTimestamp(outcome.Authority, outcome.Token?.Name, outcome.Problem))], ServerJson.Default.IReadOnlyListDossierTimestamp),
            made.Written.Missing.Count == 0 ? null : string.Join(' ', made.Written.Missing));
        await DossiersStore.AddAsync(session, row);
        await BrandCases.KeepDossierAsync(session, caller.BrandId, id, made.Content.Cover.MadeAt);
        await records.EnterAsync(session, caller.BrandId, "dossier_made", new JsonObject
        {
            ["case"] = caseId,
            ["dossier"] = PublicId.Format(row.DossierId),
            ["sha256"] = row.Sha256,
            ["size"] = row.SizeBytes,
        });
        await audit.AddAsync(session, caller, new AuditedChange("case.dossier", caseId, New: new { dossier = PublicId.Format(row.DossierId), row.Sha256 }));
        return new Creation<DossierResponse>(row.ToResponse(), $"/api/v1/files/{PublicId.Format(row.FileId)}");
    }

    /// <summary>The packs of a case, with their files: a case that is erased, or its seller, is in none afterwards.</summary>
    public static async Task EraseAsync(Session session, long brandId, long caseId)
    {
        foreach (var row in await DossiersStore.ListAsync(session, brandId, caseId, (long.MaxValue, long.MaxValue), int.MaxValue))
        {
            await KeptFiles.EraseAsync(session, brandId, row.FileId);
            await KeptFiles.EraseAsync(session, brandId, row.PdfFileId);
            await DossiersStore.RemoveAsync(session, row);
        }
    }

    /// <summary>Those that are published, of one log: the one that most are in. Waits a little for the last ones.</summary>
    private async Task<PackRecords> ProveAsync(long brandId, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        var proven = await records.ProvenAsync(brandId, ids, cancellationToken);
        for (var look = 1; proven.Count < ids.Count && look < MostLooks; look++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
            proven = await records.ProvenAsync(brandId, ids, cancellationToken);
        }

        if (proven.Count == 0)
            return PackRecords.None with { Waiting = ids.Count };
        var ofLog = proven.GroupBy(record => record.Log.ToString(), StringComparer.Ordinal).MaxBy(group => group.Count())!.ToList();
        return new PackRecords(
            ofLog[0].Log, [.. ofLog.Select(record => new EvidenceRecord(record.Bytes, record.Proof))], ofLog.ToDictionary(record => record.Id, record => record.Proof.Index), ids.Count - ofLog.Count);
    }
}
