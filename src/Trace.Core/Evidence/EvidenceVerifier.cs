using Trace.Core.TransparencyLog;

namespace Trace.Core.Evidence;

/// <summary>Checks a pack with nothing but its bytes and what the verifying person believes.</summary>
/// <remarks>
/// One pass from front to back. A file that is not a canonical ZIP has that one fault: behind it nothing has a known place. Otherwise all
/// faults are found and each is told with its name in the pack.
/// </remarks>
public sealed class EvidenceVerifier
{
    private readonly EvidenceTrust _trust;
    private readonly List<EvidenceFault> _faults = [];
    private readonly List<ZipEntry> _listed = [];
    private readonly List<(string Name, byte[] Bytes)> _tokens = [];
    private readonly LoggedRecords _records;
    private (ZipEntry Entry, byte[] Bytes)? _manifest;
    private (ZipEntry Entry, byte[] Bytes)? _signature;

    private EvidenceVerifier(EvidenceTrust trust) => (_trust, _records) = (trust, new LoggedRecords(_faults));

    /// <param name="pack">Read to its end; need not be able to seek.</param>
    public static async Task<EvidenceReport> VerifyAsync(Stream pack, EvidenceTrust trust, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(trust);
        var verifier = new EvidenceVerifier(trust);
        try
        {
            await foreach (var (entry, content) in CanonicalZipReader.ReadAsync(pack, KeptBytes, cancellationToken))
                verifier.Take(entry, content);
        }
        catch (ZipFaultException fault)
        {
            return new(null, [new(fault.Place, fault.Problem)], IsSignerTrusted: false, IsLogTrusted: false, [], [], [], trust.TimestampRoots.Count > 0);
        }

        return verifier.Finish();
    }

    private static int? KeptBytes(string name) =>
        name == EvidenceNames.Manifest ? EvidenceManifest.MaxBytes
        : name == EvidenceNames.Signature ? PackSignature.MaxBytes
        : EvidenceNames.IsTimestamp(name) ? TimestampToken.MaxBytes
        : EvidenceNames.IsRecord(name, out _) ? LoggedRecords.MaxRecordBytes
        : EvidenceNames.IsProof(name, out _) ? LogProof.MaxBytes
        : null;

    private void Take(ZipEntry entry, byte[]? content)
    {
        if (entry.Name == EvidenceNames.Manifest)
            _manifest = (entry, content!);
        else if (entry.Name == EvidenceNames.Signature)
            _signature = (entry, content!);
        else if (EvidenceNames.IsTimestamp(entry.Name) && _tokens.Count == TimestampToken.MostOfAPack)
            _faults.Add(new(entry.Name, $"There are more than {TimestampToken.MostOfAPack} timestamps."));
        else if (EvidenceNames.IsTimestamp(entry.Name))
            _tokens.Add((entry.Name, content!));
        else
            _listed.Add(entry);

        if (EvidenceNames.IsRecord(entry.Name, out var index))
            _records.AddRecord(index, content!);
        else if (EvidenceNames.IsProof(entry.Name, out index))
            _records.AddProof(index, content!);
        else if (content is null && !EvidenceNames.IsFile(entry.Name))
            _faults.Add(new(entry.Name, "A pack has no place for it."));
    }

    private EvidenceReport Finish()
    {
        EvidenceManifest? manifest = null;
        if (_manifest is null)
            _faults.Add(new(EvidenceNames.Manifest, "There is none."));
        else if (!EvidenceManifest.TryParse(_manifest.Value.Bytes, out manifest, out var problem))
            _faults.Add(new(EvidenceNames.Manifest, problem));
        if (_signature is null)
            _faults.Add(new(EvidenceNames.Signature, "There is none."));
        if (manifest is null)
            return Report(null, [], []);

        CheckFiles(manifest);
        var log = manifest.Log is not null && EvidenceManifest.IsKey(manifest.Log, out var logKey) ? logKey : null;
        var witnesses = _records.Finish(log, [.. _trust.Keys.Where(key => key.Type == NoteSignatureType.Cosignature)]);
        if (_signature is var (entry, bytes) && EvidenceManifest.IsKey(manifest.Signer, out var signer)
            && PackSignature.Problem(bytes, entry.Offset, entry.Sha256Before.Span, signer) is { } wrong)
            _faults.Add(new(EvidenceNames.Signature, wrong));
        return Report(manifest, witnesses, CheckTimestamps());
    }

    private EvidenceReport Report(EvidenceManifest? manifest, IReadOnlyList<string> witnesses, IReadOnlyList<CheckedTimestamp> timestamps) => new(
        manifest, _faults,
        IsSignerTrusted: manifest is not null && _trust.Has(manifest.Signer),
        IsLogTrusted: manifest?.Log is { } log && _trust.Has(log),
        witnesses, _records.Records, timestamps, _trust.TimestampRoots.Count > 0);

    /// <summary>The manifest lists what comes before it, in the same order.</summary>
    private void CheckFiles(EvidenceManifest manifest)
    {
        var found = _listed.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        foreach (var file in manifest.Files)
        {
            if (!found.Remove(file.Name, out var entry))
                _faults.Add(new(file.Name, "The manifest lists it, and it is not there."));
            else if (entry.SizeBytes != file.SizeBytes || Convert.ToHexStringLower(entry.Sha256.Span) != file.Sha256)
                _faults.Add(new(file.Name, "It is not what the manifest says: its size or SHA-256 is another."));
        }

        _faults.AddRange(found.Values.Select(entry => new EvidenceFault(entry.Name, "The manifest does not list it.")));
        if (manifest.Files.Zip(manifest.Files.Skip(1)).Any(pair => string.CompareOrdinal(pair.First.Name, pair.Second.Name) >= 0))
            _faults.Add(new(EvidenceNames.Manifest, "The files are not listed in the order of their names."));
    }

    private List<CheckedTimestamp> CheckTimestamps()
    {
        var timestamps = new List<CheckedTimestamp>();
        foreach (var (name, token) in _tokens)
        {
            if (TimestampToken.TryCheck(name, token, _manifest!.Value.Entry.Sha256.Span, _trust.TimestampRoots, out var timestamp, out var problem))
                timestamps.Add(timestamp);
            else
                _faults.Add(new(name, problem));
        }

        return timestamps;
    }
}
