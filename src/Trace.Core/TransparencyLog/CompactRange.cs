using System.Numerics;

namespace Trace.Core.TransparencyLog;

/// <summary>What it takes to go on with a tree: the roots of the perfect subtrees that its leaves fill, largest first.</summary>
/// <remarks>
/// RFC 6962 section 2.1 splits a tree of n leaves at the largest power of two below n; its perfect subtrees are thus the ones of the
/// binary digits of n. An append makes one node on average and 63 at most; nothing is allocated.
/// </remarks>
public sealed class CompactRange
{
    private readonly MerkleHash[] _subtrees = new MerkleHash[64];

    /// <summary>How many leaves there are.</summary>
    public long Size { get; private set; }

    public void Append(MerkleHash leaf)
    {
        var count = BitOperations.PopCount((ulong)Size);
        for (var size = Size; (size & 1) == 1; size >>= 1)
            leaf = MerkleHash.OfNode(_subtrees[--count], leaf);
        _subtrees[count] = leaf;
        Size++;
    }

    /// <summary>The root of the tree of all leaves so far.</summary>
    public MerkleHash Root()
    {
        var count = BitOperations.PopCount((ulong)Size);
        if (count == 0)
            return MerkleHash.Empty;
        var root = _subtrees[--count];
        while (count > 0)
            root = MerkleHash.OfNode(_subtrees[--count], root);
        return root;
    }
}
