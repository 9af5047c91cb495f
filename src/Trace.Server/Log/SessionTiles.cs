using Trace.Core.TransparencyLog;
using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>The files of one log as a session sees them. What is written is durable with its transaction, as the checkpoint over it is.</summary>
public sealed class SessionTiles(Session session, long logNumber) : ITileSource, ITileSink
{
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string path, CancellationToken cancellationToken) =>
        TilePath.TryParse(path, out var tile) ? await ReadAsync(tile) : null;

    /// <summary>A narrower file than the one there is how that one begins.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(TilePath path)
    {
        if (await LogTilesStore.FindAsync(session, logNumber, path.Level, path.Index) is not { } row || row.Width < path.Width)
            return null;
        if (row.Width == path.Width)
            return row.Content;
        var length = path.IsEntries ? LengthOf(row.Content, path.Width) : path.Width * MerkleHash.SizeBytes;
        return length <= row.Content.Length ? row.Content.AsMemory(0, length) : null;
    }

    public async ValueTask WriteAsync(TilePath path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        await LogTilesStore.SetAsync(session, new LogTileRow(logNumber, path.Level, path.Index, path.Width, bytes.ToArray()));

    /// <summary>How many bytes the first entries of a bundle are; more than there are if it has fewer.</summary>
    private static int LengthOf(ReadOnlySpan<byte> bundle, int entries)
    {
        var rest = new EntryBundle(bundle);
        var length = 0;
        for (; entries > 0; entries--)
        {
            if (!rest.TryNext(out var entry))
                return int.MaxValue;
            length += sizeof(ushort) + entry.Length;
        }

        return length;
    }
}
