using System.Text;
using Trace.Core.Evidence;
using Trace.Core.Tests.TransparencyLog;
using Trace.Core.TransparencyLog;
using Xunit;
using TimestampAuthority = Trace.Testing.TimestampAuthority;

namespace Trace.Core.Tests.Evidence;

/// <summary>Packs, written and verified.</summary>
public sealed class EvidencePackTests
{
    [Fact]
    public async Task A_pack_is_that_of_the_independent_implementation_byte_for_byte() =>
        Assert.Equal(TestPack.Bytes, await TestPack.WriteAsync(TestPack.Pack(), new NamedToken("example.tst", TestPack.Token)));

    [Fact]
    public async Task The_published_pack_is_valid_for_whoever_has_the_keys()
    {
        var report = await TestPack.VerifyAsync(TestPack.Bytes);

        Assert.Equal((EvidenceOutcome.Valid, true, true), (report.Outcome, report.IsSignerTrusted, report.IsLogTrusted));
        Assert.Equal((TestPack.Vectors.Text("case"), 7), (report.Manifest!.Case, report.Manifest.Files.Count));
        Assert.Equal([new(2, 7), new(6, 7)], report.Records);
        Assert.Equal(["witness1.example.com/w"], report.Witnesses);
        Assert.Equal(
            new CheckedTimestamp("rfc3161/example.tst", new(2026, 11, 29, 11, 42, 45, TimeSpan.Zero), "CN=Trace test timestamp authority", IsTrusted: true),
            Assert.Single(report.Timestamps));
    }

    [Fact]
    public async Task Without_a_key_that_is_known_a_pack_agrees_only_with_itself()
    {
        var (signer, log, roots) = (TestPack.Signer.Verifier, TestPack.Log, TestPack.Roots);
        Assert.Equal(EvidenceOutcome.NotTrusted, await OutcomeAsync(EvidenceTrust.None));
        Assert.Equal(EvidenceOutcome.NotTrusted, await OutcomeAsync(new([signer], roots)));
        Assert.Equal(EvidenceOutcome.NotTrusted, await OutcomeAsync(new([log], roots)));
        Assert.Equal(EvidenceOutcome.Valid, await OutcomeAsync(new([signer, log], roots)));
        // A key of the same name and no other likeness.
        Assert.Equal(EvidenceOutcome.NotTrusted, await OutcomeAsync(new([TestLog.SignerOf(signer.Name, NoteSignatureType.Ed25519, "another").Verifier, log], roots)));
        // Whoever gives no root asks nothing of authorities; whoever gives another root is told.
        Assert.Equal(EvidenceOutcome.Valid, await OutcomeAsync(new([signer, log], [])));
        Assert.Equal(EvidenceOutcome.NotTrusted, await OutcomeAsync(new([signer, log], [TimestampAuthority.OtherRoot()])));

        static async Task<EvidenceOutcome> OutcomeAsync(EvidenceTrust trust) => (await TestPack.VerifyAsync(TestPack.Bytes, trust)).Outcome;
    }

    [Fact]
    public async Task Published_packs_with_one_thing_wrong_are_refused_for_it()
    {
        var refused = TestPack.Vectors.List("refused");
        Assert.Equal(52, refused.Count);
        foreach (var vector in refused)
        {
            var report = await TestPack.VerifyAsync(vector.GetProperty("packBase64").GetBytesFromBase64());
            Assert.True(report.Outcome == EvidenceOutcome.Invalid, vector.Text("what"));
            if (vector.TryGetProperty("place", out var place))
                Assert.Equal((vector.Text("what"), place.GetString()), (vector.Text("what"), report.Faults[0].Place));
        }
    }

    [Fact]
    public async Task A_witness_whose_cosignature_does_not_hold_is_a_fault()
    {
        var note = TestLog.Sign(new Checkpoint(TestLog.Origin, 1, MerkleHash.OfLeaf(LogLeaf.Make(new byte[32], [7]))));
        Assert.True(SignedNote.TryParse(note, out var parsed, out _));
        var cosigned = parsed.With(TestLog.Witnesses[0].Cosign("other\n", DateTimeOffset.UnixEpoch)).ToBytes();
        var pack = TestPack.Pack() with { Records = [new(new byte[] { 7 }, new LogProof(new byte[32], 0, [], cosigned))] };

        var report = await TestPack.VerifyAsync(await TestPack.WriteAsync(pack));

        Assert.Equal("log/0.tlog-proof", Assert.Single(report.Faults).Place);
        Assert.Empty(report.Witnesses);
    }

