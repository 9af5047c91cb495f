namespace Trace.Core.TransparencyLog;

/// <summary>The root of a few hashes, and where a tree is split.</summary>
/// <remarks>RFC 6962 section 2.1.</remarks>
public static class MerkleTree
{
    private const int StackHashes = Tiles.FullWidth;

    /// <summary>The root above hashes that stand side by side; the last may itself stand for fewer leaves than the others.</summary>
    /// <remarks>
    /// Pairs are hashed, and an odd last one moves up as it is: the same tree as splitting at the largest power of two.
    /// </remarks>
    public static MerkleHash Root(ReadOnlySpan<MerkleHash> hashes)
    {
        if (hashes.IsEmpty)
            return MerkleHash.Empty;
        var row = hashes.Length <= StackHashes ? stackalloc MerkleHash[hashes.Length] : new MerkleHash[hashes.Length];
        hashes.CopyTo(row);
        while (row.Length > 1)
        {
            var pairs = row.Length / 2;
            for (var i = 0; i < pairs; i++)
                row[i] = MerkleHash.OfNode(row[2 * i], row[(2 * i) + 1]);
            if (row.Length % 2 == 1)
                row[pairs] = row[^1];
            row = row[..((row.Length + 1) / 2)];
        }

        return row[0];
    }

    /// <summary>The largest power of two below a number of leaves, which is 2 or more.</summary>
    internal static long SplitOf(long leaves) => 1L << (63 - (int)long.LeadingZeroCount(leaves - 1));
}
