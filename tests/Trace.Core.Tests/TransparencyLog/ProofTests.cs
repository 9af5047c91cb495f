using System.Text.Json;
using Trace.Core.TransparencyLog;
using Xunit;

namespace Trace.Core.Tests.TransparencyLog;

/// <summary>Proofs of inclusion and of consistency: published ones, all small ones, and wrong ones.</summary>
public sealed class ProofTests
{
    private const int Largest = 131;

    private static readonly NaiveTree Tree = new([.. Enumerable.Range(0, 600).Select(i => TestLog.Entry(i))]);

    [Fact]
    public void Published_proofs_of_inclusion_come_out_as_published()
    {
        var cases = LogVectors.Load("inclusion.json").List("cases");
        Assert.Equal((98, 92), (cases.Count, cases.Count(vector => vector.GetProperty("wantErr").GetBoolean())));
        Assert.All(cases, vector => Assert.Equal(
            (vector.Text("file"), !vector.GetProperty("wantErr").GetBoolean()),
            (vector.Text("file"), Hashes(vector, "root", "leafHash") is var hashes && InclusionProof.Verify(
                unchecked((long)vector.GetProperty("leafIdx").GetUInt64()), unchecked((long)vector.GetProperty("treeSize").GetUInt64()), hashes[1], [.. hashes[2..]], hashes[0]))));
    }

    [Fact]
    public void Published_proofs_of_consistency_come_out_as_published()
    {
        var cases = LogVectors.Load("consistency.json").List("cases");
        Assert.Equal((98, 92), (cases.Count, cases.Count(vector => vector.GetProperty("wantErr").GetBoolean())));
        Assert.All(cases, vector => Assert.Equal(
            (vector.Text("file"), !vector.GetProperty("wantErr").GetBoolean()),
            (vector.Text("file"), Hashes(vector, "root1", "root2") is var hashes && ConsistencyProof.Verify(
                unchecked((long)vector.GetProperty("size1").GetUInt64()), hashes[0], unchecked((long)vector.GetProperty("size2").GetUInt64()), hashes[1], [.. hashes[2..]]))));
    }

    /// <summary>RFC 6962 section 2.1.3: a to f and j are the hashes of the leaves, the others of the nodes above them.</summary>
    [Fact]
    public async Task The_proofs_of_rfc_6962_are_the_nodes_it_names()
    {
        var nodes = "abcdefj".Select((letter, leaf) => (letter, Hash: Tree.Root(leaf, leaf + 1))).ToDictionary(pair => pair.letter, pair => pair.Hash);
        foreach (var (letter, left, right) in new[] { ('g', 'a', 'b'), ('h', 'c', 'd'), ('i', 'e', 'f'), ('k', 'g', 'h'), ('l', 'i', 'j') })
            nodes[letter] = MerkleHash.OfNode(nodes[left], nodes[right]);
        var reader = new TileReader(await TestLog.OfAsync(7), 7);
        foreach (var (index, names) in new[] { (0, "bhl"), (3, "cgl"), (4, "fjk"), (6, "ik") })
            Assert.Equal(names.Select(letter => nodes[letter]), await InclusionProof.MakeAsync(reader, index, Stop));
        foreach (var (earlier, names) in new[] { (3, "cdgl"), (4, "l"), (6, "ijk") })
            Assert.Equal(names.Select(letter => nodes[letter]), await ConsistencyProof.MakeAsync(reader, earlier, Stop));
    }

    [Fact]
    public async Task Proofs_are_those_of_the_independent_implementation()
    {
        var log = await TestLog.OfAsync(66000);
        foreach (var vector in TestLog.Vectors.List("inclusion").Where(vector => vector.Number("size") == 66000))
        {
            var proof = await InclusionProof.MakeAsync(new TileReader(log, 66000), vector.Number("index"), Stop);
            Assert.Equal(vector.List("proofHex").Select(LogVectors.HexHash), proof);
        }

        foreach (var vector in TestLog.Vectors.List("consistency").Where(vector => vector.Number("size") == 66000))
            Assert.Equal(vector.List("proofHex").Select(LogVectors.HexHash), await ConsistencyProof.MakeAsync(new TileReader(log, 66000), vector.Number("earlierSize"), Stop));
        Assert.All(TestLog.Vectors.List("inclusion"), vector => Assert.True(InclusionProof.Verify(
            vector.Number("index"), vector.Number("size"), MerkleHash.OfLeaf(vector.GetProperty("leafHex").Hex()), [.. vector.List("proofHex").Select(LogVectors.HexHash)], RootOf(vector.Number("size")))));
        Assert.All(TestLog.Vectors.List("consistency").Where(vector => vector.Number("earlierSize") <= 600), vector => Assert.True(ConsistencyProof.Verify(
            vector.Number("earlierSize"), Tree.Root(0, (int)vector.Number("earlierSize")), vector.Number("size"), RootOf(vector.Number("size")), [.. vector.List("proofHex").Select(LogVectors.HexHash)])));
    }

    [Fact]
    public async Task Every_proof_of_inclusion_in_a_small_tree_is_that_of_the_recursion_and_holds()
    {
        for (var size = 1; size <= Largest; size++)
        {
            var (reader, root) = (new TileReader(await TestLog.OfAsync(size), size), Tree.Root(0, size));
            for (var index = 0; index < size; index++)
            {
                var proof = await InclusionProof.MakeAsync(reader, index, Stop);
                Assert.Equal(Tree.Inclusion(index, 0, size), proof);
                Assert.True(InclusionProof.Verify(index, size, Tree.Root(index, index + 1), proof, root));
            }
        }
    }

