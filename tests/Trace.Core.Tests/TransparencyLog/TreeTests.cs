using Trace.Core.TransparencyLog;
using Xunit;

namespace Trace.Core.Tests.TransparencyLog;

/// <summary>Hashes and roots of RFC 6962 trees.</summary>
public sealed class TreeTests
{
    [Fact]
    public void The_published_tree_of_eight_leaves_has_its_nodes_and_roots()
    {
        var vectors = LogVectors.Load("tree.json");
        var leaves = vectors.List("leafInputs").Select(input => MerkleHash.OfLeaf(input.Hex())).ToList();
        var rows = vectors.List("nodeHashes").Select(row => row.EnumerateArray().Select(LogVectors.HexHash).ToList()).ToList();
        Assert.Equal(rows[0], leaves);
        for (var height = 1; height < rows.Count; height++)
            Assert.Equal(rows[height], rows[height - 1].Chunk(2).Select(pair => MerkleHash.OfNode(pair[0], pair[1])));
        var range = new CompactRange();
        foreach (var (root, size) in vectors.List("rootHashes").Select((root, size) => (root.HexHash(), size)))
        {
            Assert.Equal((root, root), (range.Root(), MerkleTree.Root([.. leaves[..size]])));
            if (size < leaves.Count)
                range.Append(leaves[size]);
        }
    }

    [Fact]
    public void Every_tree_of_up_to_600_leaves_has_the_root_of_the_recursion()
    {
        var tree = new NaiveTree([.. Enumerable.Range(0, 600).Select(i => TestLog.Entry(i))]);
        var (range, leaves) = (new CompactRange(), new List<MerkleHash>());
        for (var size = 0; size <= 600; size++)
        {
            Assert.Equal((size, tree.Root(0, size)), ((int)range.Size, range.Root()));
            Assert.Equal(tree.Root(0, size), MerkleTree.Root([.. leaves]));
            if (size == 600)
                break;
            leaves.Add(MerkleHash.OfLeaf(TestLog.Entry(size)));
            range.Append(leaves[^1]);
        }
    }

    [Fact]
    public void Roots_are_those_of_the_independent_implementation()
    {
        var vectors = TestLog.Vectors.List("roots").ToDictionary(vector => vector.Number("size"), vector => vector.GetProperty("rootHex").HexHash());
        Assert.Equal((23, 66000), (vectors.Count, vectors.Keys.Max()));
        var range = new CompactRange();
        for (var size = 0L; size <= 66000; size++)
        {
            if (vectors.TryGetValue(size, out var root))
                Assert.Equal((size, root), (size, range.Root()));
            range.Append(MerkleHash.OfLeaf(TestLog.Entry(size)));
        }
    }

    [Fact]
    public void An_entry_of_any_length_has_its_hash() => Assert.All(new[] { 0, 1, 254, 255, 256, 65535 }, length =>
    {
        var entry = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        Assert.Equal(new NaiveTree([entry]).Root(0, 1), MerkleHash.OfLeaf(entry));
    });

    [Theory]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", true)]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=", false)]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF==", false)]
    [InlineData("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=", false)]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF =", false)]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA", false)]
    [InlineData("", false)]
    public void A_hash_has_one_spelling(string text, bool isHash)
    {
        Assert.Equal(isHash, MerkleHash.TryParseBase64(text, out var hash));
        Assert.Equal(isHash, hash == MerkleHash.Empty && hash.ToString() == text);
    }
}
