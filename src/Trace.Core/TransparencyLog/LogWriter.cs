using System.Buffers;

namespace Trace.Core.TransparencyLog;

/// <summary>Makes a log longer: entries in, files out, and a checkpoint for the caller to sign and to publish last.</summary>
/// <remarks>
/// It writes only files that no published checkpoint commits to, so a run that ends anywhere leaves the log as it was published; see README,
/// "Crash states". For one thread. After an exception it is of no further use: open another from what is published.
/// </remarks>
public sealed class LogWriter
{
    private readonly string _origin;
    private readonly LogEdge _edge;
    private readonly ArrayBufferWriter<byte> _bundle = new();
    private bool _isSpoilt;

    private LogWriter(string origin, LogEdge edge) => (_origin, _edge) = (origin, edge);

    /// <summary>How many entries the log has, the last ones perhaps not published.</summary>
    public long Size => _edge.Size;

    /// <summary>Goes on from a published checkpoint, whose right edge is read and checked against it.</summary>
    /// <exception cref="InvalidDataException">A file is missing or is not what the checkpoint commits to: nothing may be signed on top of it.</exception>
    public static async Task<LogWriter> OpenAsync(ITileSource source, Checkpoint published, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(published);
        var (edge, fault) = await LogEdge.ReadAsync(source, published.Size, cancellationToken);
        if (edge is null)
            throw new InvalidDataException($"{fault!.File}: {fault.Problem}");
        if (edge.Root() != published.Root)
            throw new InvalidDataException($"The tiles of {published.Size} entries do not have the root of the published checkpoint.");
        var writer = new LogWriter(published.Origin, edge);
        if (edge.PathAt(0) is { } tile)
            await writer.ReadBundleAsync(source, TilePath.Entries(tile.Index, tile.Width), cancellationToken);
        return writer;
    }

    /// <summary>Writes entries, each before the tile that holds its hash, and returns what is to be signed once this returns.</summary>
    /// <param name="entries">Any number, each of 65,535 bytes at most.</param>
    public async Task<Checkpoint> AppendAsync(IEnumerable<ReadOnlyMemory<byte>> entries, ITileSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(sink);
        if (_isSpoilt)
            throw new InvalidOperationException("An append failed before; open the log again from its published checkpoint.");
        _isSpoilt = true;
        var (before, filled) = (Size, new List<(TilePath Path, byte[] Bytes)>());
        foreach (var entry in entries)
        {
            EntryBundle.Write(_bundle, entry.Span);
            _edge.Append(MerkleHash.OfLeaf(entry.Span), filled);
            if (filled.Count == 0)
                continue;
            await sink.WriteAsync(TilePath.Entries(filled[0].Path.Index), _bundle.WrittenMemory, cancellationToken);
            _bundle.ResetWrittenCount();
            foreach (var (path, bytes) in filled)
                await sink.WriteAsync(path, bytes, cancellationToken);
            filled.Clear();
        }

        await WritePartialAsync(before, sink, cancellationToken);
        _isSpoilt = false;
        return new Checkpoint(_origin, Size, _edge.Root());
    }

    private async Task WritePartialAsync(long before, ITileSink sink, CancellationToken cancellationToken)
    {
        for (var level = 0; level < _edge.Levels; level++)
        {
            if (_edge.PathAt(level) is not { } path || Tiles.Hashes(level, before) == Tiles.Hashes(level, Size))
                continue;
            if (level == 0)
                await sink.WriteAsync(TilePath.Entries(path.Index, path.Width), _bundle.WrittenMemory, cancellationToken);
            await sink.WriteAsync(path, _edge.HashesAt(level), cancellationToken);
        }
    }

    private async Task ReadBundleAsync(ITileSource source, TilePath path, CancellationToken cancellationToken)
    {
        var (bytes, found, problem) = await TileFile.ReadAsync(source, path, cancellationToken);
        if (bytes is not { } content)
            throw new InvalidDataException($"{found}: {problem}");
        if (LogAudit.FirstDifference(content, _edge.HashesAt(0)) is { } index)
            throw new InvalidDataException($"{found}: Entry {path.First + index} is not the one the log committed to.");
        _bundle.Write(content.Span);
    }
}
