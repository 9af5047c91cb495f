using System.Security.Cryptography;
using Trace.Core.Documents;
using Trace.Core.Evidence;
using Trace.Core.TransparencyLog;
using Trace.Server.Dossiers.Pdf;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Dossiers;

/// <summary>Records of the log that go into a pack.</summary>
/// <param name="Log">Of which log all of them are; null if there are none.</param>
/// <param name="Entries">Index in the log by id of record.</param>
/// <param name="Waiting">Records of the case that are not among them.</param>
public sealed record PackRecords(NoteVerifier? Log, IReadOnlyList<EvidenceRecord> Records, IReadOnlyDictionary<long, long> Entries, int Waiting)
{
    public static PackRecords None { get; } = new(Log: null, [], new Dictionary<long, long>(), 0);
}

/// <summary>Makes evidence packs: the dossier, the files, the records of the log with their proofs, drafts for a qualified person, timestamps, and the signature over all of it.</summary>
public sealed class EvidencePacks(PackKeys keys, Timestamps timestamps, DossierSettings settings, TraceSettings trace)
{
    private const string Pdf = "application/pdf";

    /// <summary>In private temporary files, which are gone when what is returned is disposed.</summary>
    /// <param name="content">But for its proofs, which are set here.</param>
    public async Task<Outcome<MadePack>> MakeAsync(DossierContent content, PackRecords records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(records);
        FileStream? dossier = null, pack = null;
        var isMade = false;
        try
        {
            (dossier, pack) = (PrivateFile.CreateTemporary(trace.DataFolder), PrivateFile.CreateTemporary(trace.DataFolder));
            var made = await keys.SignAsync(signer => WriteAsync(signer, content, records, dossier, pack, cancellationToken));
            isMade = made is not null;
            return made is null ? new Failure("key_lost", "The key that signs evidence packs cannot be opened.") : made;
        }
        finally
        {
            if (!isMade)
            {
                await (dossier?.DisposeAsync() ?? ValueTask.CompletedTask);
                await (pack?.DisposeAsync() ?? ValueTask.CompletedTask);
            }
        }
    }

    private async Task<MadePack> WriteAsync(NoteSigner signer, DossierContent content, PackRecords records, FileStream dossier, FileStream pack, CancellationToken cancellationToken)
    {
        content = content with { Proofs = new DossierProofs(signer.Verifier.ToString(), records.Log?.ToString(), records.Entries, records.Waiting, timestamps.Authorities, settings.PublicUrl) };
        var written = await DossierPdf.WriteAsync(dossier, content, cancellationToken);
        var document = new byte[dossier.Length];
        dossier.Position = 0;
        await dossier.ReadExactlyAsync(document, cancellationToken);
        IReadOnlyList<TimestampOutcome> stamped = [];
        await new EvidencePack(content.Cover.Reference, content.Cover.MadeAt, [.. FilesOf(content, document)], records.Log, records.Records).WriteAsync(
            pack,
            signer,
            async (hash, cancellation) =>
            {
                stamped = await timestamps.AskAsync(hash, cancellation);
                return [.. stamped.Select(outcome => outcome.Token).OfType<NamedToken>()];
            },
            cancellationToken);
        await pack.FlushAsync(cancellationToken);
        return new MadePack(
            await ArrivedAsync(pack, FileTypes.Zip, $"{content.Cover.Reference}.zip", cancellationToken),
            await ArrivedAsync(dossier, FileTypes.Pdf, $"{content.Cover.Reference}.pdf", cancellationToken),
            content,
            written,
            stamped);
    }

    private static IEnumerable<EvidenceFile> FilesOf(DossierContent content, byte[] document)
    {
        yield return new EvidenceFile(EvidenceNames.Dossier, Pdf, "Trace: the dossier of this case", () => new MemoryStream(document, writable: false));
        yield return Draft("files/draft-eidas-note.pdf", "Trace: draft of a note, to be completed and signed by a qualified person", output => DraftPdfs.EidasNote(output, content));
        yield return Draft("files/draft-fre-902-certificate.pdf", "Trace: draft of a certificate, to be completed and signed by a qualified person", output => DraftPdfs.Certificate(output, content));
        foreach (var exhibit in content.Exhibits)
            yield return new EvidenceFile(exhibit.Name, exhibit.MediaType, $"Exhibit {exhibit.Number}: {exhibit.Title}. {exhibit.Source}", () => new LaterStream(exhibit.Open));
    }

    private static EvidenceFile Draft(string name, string source, Func<Stream, WrittenDocument> write)
    {
        using var bytes = new MemoryStream();
        write(bytes);
        var content = bytes.ToArray();
        return new EvidenceFile(name, Pdf, source, () => new MemoryStream(content, writable: false));
    }

    private static async Task<ArrivedFile> ArrivedAsync(FileStream file, string type, string name, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var hash = await SHA256.HashDataAsync(file, cancellationToken);
        return new ArrivedFile(file, FilePurpose.Dossier, Convert.ToHexStringLower(hash), file.Length, type, name);
    }
}

/// <summary>A pack that was made and is not kept yet.</summary>
/// <param name="Pack">The ZIP.</param>
/// <param name="Dossier">The PDF of it, for people who only read.</param>
/// <param name="Content">What the dossier says, its proofs included.</param>
public sealed record MadePack(ArrivedFile Pack, ArrivedFile Dossier, DossierContent Content, WrittenDocument Written, IReadOnlyList<TimestampOutcome> Timestamps) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Pack.DisposeAsync();
        await Dossier.DisposeAsync();
    }
}
