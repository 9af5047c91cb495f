using System.Buffers.Binary;
using System.Text;
using Trace.Core.TransparencyLog;
using Xunit;

namespace Trace.Core.Tests.TransparencyLog;

/// <summary>Checkpoints, cosignatures, and whom to believe.</summary>
public sealed class CheckpointTests
{
    private const string Root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    [Fact]
    public void Published_checkpoints_are_signed_and_consistent()
    {
        var vectors = LogVectors.Load("checkpoints.json");
        Assert.True(NoteVerifier.TryParse(vectors.Text("vkey"), out var key));
        var policy = new LogPolicy(key.Name, key);
        var opened = vectors.List("checkpoints").Select(vector =>
        {
            Assert.True(policy.TryOpen(Encoding.UTF8.GetBytes(vector.Text("note")), out var checkpoint, out var problem), problem);
            Assert.Equal((vector.Number("size"), vector.Text("root")), (checkpoint.Size, checkpoint.Root.ToString()));
            return checkpoint;
        }).ToList();
        Assert.Equal([1, 3, 5], opened.Select(checkpoint => checkpoint.Size));
        foreach (var (checkpoint, vector) in opened.Zip(vectors.List("checkpoints")).Skip(1))
        {
            MerkleHash[] proof = [.. vector.List("proof").Select(LogVectors.AnyHash)];
            Assert.True(ConsistencyProof.Verify(1, opened[0].Root, checkpoint.Size, checkpoint.Root, proof));
        }

        Assert.False(policy.TryOpen(Encoding.UTF8.GetBytes(vectors.List("checkpoints")[0].Text("note").Replace("\n1\n", "\n2\n", StringComparison.Ordinal)), out _, out _));
    }

