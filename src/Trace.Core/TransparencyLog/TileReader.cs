namespace Trace.Core.TransparencyLog;

/// <summary>Roots of any subtree of a tree, read from its tiles.</summary>
/// <remarks>It keeps the tiles it has read, so it is for one proof or a few: a proof touches three tiles a level at most. Not for several threads.</remarks>
/// <param name="source">Its tiles are believed; a proof made of them shows by its check whether they are right.</param>
/// <param name="size">Of a published checkpoint: tiles of other sizes need not exist.</param>
public sealed class TileReader(ITileSource source, long size)
{
    private readonly Dictionary<TilePath, ReadOnlyMemory<byte>> _tiles = [];

    public long Size => size;

    /// <summary>The root of the leaves from one to before another, which are a subtree of the tree, as its splits have them.</summary>
    /// <exception cref="InvalidDataException">A tile is missing or has a wrong length.</exception>
    internal async ValueTask<MerkleHash> RootAsync(long begin, long end, CancellationToken cancellationToken)
    {
        var parts = new List<MerkleHash>();
        while (begin < end)
        {
            // The largest perfect subtree that begins here: what is left over is smaller each time.
            var height = 63 - (int)long.LeadingZeroCount(end - begin);
            parts.Add(await PerfectRootAsync(height, begin >> height, cancellationToken));
            begin += 1L << height;
        }

        var root = parts[^1];
        for (var i = parts.Count - 2; i >= 0; i--)
            root = MerkleHash.OfNode(parts[i], root);
        return root;
    }

    /// <summary>A node of the tree: below it are 2 to the power of its height leaves, all of them there.</summary>
    private async ValueTask<MerkleHash> PerfectRootAsync(int height, long node, CancellationToken cancellationToken)
    {
        var (level, inner) = (height / Tiles.Height, height % Tiles.Height);
        var first = node << inner;
        var tile = await TileAsync(Tiles.Containing(level, first, size), cancellationToken);
        return MerkleTree.Root(MerkleHash.Hashes(tile.Span).Slice((int)(first % Tiles.FullWidth), 1 << inner));
    }

    private async ValueTask<ReadOnlyMemory<byte>> TileAsync(TilePath path, CancellationToken cancellationToken)
    {
        if (_tiles.TryGetValue(path, out var tile))
            return tile;
        var (bytes, found, problem) = await TileFile.ReadAsync(source, path, cancellationToken);
        return _tiles[path] = bytes ?? throw new InvalidDataException($"{found}: {problem}");
    }
}