    [Fact]
    public async Task Checkpoints_are_bounded_and_a_witness_counts_that_cosigned_each()
    {
        const int count = 101;
        var entries = Enumerable.Range(0, count).Select(i => LogLeaf.Make(new byte[32], [(byte)i])).ToList();
        var (tree, checkpoint) = (new NaiveTree(entries), new Checkpoint(TestLog.Origin, count, new NaiveTree(entries).Root(0, count)));
        var records = Enumerable.Range(0, count).Select(i => new EvidenceRecord(new[] { (byte)i }, new LogProof(new byte[32], i, [.. tree.Inclusion(i, 0, count)], Cosigned(i)))).ToList();

        Assert.Equal(["witness1.example.com/w"], (await TestPack.VerifyAsync(await WithAsync(records.Take(100)))).Witnesses);
        await Assert.ThrowsAsync<InvalidOperationException>(() => WithAsync(records));
        var alone = records[1] with { Proof = records[1].Proof with { Checkpoint = TestLog.Sign(checkpoint) } };
        var report = await TestPack.VerifyAsync(await WithAsync([records[0], alone]));
        Assert.Equal((2, 0), (report.Records.Count, report.Witnesses.Count));

        byte[] Cosigned(int seconds) => new SignedNote(
            checkpoint.ToText(), [TestLog.Signer.Sign(checkpoint.ToText()), TestLog.Witnesses[0].Cosign(checkpoint.ToText(), DateTimeOffset.FromUnixTimeSeconds(seconds))]).ToBytes();

        static Task<byte[]> WithAsync(IEnumerable<EvidenceRecord> records) => TestPack.WriteAsync(TestPack.Pack() with { Records = [.. records] });
    }

    [Fact]
    public async Task What_no_verifier_would_take_is_not_written()
    {
        var pack = TestPack.Pack();
        var file = pack.Files[0];
        await RefusedAsync(pack with { Case = "" });
        await RefusedAsync(pack with { Case = "a\nb" });
        await RefusedAsync(pack with { Case = "\ud800" });
        await RefusedAsync(pack with { Log = TestPack.Signer.Verifier });
        await RefusedAsync(pack with { Log = null });
        await RefusedAsync(pack with { Records = [] });
        await RefusedAsync(pack with { Records = [pack.Records[0] with { Bytes = new byte[] { 1 } }] });
        await RefusedAsync(pack with { Files = [file with { Name = "manifest.json" }] });
        await RefusedAsync(pack with { Files = [file with { Name = "log/2" }] });
        await RefusedAsync(pack with { Case = new string('a', EvidenceManifest.MaxCaseLength + 1) });
        await RefusedAsync(pack with { Files = [file with { MediaType = "text" }] });
        await RefusedAsync(pack with { Files = [file with { MediaType = "text/" + new string('a', 96) }] });
        await RefusedAsync(pack with { Files = [file with { Source = "" }] });
        await Assert.ThrowsAsync<ArgumentException>(() => TestPack.WriteAsync(pack with { Files = [file, file] }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestPack.WriteAsync(pack with { Case = "other" }, new NamedToken("example.tst", TestPack.Token)));
        await TestPack.WriteAsync(pack);

        static Task RefusedAsync(EvidencePack wrong) => Assert.ThrowsAsync<InvalidOperationException>(() => TestPack.WriteAsync(wrong));
    }

    [Fact]
    public async Task What_is_larger_than_a_verifier_takes_is_not_written()
    {
        var pack = TestPack.Pack();
        var (record, large) = (new byte[1 << 20], new byte[(1 << 20) + 1]);
        await TestPack.WriteAsync(pack with { Records = [Logged(record)] });
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestPack.WriteAsync(pack with { Records = [Logged(large)] }));

        var tokens = Enumerable.Range(100, 101).Select(i => new NamedToken($"{i}.tst", TestPack.Token)).ToArray();
        Assert.Equal(100, (await TestPack.VerifyAsync(await TestPack.WriteAsync(pack, tokens[1..]))).Timestamps.Count);
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestPack.WriteAsync(pack, tokens));

