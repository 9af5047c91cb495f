using Trace.Core.TransparencyLog;

namespace Trace.Server.Log;

/// <summary>Whether a server signs what the log grows to, and if not why.</summary>
public enum LogState
{
    Signing,

    /// <summary>The database holds less than was published: it was restored.</summary>
    Behind,

    /// <summary>The database holds something else than was published.</summary>
    Inconsistent,

    /// <summary>What was published is of a log the database does not know: it was restored, or is another one.</summary>
    UnknownLog,

    /// <summary>The database holds entries, and nothing says what was published of them: the file beside it is gone.</summary>
    NothingKnown,

    /// <summary>The seal of the log's key does not hold.</summary>
    KeyBroken,
}

/// <summary>What a server knows of the log it writes: its row, and the checkpoint in it.</summary>
public sealed record LogView(LogRow Log, Checkpoint Checkpoint)
{
    /// <exception cref="InvalidDataException">The row was altered.</exception>
    public static LogView Of(LogRow row) => SignedNote.TryParse(row.Note, out var note, out var problem) && Checkpoint.TryParse(note.Text, out var checkpoint, out problem)
        ? new LogView(row, checkpoint)
        : throw new InvalidDataException($"The checkpoint of log {row.LogNumber} in the database cannot be read: {problem}");

    /// <summary>The same if the log's own key signed the checkpoint and the row says what is in it; else null: the row was altered.</summary>
    public static LogView? Believed(LogRow row)
    {
        try
        {
            return new LogPolicy(row.Origin, LogKey.Verifier(row)).TryOpen(row.Note, out var checkpoint, out _) && checkpoint.Size == row.Size ? new LogView(row, checkpoint) : null;
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException)
        {
            // Its key or its name is none.
            return null;
        }
    }
}