    [Fact]
    public async Task Every_proof_of_consistency_of_small_trees_is_that_of_the_recursion_and_holds()
    {
        for (var size = 1; size <= 70; size++)
        {
            var (reader, root) = (new TileReader(await TestLog.OfAsync(size), size), Tree.Root(0, size));
            for (var earlier = 1; earlier <= size; earlier++)
            {
                var proof = await ConsistencyProof.MakeAsync(reader, earlier, Stop);
                Assert.Equal(Tree.Consistency(earlier, 0, size), proof);
                Assert.True(ConsistencyProof.Verify(earlier, Tree.Root(0, earlier), size, root, proof));
            }
        }
    }

    [Fact]
    public async Task Proofs_across_tiles_are_those_of_the_recursion()
    {
        foreach (var size in new[] { 255, 256, 257, 511, 512, 513, 600 })
        {
            var (reader, root) = (new TileReader(await TestLog.OfAsync(size / 2, size), size), Tree.Root(0, size));
            foreach (var place in new[] { 0, 1, 127, 128, 254, 255, 256, 300, 511, 512, 599 }.Where(place => place < size))
            {
                var inclusion = await InclusionProof.MakeAsync(reader, place, Stop);
                Assert.Equal(Tree.Inclusion(place, 0, size), inclusion);
                Assert.True(InclusionProof.Verify(place, size, Tree.Root(place, place + 1), inclusion, root));
                var consistency = await ConsistencyProof.MakeAsync(reader, place + 1, Stop);
                Assert.Equal(Tree.Consistency(place + 1, 0, size), consistency);
                Assert.True(ConsistencyProof.Verify(place + 1, Tree.Root(0, place + 1), size, root, consistency));
            }
        }
    }

    /// <summary>Each byte of each hash, one hash more, one less, each other index and size.</summary>
    [Fact]
    public void A_proof_that_is_changed_anywhere_does_not_hold()
    {
        foreach (var size in new[] { 2, 7, 8, 13, 33, 70 })
        {
            for (var index = 0; index < size; index += 1 + (size / 8))
            {
                var (proof, leaf, root) = (Tree.Inclusion(index, 0, size).ToArray(), Tree.Root(index, index + 1), Tree.Root(0, size));
                AssertFragile([leaf, root, .. proof], hashes => InclusionProof.Verify(index, size, hashes[0], [.. hashes[2..]], hashes[1]));
                for (var other = -1; other <= size; other++)
                    Assert.Equal(other == index, InclusionProof.Verify(other, size, leaf, proof, root));
                var earlier = index + 1;
                AssertFragile(
                    [Tree.Root(0, earlier), root, .. Tree.Consistency(earlier, 0, size)],
                    hashes => ConsistencyProof.Verify(earlier, hashes[0], size, hashes[1], [.. hashes[2..]]));
                for (var other = -1; other <= size; other++)
                    Assert.Equal(other == earlier, ConsistencyProof.Verify(other, Tree.Root(0, earlier), size, root, [.. Tree.Consistency(earlier, 0, size)]));
            }
        }
    }

    [Fact]
    public async Task A_tile_that_is_missing_or_cut_is_named()
    {
        var log = await TestLog.OfAsync(600);
        log.Files.Remove("tile/0/002.p/88");
        log.Files["tile/0/001"] = log.Files["tile/0/001"][..^1];
        var reader = new TileReader(log, 600);
        Assert.StartsWith("tile/0/002.p/88: ", (await Assert.ThrowsAsync<InvalidDataException>(() => InclusionProof.MakeAsync(reader, 0, Stop))).Message, StringComparison.Ordinal);
        log.Files["tile/0/002"] = new byte[8192];
        Assert.StartsWith("tile/0/001: ", (await Assert.ThrowsAsync<InvalidDataException>(() => InclusionProof.MakeAsync(reader, 300, Stop))).Message, StringComparison.Ordinal);
    }

    private static void AssertFragile(MerkleHash[] hashes, Func<MerkleHash[], bool> verify)
    {
        Assert.True(verify(hashes));
        for (var i = 0; i < hashes.Length; i++)
        {
            for (var place = 0; place < MerkleHash.SizeBytes; place++)
            {
                var bytes = NaiveTree.Bytes(hashes[i]);
                bytes[place] ^= 0x10;
                Assert.False(verify([.. hashes[..i], new MerkleHash(bytes), .. hashes[(i + 1)..]]));
            }

            Assert.False(verify([.. hashes[..Math.Max(i, 2)], hashes[i], .. hashes[Math.Max(i, 2)..]]));
            if (i > 1)
                Assert.False(verify([.. hashes[..i], .. hashes[(i + 1)..]]));
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static MerkleHash RootOf(long size) =>
        size <= 600 ? Tree.Root(0, (int)size) : TestLog.Vectors.List("roots").Single(vector => vector.Number("size") == size).GetProperty("rootHex").HexHash();

    private static MerkleHash[] Hashes(JsonElement vector, params string[] members) => [.. members.Select(vector.GetProperty).Concat(vector.List("proof")).Select(LogVectors.AnyHash)];
}