        var source = new string('東', EvidenceManifest.MaxSourceLength);
        var files = Enumerable.Range(0, 11_000).Select(i => new EvidenceFile($"files/{i}", "text/plain", source, () => new MemoryStream())).ToList();
        Assert.Contains("67108864", (await Assert.ThrowsAsync<InvalidOperationException>(() => TestPack.WriteAsync(pack with { Files = files }))).Message, StringComparison.Ordinal);

        static EvidenceRecord Logged(byte[] record) =>
            new(record, new LogProof(new byte[32], 0, [], TestLog.Sign(new Checkpoint(TestLog.Origin, 1, MerkleHash.OfLeaf(LogLeaf.Make(new byte[32], record))))));
    }

    [Fact]
    public void A_manifest_is_read_in_one_spelling_only()
    {
        var text = TestPack.Vectors.Text("manifest");
        Assert.True(EvidenceManifest.TryParse(Encoding.UTF8.GetBytes(text), out var manifest, out _));
        Assert.Equal(text, Encoding.UTF8.GetString(manifest.ToBytes()));
        var longKey = TestLog.SignerOf(new string('a', 450), NoteSignatureType.Ed25519, "label").Verifier.ToString();
        string[] others =
        [
            "", "{}", "null", "[]", "{\"files\":[null]}", text[..^1], text + " ", " " + text, text + "\n", "\ufeff" + text, text.Replace("ü", "\\u00fc", StringComparison.Ordinal),
            text.Replace("\\\"a", "\\u0022a", StringComparison.Ordinal), text.Replace("https:/", "https:\\/", StringComparison.Ordinal), text.Replace(":9,", ":9.0,", StringComparison.Ordinal),
            text.Replace(":9,", ":-9,", StringComparison.Ordinal), text.Replace(":9,", ":09,", StringComparison.Ordinal), text.Replace(":9,", ":\"9\",", StringComparison.Ordinal),
            text.Replace(".000Z", "Z", StringComparison.Ordinal), text.Replace("Z\"", "z\"", StringComparison.Ordinal), text.Replace("9264c9", "9264C9", StringComparison.Ordinal),
            text.Replace("{\"case\"", "{\"case\":\"x\",\"case\"", StringComparison.Ordinal), text.Replace("\"log\":", "\"log\":null,\"lag\":", StringComparison.Ordinal),
            text.Replace("\"files/empty\"", "\"files/../e\"", StringComparison.Ordinal), text.Replace("\"files/empty\"", "null", StringComparison.Ordinal), text.Replace("text/html", "text/html;a=b", StringComparison.Ordinal),
            text.Replace("Zürich", "Z\\u0001rich", StringComparison.Ordinal), text.Replace("Zürich", "Z\u0085rich", StringComparison.Ordinal), text.Replace("+8bb48fd9+", "+8bb48fd8+", StringComparison.Ordinal),
            text.Replace("[{", "[null,{", StringComparison.Ordinal), text.Replace("9264c9", "9264c", StringComparison.Ordinal), text.Replace(TestPack.Signer.Verifier.ToString(), longKey, StringComparison.Ordinal),
            text.Replace(TestPack.Signer.Verifier.ToString(), TestPack.Vectors.Text("witness"), StringComparison.Ordinal), text.Replace(TestPack.Log.ToString(), TestPack.Vectors.Text("witness"), StringComparison.Ordinal),
        ];
        Assert.All(others, other =>
        {
            Assert.NotEqual(text, other);
            Assert.False(EvidenceManifest.TryParse(Encoding.UTF8.GetBytes(other), out _, out var problem), other);
            Assert.NotEqual("", problem);
        });
        Assert.False(EvidenceManifest.TryParse(Encoding.UTF8.GetBytes(text.Replace("evidence/v1", "evidence/v2", StringComparison.Ordinal)), out _, out var format));
        Assert.Equal("Its format is not trace-evidence/v1.", format);
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes[10] = 0xff;
        Assert.False(EvidenceManifest.TryParse(bytes, out _, out _));
    }
}
