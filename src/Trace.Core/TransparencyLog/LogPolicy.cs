using System.Diagnostics.CodeAnalysis;

namespace Trace.Core.TransparencyLog;

/// <summary>Whom to believe about a log: its own key, and so many of these witnesses.</summary>
/// <remarks>A log alone can show each reader another history; witnesses that cosign only what is consistent make that impossible.</remarks>
/// <param name="Origin">The first line of its checkpoints.</param>
/// <param name="LogKeys">One of them has to have signed.</param>
/// <param name="Witnesses">Keys of type <see cref="NoteSignatureType.Cosignature"/>.</param>
/// <param name="Quorum">How many of the witnesses have to have cosigned.</param>
public sealed record LogPolicy(string Origin, IReadOnlyList<NoteVerifier> LogKeys, IReadOnlyList<NoteVerifier> Witnesses, int Quorum)
{
    public LogPolicy(string origin, NoteVerifier logKey)
        : this(origin, [logKey], [], 0)
    {
    }

    /// <summary>The checkpoint in a signed note that is to be believed; hostile bytes give false and a sentence on what was wrong.</summary>
    public bool TryOpen(ReadOnlySpan<byte> note, [NotNullWhen(true)] out Checkpoint? checkpoint, out string problem)
    {
        checkpoint = null;
        if (!SignedNote.TryParse(note, out var parsed, out problem) || !parsed.TryVerify(LogKeys, out _, out problem))
            return false;
        var cosigned = 0;
        if (Quorum > 0)
        {
            if (!parsed.TryVerify(Witnesses, out var witnesses, out problem))
                return false;
            cosigned = witnesses.Count(signature => signature.Signer.Type == NoteSignatureType.Cosignature);
        }

        if (cosigned < Quorum)
            problem = $"{cosigned} of the witnesses cosigned; {Quorum} are needed.";
        else if (Checkpoint.TryParse(parsed.Text, out var opened, out problem) && opened.Origin != Origin)
            problem = $"The checkpoint is of the log {opened.Origin}, not {Origin}.";
        else
            checkpoint = opened;
        return checkpoint is not null;
    }
}
