namespace Trace.Core.TransparencyLog;

/// <summary>Which files a tree of a size has.</summary>
/// <remarks>C2SP tlog-tiles, "Merkle Tree" and "Partial Tiles".</remarks>
public static class Tiles
{
    /// <summary>Hashes in a full tile, entries in a full bundle.</summary>
    public const int FullWidth = 256;

    /// <summary>Binary levels of the tree in one level of tiles.</summary>
    internal const int Height = 8;

    /// <summary>How many hashes a level of tiles has in all: roots of perfect subtrees of 256 to the power of the level.</summary>
    public static long Hashes(int level, long size) => Height * level < 63 ? size >> (Height * level) : 0;

    /// <summary>How many levels of tiles a tree has; none if it is empty.</summary>
    public static int Levels(long size)
    {
        var levels = 0;
        while (Hashes(levels, size) > 0)
            levels++;
        return levels;
    }

    /// <summary>The file of a level that holds a hash, as wide as the size has it: a full one wherever there is one.</summary>
    /// <param name="level">Of tiles, or <see cref="TilePath.EntriesLevel"/>.</param>
    /// <param name="hash">Number of the hash among all of its level.</param>
    public static TilePath Containing(int level, long hash, long size)
    {
        var count = Hashes(Math.Max(level, 0), size);
        ArgumentOutOfRangeException.ThrowIfNegative(hash);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(hash, count);
        var index = hash / FullWidth;
        return new TilePath(level, index, (int)Math.Min(FullWidth, count - (index * FullWidth)));
    }

    /// <summary>The files that a log writes as it grows, in an order in which none comes before what it is made of.</summary>
    /// <remarks>The full ones that were filled, and the new partial one where a level has got a hash and is not at a tile's end.</remarks>
    public static IEnumerable<TilePath> Growth(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        for (var level = TilePath.EntriesLevel; level < Levels(to); level++)
        {
            var (before, after) = (Hashes(Math.Max(level, 0), from), Hashes(Math.Max(level, 0), to));
            for (var first = before / FullWidth * FullWidth; first < after && before < after; first += FullWidth)
                yield return Containing(level, first, to);
        }
    }
}
