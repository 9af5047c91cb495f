namespace Trace.Core.TransparencyLog;

/// <summary>That an entry is in a tree: the hashes beside the path from its leaf to the root, lowest first.</summary>
/// <remarks>RFC 6962 section 2.1.1; checking as in RFC 9162 section 2.1.3.2.</remarks>
public static class InclusionProof
{
    /// <summary>The proof for one leaf, read from tiles. Whoever hands it out to others checks it first: tiles are not checked here.</summary>
    /// <exception cref="InvalidDataException">A tile is missing or has a wrong length.</exception>
    public static async Task<MerkleHash[]> MakeAsync(TileReader tiles, long index, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, tiles.Size);
        var (begin, end, proof) = (0L, tiles.Size, new List<MerkleHash>());
        while (end - begin > 1)
        {
            var middle = begin + MerkleTree.SplitOf(end - begin);
            var isLeft = index < middle;
            proof.Add(isLeft ? await tiles.RootAsync(middle, end, cancellationToken) : await tiles.RootAsync(begin, middle, cancellationToken));
            (begin, end) = isLeft ? (begin, middle) : (middle, end);
        }

        proof.Reverse();
        return [.. proof];
    }

    /// <summary>Hostile input gives false, never an exception.</summary>
    /// <param name="index">Of the leaf, from 0.</param>
    /// <param name="size">Leaves in the tree.</param>
    public static bool Verify(long index, long size, MerkleHash leaf, ReadOnlySpan<MerkleHash> proof, MerkleHash root)
    {
        if (index < 0 || index >= size)
            return false;
        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var other in proof)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = MerkleHash.OfNode(other, hash);
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                hash = MerkleHash.OfNode(hash, other);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }
}
