using System.Text;
using Trace.Core.TransparencyLog;

namespace Trace.Core.Evidence;

/// <summary>The records of a pack that are in a transparency log: each with its salt opens a leaf, which a proof leads to a checkpoint that the log signed.</summary>
/// <remarks>Records and proofs come in the order of the pack, each record right before its proof; whose key signs is known only afterwards, from the manifest.</remarks>
internal sealed class LoggedRecords(ICollection<EvidenceFault> faults)
{
    public const int MaxRecordBytes = 1 << 20;

    private const int MaxCheckpoints = 100;

    private readonly List<CheckedRecord> _records = [];
    private readonly Dictionary<string, string> _placeOfCheckpoint = new(StringComparer.Ordinal);
    private (long Index, byte[] Bytes)? _pending;

    public IReadOnlyList<CheckedRecord> Records => _records;

    public void AddRecord(long index, byte[] bytes)
    {
        EndPending();
        _pending = (index, bytes);
    }

    public void AddProof(long index, byte[] bytes)
    {
        var name = EvidenceNames.Proof(index);
        if (_pending is not { } record || record.Index != index)
        {
            EndPending();
            faults.Add(new(name, "There is no record that it is the proof of."));
            return;
        }

        _pending = null;
        if (LogProof.TryParse(bytes, out var proof, out var problem) && TryOpen(index, record.Bytes, proof, out var checkpoint, out problem))
        {
            _records.Add(new(index, checkpoint.Size));
            var checkpointBytes = Encoding.Latin1.GetString(proof.Checkpoint.Span);
            if (_placeOfCheckpoint.Count == MaxCheckpoints && !_placeOfCheckpoint.ContainsKey(checkpointBytes))
                faults.Add(new(name, $"There are more than {MaxCheckpoints} checkpoints."));
            else
                _placeOfCheckpoint.TryAdd(checkpointBytes, name);
        }
        else
        {
            faults.Add(new(name, problem));
        }
    }

    /// <summary>To be called after the last one: checks who signed the checkpoints.</summary>
    /// <param name="log">The log of the manifest; null if it names none.</param>
    /// <returns>The names of the witnesses among <paramref name="witnesses"/> that cosigned every checkpoint.</returns>
    public IReadOnlyList<string> Finish(NoteVerifier? log, IReadOnlyList<NoteVerifier> witnesses)
    {
        EndPending();
        if (log is null != (_records.Count == 0))
            faults.Add(new(EvidenceNames.Manifest, log is null ? "It names no log, and there are records of one." : "It names a log, and there are no records that hold."));
        if (log is null)
            return [];
        var policy = new LogPolicy(log.Name, log);
        var cosigned = witnesses.Select(witness => witness.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (text, place) in _placeOfCheckpoint)
        {
            var note = Encoding.Latin1.GetBytes(text);
            if (!policy.TryOpen(note, out _, out var problem))
                faults.Add(new(place, problem));
            else
                cosigned.IntersectWith(Cosigners(note, witnesses, place));
        }

        return [.. cosigned.Order(StringComparer.Ordinal)];
    }

    private static bool TryOpen(long index, byte[] record, LogProof proof, out Checkpoint checkpoint, out string problem)
    {
        (checkpoint, problem) = (null!, "");
        if (proof.Index != index)
            problem = $"It is of entry {proof.Index}.";
        else if (proof.Extra.Length != LogLeaf.SaltBytes)
            problem = "It has no salt of 32 bytes.";
        else if (!SignedNote.TryParse(proof.Checkpoint.Span, out var note, out problem) || !Checkpoint.TryParse(note.Text, out checkpoint!, out problem))
            return false;
        else if (!InclusionProof.Verify(index, checkpoint.Size, MerkleHash.OfLeaf(LogLeaf.Make(proof.Extra.Span, record)), [.. proof.Hashes], checkpoint.Root))
            problem = "Record and salt are not the entry that the checkpoint has there.";
        return problem.Length == 0;
    }

    private IEnumerable<string> Cosigners(byte[] note, IReadOnlyList<NoteVerifier> witnesses, string place)
    {
        if (!SignedNote.TryParse(note, out var parsed, out _))
            return [];
        foreach (var witness in witnesses.Where(witness => parsed.Signatures.Any(witness.IsNamedBy)))
        {
            if (!parsed.TryVerify([witness], out _, out var problem))
                faults.Add(new(place, problem));
        }

        return parsed.TryVerify(witnesses, out var verified, out _) ? verified.Select(signature => signature.Signer.Name) : [];
    }

    private void EndPending()
    {
        if (_pending is { } record)
            faults.Add(new(EvidenceNames.Record(record.Index), "It has no proof."));
        _pending = null;
    }
}
