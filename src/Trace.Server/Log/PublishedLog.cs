using System.Globalization;
using Trace.Core.TransparencyLog;
using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>The checkpoint this server published last, in a file of its own that no restored database takes back. Nothing is shown to anyone that is not in it.</summary>
/// <remarks>Every server on one PostgreSQL has its own. A file that is older than the database is brought up to it, after the database was found to extend it.</remarks>
public sealed class PublishedLog(TraceSettings settings, LogKey key) : IDisposable
{
    public const string FileName = "log-checkpoint";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private LogView? _shown;
    private LogState _state = LogState.NothingKnown;

    /// <summary>What is shown of the log that is written; null before the first start is over.</summary>
    public LogView? Shown => Volatile.Read(ref _shown);

    public LogState State => _state;

    private string Path => System.IO.Path.Combine(settings.DataFolder, FileName);

    /// <summary>Compares the database with the file, and brings the file up to it where it may be. Anything but <see cref="LogState.Signing"/>: nothing may be signed.</summary>
    /// <exception cref="IOException">The file cannot be read or written: nothing may be signed either.</exception>
    public async Task<LogState> AdvanceAsync(Session session, LogRow row)
    {
        await _turn.WaitAsync();
        try
        {
            if (_state == LogState.Signing && Shown is { } shown && shown.Log.LogNumber == row.LogNumber && shown.Log.Note.AsSpan().SequenceEqual(row.Note) && File.Exists(Path))
                return _state;
            var (view, file) = (LogView.Believed(row), ReadFile());
            // A row that somebody else wrote moves neither the file nor what is shown.
            var state = view == null ? LogState.Inconsistent : !key.Holds(row) ? LogState.KeyBroken : await CompareAsync(session, view, file?.Checkpoint);
            if (state == LogState.Signing)
                await WriteFileAsync(row.Note);
            // What was published last is what it is, also where the database says otherwise.
            Volatile.Write(ref _shown, state != LogState.Signing && file is { } last && (view == null || last.Checkpoint.Origin == row.Origin)
                ? new LogView(row with { Origin = last.Checkpoint.Origin, Note = last.Note, Size = last.Checkpoint.Size }, last.Checkpoint)
                : view);
            return _state = state;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The owner says that what the database holds is right, after it was compared with what is known.</summary>
    public async Task ReplaceAsync(LogRow row)
    {
        await _turn.WaitAsync();
        try
        {
            await WriteFileAsync(row.Note);
            Volatile.Write(ref _shown, LogView.Of(row));
            _state = key.Holds(row) ? LogState.Signing : LogState.KeyBroken;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Null if there is none; one that cannot be read is of a log that nobody knows.</summary>
    public (byte[] Note, Checkpoint Checkpoint)? ReadFile()
    {
        if (!File.Exists(Path))
            return null;
        var bytes = File.ReadAllBytes(Path);
        return SignedNote.TryParse(bytes, out var note, out _) && Checkpoint.TryParse(note.Text, out var checkpoint, out _)
            ? (bytes, checkpoint)
            : (bytes, new Checkpoint("", 0, MerkleHash.Empty));
    }

    /// <summary>Whether a tree of the database is what another checkpoint of the same log grew to.</summary>
    public static async Task<bool> ExtendsAsync(Session session, LogView view, Checkpoint earlier)
    {
        var (size, root) = (view.Checkpoint.Size, view.Checkpoint.Root);
        if (earlier.Size == 0 || (earlier.Size == size && earlier.Root == root))
            return true;
        if (earlier.Size >= size)
            return false;
        try
        {
            var proof = await ConsistencyProof.MakeAsync(new TileReader(new SessionTiles(session, view.Log.LogNumber), size), earlier.Size, CancellationToken.None);
            return ConsistencyProof.Verify(earlier.Size, earlier.Root, size, root, proof);
        }
        catch (InvalidDataException)
        {
            // A tile is missing or cut.
            return false;
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<LogState> CompareAsync(Session session, LogView view, Checkpoint? file)
    {
        // A server that is new to a PostgreSQL has no file; beside SQLite it goes missing with a restored folder only.
        if (file == null)
            return view.Checkpoint.Size == 0 || session.Dialect == Dialect.Postgres ? LogState.Signing : LogState.NothingKnown;
        if (file.Origin != view.Log.Origin)
            return await LogsStore.FindAsync(session, file.Origin) is { } earlier && earlier.LogNumber < view.Log.LogNumber && key.Holds(earlier) ? LogState.Signing : LogState.UnknownLog;
        if (file.Size > view.Checkpoint.Size)
            return LogState.Behind;
        return await ExtendsAsync(session, view, file) ? LogState.Signing : LogState.Inconsistent;
    }

    /// <summary>On disk under another name before it has this one: a crash leaves the old file or the new one.</summary>
    private async Task WriteFileAsync(byte[] note)
    {
        var temporary = string.Create(CultureInfo.InvariantCulture, $"{Path}.{PublicId.Format(PublicId.Create())}.new");
        try
        {
            await using (var stream = PrivateFile.CreateOnce(temporary))
            {
                await stream.WriteAsync(note);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, Path, overwrite: true);
        }
        catch
        {
            // It is tried twice a second: a full disk is not to be filled with these.
            File.Delete(temporary);
            throw;
        }
    }
}