    [Fact]
    public void The_published_cosignature_has_the_published_time()
    {
        var vector = LogVectors.Load("checkpoints.json").GetProperty("cosigned");
        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes(vector.Text("note")), out var note, out _));
        Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint, out _));
        Assert.Equal(vector.Number("size"), checkpoint.Size);
        Assert.Equal((8 + 64, vector.Number("time")), (note.Signatures[1].Bytes.Length, BinaryPrimitives.ReadInt64BigEndian(note.Signatures[1].Bytes.Span)));
    }

    [Fact]
    public void Checkpoints_are_those_of_the_independent_implementation()
    {
        Assert.Equal(TestLog.Vectors.GetProperty("logKey").Text("vkey"), TestLog.Signer.Verifier.ToString());
        Assert.Equal(TestLog.Vectors.List("witnessKeys").Select(key => key.Text("vkey")), TestLog.Witnesses.Select(witness => witness.Verifier.ToString()));
        Assert.All(TestLog.Vectors.List("checkpoints"), vector =>
        {
            var times = vector.List("times").Select(time => time.GetInt64()).ToList();
            var checkpoint = new Checkpoint(TestLog.Origin, vector.Number("size"), vector.GetProperty("rootHex").HexHash(), [.. vector.List("extensions").Select(line => line.GetString()!)]);
            var note = new SignedNote(checkpoint.ToText(), [TestLog.Signer.Sign(checkpoint.ToText())]);
            foreach (var (time, witness) in times.Zip(TestLog.Witnesses))
                note = note.With(witness.Cosign(checkpoint.ToText(), DateTimeOffset.FromUnixTimeSeconds(time)));
            Assert.Equal(vector.Text("note"), Encoding.UTF8.GetString(note.ToBytes()));

            Assert.True(PolicyOf(times.Count).TryOpen(note.ToBytes(), out var opened, out _));
            Assert.Equal(checkpoint.ToText(), opened.ToText());
            Assert.False(PolicyOf(times.Count + 1).TryOpen(note.ToBytes(), out _, out _));
            if (times.Count == 0)
                return;
            Assert.True(note.TryVerify(TestLog.Witnesses.Select(witness => witness.Verifier), out var cosigned, out _));
            Assert.Equal(times, cosigned.Select(signature => signature.UnixSeconds));
        });
    }

    [Theory]
    [InlineData("a\n0\n" + Root + "\n", true)]
    [InlineData("a b+c\n0\n" + Root + "\nx\ny z\n", true)]
    [InlineData("a\n0\n" + Root, false)]
    [InlineData("a\n0\n" + Root + "\n\n", false)]
    [InlineData("a\n0\n" + Root + "\n\nx\n", false)]
    [InlineData("a\n0\n\n" + Root + "\n", false)]
    [InlineData("\n0\n" + Root + "\n", false)]
    [InlineData("a\n\n" + Root + "\n", false)]
    [InlineData("a\n00\n" + Root + "\n", false)]
    [InlineData("a\n01\n" + Root + "\n", false)]
    [InlineData("a\n+1\n" + Root + "\n", false)]
    [InlineData("a\n-1\n" + Root + "\n", false)]
    [InlineData("a\n 1\n" + Root + "\n", false)]
    [InlineData("a\n1,000\n" + Root + "\n", false)]
    [InlineData("a\n1e3\n" + Root + "\n", false)]
    [InlineData("a\n٣\n" + Root + "\n", false)]
    [InlineData("a\n9223372036854775807\n" + Root + "\n", true)]
    [InlineData("a\n9223372036854775808\n" + Root + "\n", false)]
    [InlineData("a\n0\n" + Root + " \n", false)]
    [InlineData("a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF==\n", false)]
    [InlineData("a\n0\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n", false)]
    [InlineData("a\u0085\n0\n" + Root + "\n", false)]
    [InlineData("a\n0\n", false)]
    [InlineData("", false)]
    public void A_checkpoint_has_one_spelling(string text, bool isCheckpoint)
    {
        Assert.Equal(isCheckpoint, Checkpoint.TryParse(text, out var checkpoint, out var problem));
        Assert.Equal(isCheckpoint ? (text, "") : (null, problem), (checkpoint?.ToText(), problem));
        Assert.Equal(isCheckpoint, problem.Length == 0);
    }

    [Fact]
    public void A_checkpoint_of_ours_that_nobody_could_read_is_a_mistake() => Assert.All(
        new Checkpoint[] { new("", 1, default), new("a\nb", 1, default), new("a", -1, default), new("a", 0, default), new("a", 1, default, [""]) },
        checkpoint => Assert.Throws<InvalidOperationException>(checkpoint.ToText));

    [Fact]
    public void A_cosignature_is_of_one_text_at_one_time()
    {
        var (text, witness) = ("a\n0\n" + Root + "\n", TestLog.Witnesses[0]);
        var signature = witness.Cosign(text, DateTimeOffset.FromUnixTimeSeconds(1790000000));
        Assert.True(witness.Verifier.Verify(text, signature, out var time));
        Assert.Equal(1790000000, time);
        for (var place = 0; place < signature.Bytes.Length; place++)
        {
            var bytes = signature.Bytes.ToArray();
            bytes[place] ^= 0x80;
            Assert.False(witness.Verifier.Verify(text, signature with { Bytes = bytes }, out _));
            Assert.False(witness.Verifier.Verify(text, signature with { Bytes = signature.Bytes[..place] }, out _));
        }

        Assert.False(witness.Verifier.Verify(text + "x\n", signature, out _));
        // A witness's key of the other type signs other bytes, under another number.
        var plain = TestLog.SignerOf(witness.Verifier.Name, NoteSignatureType.Ed25519, "Trace published witness key 1");
        Assert.NotEqual(plain.Verifier.KeyId, witness.Verifier.KeyId);
        Assert.False(witness.Verifier.Verify(text, plain.Sign(text) with { KeyId = witness.Verifier.KeyId }, out _));
        Assert.False(plain.Verifier.Verify(text, signature with { KeyId = plain.Verifier.KeyId, Bytes = signature.Bytes[8..] }, out _));
    }

    [Fact]
    public void A_witness_counts_once_and_the_log_has_to_sign_too()
    {
        var text = new Checkpoint(TestLog.Origin, 0, MerkleHash.Empty).ToText();
        var (own, first) = (TestLog.Signer.Sign(text), TestLog.Witnesses[0].Cosign(text, DateTimeOffset.UnixEpoch));
        var again = TestLog.Witnesses[0].Cosign(text, DateTimeOffset.FromUnixTimeSeconds(5));
        Assert.True(PolicyOf(1).TryOpen(new SignedNote(text, [own, first, again]).ToBytes(), out _, out _));
        Assert.False(PolicyOf(2).TryOpen(new SignedNote(text, [own, first, again]).ToBytes(), out _, out var problem));
        Assert.Equal("1 of the witnesses cosigned; 2 are needed.", problem);
        Assert.False((PolicyOf(2) with { Witnesses = [TestLog.Witnesses[0].Verifier, TestLog.Witnesses[0].Verifier] }).TryOpen(new SignedNote(text, [own, first]).ToBytes(), out _, out _));
        Assert.False(PolicyOf(1).TryOpen(new SignedNote(text, [first]).ToBytes(), out _, out _));
        Assert.False((TestLog.Policy with { Origin = "trace.example.com/other" }).TryOpen(new SignedNote(text, [own]).ToBytes(), out _, out problem));
        Assert.Contains("not trace.example.com/other", problem, StringComparison.Ordinal);
    }

    private static LogPolicy PolicyOf(int quorum) => TestLog.Policy with { Witnesses = [.. TestLog.Witnesses.Select(witness => witness.Verifier)], Quorum = quorum };
}
