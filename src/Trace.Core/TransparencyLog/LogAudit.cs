namespace Trace.Core.TransparencyLog;

/// <summary>Re-checks a whole log from outside: signature, every entry, every tile up to the signed root, and what it was before.</summary>
/// <remarks>
/// From the signed root down: the right edge, then from left to right each tile before what is below it. A file is thus believed before it is
/// compared with, so the fault that is told is that of the file that was changed. In memory are two tiles a level and one bundle.
/// </remarks>
public sealed class LogAudit
{
    private readonly ITileSource _source;
    private readonly Checkpoint _checkpoint;
    private readonly Checkpoint? _earlier;
    private readonly IProgress<long>? _progress;
    private readonly CompactRange _leaves = new();
    private readonly CancellationToken _cancellationToken;

    private LogAudit(ITileSource source, Checkpoint checkpoint, Checkpoint? earlier, IProgress<long>? progress, CancellationToken cancellationToken) =>
        (_source, _checkpoint, _earlier, _progress, _cancellationToken) = (source, checkpoint, earlier, progress, cancellationToken);

    /// <summary>Stops at the first fault.</summary>
    /// <param name="earlier">A checkpoint of this log that was believed before, if there is one.</param>
    /// <param name="progress">Told how many entries have been checked, now and then.</param>
    public static async Task<LogAuditResult> RunAsync(
        ITileSource source, LogPolicy policy, Checkpoint? earlier, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(policy);
        if (await source.ReadAsync(Checkpoint.Path, cancellationToken) is not { } note)
            return new(null, new(LogFaultKind.Missing, Checkpoint.Path, null, TileFile.Missing));
        if (!policy.TryOpen(note.Span, out var checkpoint, out var problem))
            return new(null, new(LogFaultKind.Malformed, Checkpoint.Path, null, problem));
        return new(checkpoint, await new LogAudit(source, checkpoint, earlier, progress, cancellationToken).FindFaultAsync());
    }

    private async Task<LogFault?> FindFaultAsync()
    {
        if (_earlier is not null && _earlier.Origin != _checkpoint.Origin)
            return OfCheckpoint(LogFaultKind.Rewritten, $"The earlier checkpoint is of another log, {_earlier.Origin}.");
        if (_earlier is not null && _earlier.Size > _checkpoint.Size)
            return OfCheckpoint(LogFaultKind.RolledBack, $"The log had {_earlier.Size} entries, and has {_checkpoint.Size}.");
        var (edge, fault) = await LogEdge.ReadAsync(_source, _checkpoint.Size, _cancellationToken);
        if (edge is null)
            return fault;
        if (edge.Root() != _checkpoint.Root)
            return await FindFaultOfEdgeAsync(edge);

        for (var level = edge.Levels - 1; level >= 0; level--)
        {
            if (edge.PathAt(level) is { } path && await CheckBelowAsync(path, edge.HashesAt(level)) is { } below)
                return below;
        }

        return null;
    }

    /// <summary>Checks what the hashes of a tile are of; the hashes themselves are believed.</summary>
    private async Task<LogFault?> CheckBelowAsync(TilePath tile, ReadOnlyMemory<byte> hashes)
    {
        if (tile.Level == 0)
            return await CheckEntriesAsync(tile, hashes);
        for (var i = 0; i < tile.Width; i++)
        {
            var child = TilePath.Tile(tile.Level - 1, tile.First + i);
            var (bytes, found, problem) = await TileFile.ReadAsync(_source, child, _cancellationToken);
            if (bytes is not { } content)
                return LogFault.Of(found, problem!);
            if (RootOf(content) != HashAt(hashes, i))
                return Altered(child, await FirstDifferenceAsync(child, content));
            if (await CheckBelowAsync(child, content) is { } fault)
                return fault;
        }

        return null;
    }

    private async Task<LogFault?> CheckEntriesAsync(TilePath tile, ReadOnlyMemory<byte> hashes)
    {
        var (bytes, found, problem) = await TileFile.ReadAsync(_source, TilePath.Entries(tile.Index, tile.Width), _cancellationToken);
        if (bytes is not { } content)
            return LogFault.Of(found, problem!);
        if (FirstDifference(content, hashes) is { } index)
            return Altered(found, tile.First + index);
        for (var i = 0; _earlier is not null && i < tile.Width && _leaves.Size < _earlier.Size; i++)
        {
            _leaves.Append(HashAt(hashes, i));
            if (_leaves.Size == _earlier.Size && _leaves.Root() != _earlier.Root)
                return OfCheckpoint(LogFaultKind.Rewritten, $"The first {_earlier.Size} entries are not those of the earlier checkpoint.");
        }

        _progress?.Report(tile.First + tile.Width);
        return null;
    }

    /// <summary>The tiles of the right edge have another root than the signed one: which of them is not of what is below it?</summary>
    private async Task<LogFault?> FindFaultOfEdgeAsync(LogEdge edge)
    {
        for (var level = 0; level < edge.Levels; level++)
        {
            if (edge.PathAt(level) is { } path && await FirstDifferenceAsync(path, edge.HashesAt(level)) is { } index)
                return Altered(edge.FoundAt(level), index);
        }

        return OfCheckpoint(LogFaultKind.WrongRoot, "The signed root is not that of the tiles.");
    }

    /// <summary>The first hash of a tile that is not of what is below it; null if what is below cannot be read or agrees.</summary>
    private async Task<long?> FirstDifferenceAsync(TilePath tile, ReadOnlyMemory<byte> hashes)
    {
        if (tile.Level == 0)
        {
            var (entries, _, _) = await TileFile.ReadAsync(_source, TilePath.Entries(tile.Index, tile.Width), _cancellationToken);
            return entries is { } bundle && FirstDifference(bundle, hashes) is { } index ? tile.First + index : null;
        }

        for (var i = 0; i < tile.Width; i++)
        {
            var (child, _, _) = await TileFile.ReadAsync(_source, TilePath.Tile(tile.Level - 1, tile.First + i), _cancellationToken);
            if (child is { } content && RootOf(content) != HashAt(hashes, i))
                return tile.First + i;
        }

        return null;
    }

    /// <summary>The first entry of a bundle that does not have its hash.</summary>
    internal static int? FirstDifference(ReadOnlyMemory<byte> entries, ReadOnlyMemory<byte> hashes)
    {
        var bundle = new EntryBundle(entries.Span);
        for (var i = 0; bundle.TryNext(out var entry); i++)
        {
            if (MerkleHash.OfLeaf(entry) != HashAt(hashes, i))
                return i;
        }

        return null;
    }

    private static MerkleHash RootOf(ReadOnlyMemory<byte> hashes) => MerkleTree.Root(MerkleHash.Hashes(hashes.Span));

    private static MerkleHash HashAt(ReadOnlyMemory<byte> hashes, int index) => MerkleHash.Hashes(hashes.Span)[index];

    private static LogFault OfCheckpoint(LogFaultKind kind, string problem) => new(kind, Checkpoint.Path, null, problem);

    private static LogFault Altered(TilePath path, long? index) => new(
        LogFaultKind.Altered, path.ToString(), index, path.IsEntries ? "An entry is not the one the log committed to." : "A hash is not the one the log committed to.");
}
