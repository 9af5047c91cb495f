using System.Globalization;
using Trace.Core.TransparencyLog;

namespace Trace.Core.Evidence;

/// <summary>Writes an evidence pack: files, records of the log with their proofs, manifest, timestamps, and the signature over all of it.</summary>
/// <remarks><c>api-specs/evidence-pack.md</c>. The same content, signer and tokens give the same bytes.</remarks>
/// <param name="Case">The case's id.</param>
/// <param name="Files">In any order.</param>
/// <param name="Log">The log's key; null if there are no records.</param>
/// <param name="Records">In any order.</param>
public sealed record EvidencePack(
    string Case, DateTimeOffset MadeAt, IReadOnlyList<EvidenceFile> Files, NoteVerifier? Log, IReadOnlyList<EvidenceRecord> Records)
{
    private const string AnyBytes = "application/octet-stream";
    private const string PlainText = "text/plain";

    /// <summary>Writes from front to back in flat memory.</summary>
    /// <param name="output">Need not be able to seek.</param>
    /// <param name="stamp">Given the SHA-256 of the manifest, gets tokens of it; a name is what stands behind <c>rfc3161/</c>. May give none.</param>
    /// <exception cref="InvalidOperationException">What is to be written is no pack that a verifier would take; something may have been written by then.</exception>
    public async Task WriteAsync(
        Stream output, NoteSigner signer, Func<ReadOnlyMemory<byte>, CancellationToken, Task<IReadOnlyList<NamedToken>>> stamp, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(stamp);
        if (Files.FirstOrDefault(file => !EvidenceNames.IsFile(file.Name)) is { } misplaced)
            throw new InvalidOperationException($"A pack has no place for {misplaced.Name}.");
        CheckRecords();
        var manifest = new EvidenceManifest(Case, MadeAt, signer.Verifier.ToString(), Log?.ToString(), []);
        CheckManifest(manifest);

        using var zip = new CanonicalZipWriter(output);
        var listed = new List<ManifestFile>();
        foreach (var file in Files.Concat(Records.SelectMany(FilesOf)).OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            var entry = await zip.AddAsync(file.Name, file.Open, cancellationToken);
            listed.Add(new(file.MediaType, file.Name, Convert.ToHexStringLower(entry.Sha256.Span), entry.SizeBytes, file.Source));
        }

        manifest = manifest with { Files = listed };
        CheckManifest(manifest);
        var manifestEntry = await zip.AddAsync(EvidenceNames.Manifest, manifest.ToBytes(), cancellationToken);
        if (manifestEntry.SizeBytes > EvidenceManifest.MaxBytes)
            throw new InvalidOperationException($"The manifest would have more than {EvidenceManifest.MaxBytes} bytes.");
        var tokens = await stamp(manifestEntry.Sha256, cancellationToken);
        if (tokens.Count > TimestampToken.MostOfAPack)
            throw new InvalidOperationException($"There are more than {TimestampToken.MostOfAPack} timestamps.");
        foreach (var (name, token) in tokens.OrderBy(token => token.Name, StringComparer.Ordinal))
        {
            if (!TimestampToken.TryCheck(name, token, manifestEntry.Sha256.Span, [], out _, out var problem))
                throw new InvalidOperationException($"{name}: {problem}");
            await zip.AddAsync(EvidenceNames.TimestampsFolder + name, token.ToArray(), cancellationToken);
        }

        await zip.AddAsync(EvidenceNames.Signature, PackSignature.Make(zip.Length, zip.Sha256Written(), signer), cancellationToken);
        await zip.FinishAsync(cancellationToken);
    }

    private static void CheckManifest(EvidenceManifest manifest)
    {
        if (manifest.Problem() is { } problem)
            throw new InvalidOperationException(problem);
    }

    /// <summary>Whoever hands a proof out checks it first.</summary>
    private void CheckRecords()
    {
        if (Records.FirstOrDefault(record => record.Bytes.Length > LoggedRecords.MaxRecordBytes) is { } large)
            throw new InvalidOperationException($"Record {large.Proof.Index} has more than {LoggedRecords.MaxRecordBytes} bytes.");
        var faults = new List<EvidenceFault>();
        var checks = new LoggedRecords(faults);
        foreach (var record in Records)
        {
            checks.AddRecord(record.Proof.Index, record.Bytes.ToArray());
            checks.AddProof(record.Proof.Index, record.Proof.ToBytes());
        }

        checks.Finish(Log, []);
        if (faults.Count > 0)
            throw new InvalidOperationException($"{faults[0].Place}: {faults[0].Problem}");
    }

    private IEnumerable<EvidenceFile> FilesOf(EvidenceRecord record)
    {
        var source = string.Create(CultureInfo.InvariantCulture, $"{Log!.Name}, entry {record.Proof.Index}");
        yield return new(EvidenceNames.Record(record.Proof.Index), AnyBytes, source, () => Content(record.Bytes));
        yield return new(EvidenceNames.Proof(record.Proof.Index), PlainText, source, () => Content(record.Proof.ToBytes()));
    }

    private static MemoryStream Content(ReadOnlyMemory<byte> bytes) => new(bytes.ToArray(), writable: false);
}

/// <summary>A file of a pack.</summary>
/// <param name="Name"><see cref="EvidenceNames.Dossier"/>, or one below <see cref="EvidenceNames.FilesFolder"/>.</param>
/// <param name="Source">Where it is from, in words; also its name there.</param>
/// <param name="Open">Called twice, for the same bytes.</param>
public sealed record EvidenceFile(string Name, string MediaType, string Source, Func<Stream> Open);

/// <summary>A record of the log.</summary>
/// <param name="Bytes">Its canonical bytes, 1 MiB at most.</param>
/// <param name="Proof">With the record's salt as its extra data.</param>
public sealed record EvidenceRecord(ReadOnlyMemory<byte> Bytes, LogProof Proof);

/// <summary>A timestamp over the manifest.</summary>
public sealed record NamedToken(string Name, ReadOnlyMemory<byte> Bytes);
