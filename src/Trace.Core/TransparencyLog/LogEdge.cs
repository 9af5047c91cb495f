namespace Trace.Core.TransparencyLog;

/// <summary>The partial tiles of a tree, one a level at most: all it takes to know its root and to go on with it.</summary>
internal sealed class LogEdge
{
    private const int TileBytes = Tiles.FullWidth * MerkleHash.SizeBytes;

    private readonly List<byte[]> _tiles = [];
    private readonly List<TilePath?> _found = [];

    public long Size { get; private set; }

    public int Levels => Tiles.Levels(Size);

    /// <summary>The edge of a tree of a size, or null and the first file that is missing or malformed. Its root is not checked here.</summary>
    public static async ValueTask<(LogEdge? Edge, LogFault? Fault)> ReadAsync(ITileSource source, long size, CancellationToken cancellationToken)
    {
        var edge = new LogEdge { Size = size };
        for (var level = 0; level < edge.Levels; level++)
        {
            edge._tiles.Add(new byte[TileBytes]);
            edge._found.Add(null);
            if (edge.PathAt(level) is not { } path)
                continue;
            var (bytes, found, problem) = await TileFile.ReadAsync(source, path, cancellationToken);
            edge._found[level] = found;
            if (bytes is not { } content)
                return (null, LogFault.Of(found, problem!));
            content.CopyTo(edge._tiles[level]);
        }

        return (edge, null);
    }

    /// <summary>The hashes of a level that are in no full tile.</summary>
    public ReadOnlyMemory<byte> HashesAt(int level) => _tiles[level].AsMemory(0, WidthAt(level) * MerkleHash.SizeBytes);

    /// <summary>The partial tile of a level; null where a tile has just been filled.</summary>
    public TilePath? PathAt(int level) => WidthAt(level) == 0 ? null : TilePath.Tile(level, Tiles.Hashes(level, Size) / Tiles.FullWidth, WidthAt(level));

    /// <summary>The file that the hashes of a level were read from: the partial tile, or the full one if that had taken its place.</summary>
    public TilePath FoundAt(int level) => _found[level]!.Value;

    /// <summary>From the bottom: what a level has, and behind it the root of all that the levels below have left over.</summary>
    public MerkleHash Root()
    {
        Span<MerkleHash> row = stackalloc MerkleHash[Tiles.FullWidth];
        var rest = MerkleHash.Empty;
        for (var (level, hasRest) = (0, false); level < Levels; level++)
        {
            var width = WidthAt(level);
            MerkleHash.Hashes(HashesAt(level).Span).CopyTo(row);
            if (hasRest)
                row[width++] = rest;
            (rest, hasRest) = (MerkleTree.Root(row[..width]), width > 0);
        }

        return rest;
    }

    /// <summary>Adds a leaf, and the tiles it fills to a list, lowest first.</summary>
    public void Append(MerkleHash leaf, ICollection<(TilePath Path, byte[] Bytes)> filled)
    {
        var hash = leaf;
        for (var level = 0; ; level++)
        {
            if (level == _tiles.Count)
                _tiles.Add(new byte[TileBytes]);
            var width = WidthAt(level);
            hash.CopyTo(_tiles[level].AsSpan(width * MerkleHash.SizeBytes));
            if (width + 1 < Tiles.FullWidth)
                break;
            filled.Add((TilePath.Tile(level, Tiles.Hashes(level, Size) / Tiles.FullWidth), _tiles[level].ToArray()));
            hash = MerkleTree.Root(MerkleHash.Hashes(_tiles[level]));
        }

        Size++;
    }

    private int WidthAt(int level) => (int)(Tiles.Hashes(level, Size) % Tiles.FullWidth);
}
