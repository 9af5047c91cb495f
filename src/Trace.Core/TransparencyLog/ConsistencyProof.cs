namespace Trace.Core.TransparencyLog;

/// <summary>That a tree grew out of an earlier one: its first leaves are all the leaves of that one, unchanged.</summary>
/// <remarks>RFC 6962 section 2.1.2; checking as in RFC 9162 section 2.1.4.2.</remarks>
public static class ConsistencyProof
{
    /// <summary>The proof from a smaller tree to the one the tiles are of. Tiles are not checked here.</summary>
    /// <param name="earlierSize">From 1 to the size of the tiles.</param>
    /// <exception cref="InvalidDataException">A tile is missing or has a wrong length.</exception>
    public static async Task<MerkleHash[]> MakeAsync(TileReader tiles, long earlierSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentOutOfRangeException.ThrowIfLessThan(earlierSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(earlierSize, tiles.Size);
        var (begin, end, proof) = (0L, tiles.Size, new List<MerkleHash>());
        while (end != earlierSize)
        {
            var middle = begin + MerkleTree.SplitOf(end - begin);
            var isLeft = earlierSize <= middle;
            proof.Add(isLeft ? await tiles.RootAsync(middle, end, cancellationToken) : await tiles.RootAsync(begin, middle, cancellationToken));
            (begin, end) = isLeft ? (begin, middle) : (middle, end);
        }

        // From the first leaf on it is the earlier root itself, which whoever checks has.
        if (begin > 0)
            proof.Add(await tiles.RootAsync(begin, end, cancellationToken));
        proof.Reverse();
        return [.. proof];
    }

    /// <summary>Hostile input gives false, never an exception. Of an empty earlier tree there is nothing to prove: also false.</summary>
    public static bool Verify(long earlierSize, MerkleHash earlierRoot, long size, MerkleHash root, ReadOnlySpan<MerkleHash> proof)
    {
        if (earlierSize < 1 || earlierSize > size)
            return false;
        if (earlierSize == size)
            return proof.IsEmpty && earlierRoot == root;
        if (proof.IsEmpty)
            return false;

        var (node, last) = (earlierSize - 1, size - 1);
        while ((node & 1) == 1)
            (node, last) = (node >> 1, last >> 1);
        // An earlier tree without a ragged edge is a node of the later one, and left out of the proof.
        var earlier = node == 0 ? earlierRoot : proof[0];
        var later = earlier;
        foreach (var other in node == 0 ? proof : proof[1..])
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                earlier = MerkleHash.OfNode(other, earlier);
                later = MerkleHash.OfNode(other, later);
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                later = MerkleHash.OfNode(later, other);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && earlier == earlierRoot && later == root;
    }
}
