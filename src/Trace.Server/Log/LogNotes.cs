using Trace.Core.TransparencyLog;
using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>Checkpoints with the signatures of witnesses.</summary>
public static class LogNotes
{
    /// <summary>The checkpoint, and behind the log's signature those of all witnesses that cosigned this one.</summary>
    public static byte[] WithWitnesses(byte[] published, IEnumerable<CosignatureRow> cosignatures)
    {
        if (!SignedNote.TryParse(published, out var note, out _))
            return published;
        foreach (var row in cosignatures)
        {
            if (SignedNote.TryParse(row.Note, out var cosigned, out _) && cosigned.Text == note.Text && NoteVerifier.TryParse(row.Witness, out var witness)
                && cosigned.Signatures.FirstOrDefault(witness.IsNamedBy) is { } line)
            {
                note = note.With(line);
            }
        }

        return note.ToBytes();
    }

    /// <summary>Of the published checkpoint and those that witnesses cosigned before it, the one with an entry in it that most of them signed, and of those the latest.</summary>
    public static async Task<LogView> BestAsync(Session session, LogView view, long index)
    {
        var rows = await LogsStore.ListCosignaturesAsync(session, view.Log.LogNumber);
        return rows.Where(row => row.Size > index && row.Size <= view.Checkpoint.Size).Select(row => row.Note).Append(view.Log.Note)
            .Select(note => LogView.Of(view.Log with { Note = WithWitnesses(note, rows) }))
            .MaxBy(other => (Signatures(other), other.Checkpoint.Size))!;
    }

    private static int Signatures(LogView view) => SignedNote.TryParse(view.Log.Note, out var note, out _) ? note.Signatures.Count : 0;
}
