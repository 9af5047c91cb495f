using System.Text;
using Trace.Core.Evidence;
using Xunit;

namespace Trace.Core.Tests.Evidence;

/// <summary>Whatever is changed in a pack is found, and where it was changed is told.</summary>
public sealed class EveryByteTests
{
    [Fact]
    public async Task Every_byte_of_a_pack_counts()
    {
        var entries = await TestPack.EntriesAsync(TestPack.Bytes);
        var bytes = TestPack.Bytes.ToArray();
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var change in new byte[] { 0x01, 0x20, 0x80 })
            {
                bytes[at] ^= change;
                // Without keys: it is the pack itself that tells.
                var report = await TestPack.VerifyAsync(bytes, EvidenceTrust.None);
                var names = entries.Select(entry => NameAt(bytes, (int)entry.Entry.Offset)).ToList();
                bytes[at] ^= change;
                Assert.True(report.Outcome == EvidenceOutcome.Invalid, $"Byte {at} ^ {change}");
                var place = report.Faults[0].Place;
                if (entries.FirstOrDefault(entry => IsContent(entry.Entry, at)).Entry is { } changed)
                    Assert.Equal((at, changed.Name), (at, place));
                else
                    Assert.True(place.StartsWith("byte ", StringComparison.Ordinal) || names.Contains(place), $"Byte {at} ^ {change}: {place}");
            }
        }

        Assert.Equal(EvidenceOutcome.NotTrusted, (await TestPack.VerifyAsync(bytes, EvidenceTrust.None)).Outcome);
    }

    /// <summary>Whoever changes a content can put the checksums right; manifest, proofs and signature still tell.</summary>
    [Fact]
    public async Task A_change_with_right_checksums_is_found_too()
    {
        var entries = await TestPack.EntriesAsync(TestPack.Bytes);
        Assert.Equal(TestPack.Bytes, await ZipAsync(entries.Select(entry => (entry.Entry.Name, entry.Content))));
        foreach (var (entry, content) in entries)
        {
            for (var at = 0; at < content.Length; at++)
            {
                content[at] ^= 1;
                var report = await TestPack.VerifyAsync(await ZipAsync(entries.Select(other => (other.Entry.Name, other.Content))), EvidenceTrust.None);
                content[at] ^= 1;
                Assert.True(report.Outcome == EvidenceOutcome.Invalid, $"{entry.Name}, byte {at}");
                // A manifest may say something else, and a token has bytes that it does not itself sign: the pack's signature is over them all.
                string[] places = EvidenceNames.IsTimestamp(entry.Name) || entry.Name == EvidenceNames.Manifest ? [entry.Name, EvidenceNames.Signature] : [entry.Name];
                Assert.Contains(report.Faults, fault => places.Contains(fault.Place));
                Assert.Contains(report.Faults, fault => fault.Place is EvidenceNames.Signature or EvidenceNames.Manifest);
            }
        }
    }

    [Fact]
    public async Task A_pack_that_is_cut_or_grows_anywhere_is_found()
    {
        var bytes = TestPack.Bytes;
        for (var at = 0; at < bytes.Length; at++)
        {
            Assert.Equal(EvidenceOutcome.Invalid, (await TestPack.VerifyAsync(bytes.AsMemory(0, at))).Outcome);
            Assert.Equal(EvidenceOutcome.Invalid, (await TestPack.VerifyAsync((byte[])[.. bytes[..at], .. bytes[(at + 1)..]])).Outcome);
            Assert.Equal(EvidenceOutcome.Invalid, (await TestPack.VerifyAsync((byte[])[.. bytes[..at], 0, .. bytes[at..]])).Outcome);
        }

        Assert.Equal($"byte {bytes.Length}", (await TestPack.VerifyAsync((byte[])[.. bytes, 0])).Faults[0].Place);
    }

    [Fact]
    public async Task Entries_that_are_left_out_added_renamed_or_swapped_are_found()
    {
        var entries = (await TestPack.EntriesAsync(TestPack.Bytes)).Select(entry => (entry.Entry.Name, entry.Content)).ToList();
        foreach (var (name, _) in entries)
        {
            var without = await TestPack.VerifyAsync(await ZipAsync(entries.Where(entry => entry.Name != name)), EvidenceTrust.None);
            Assert.True(without.Outcome == EvidenceOutcome.Invalid, name);
            Assert.Contains(without.Faults, fault => fault.Place == name || (EvidenceNames.IsTimestamp(name) && fault.Place == EvidenceNames.Signature) || name.StartsWith(EvidenceNames.LogFolder, StringComparison.Ordinal));
        }

        foreach (var added in new[] { "files/a", "log/3", "log/03.record", "log/3.record", "rfc3161/a.tst", "a", "zz" })
        {
            var with = await TestPack.VerifyAsync(await ZipAsync(entries.Append((added, Encoding.ASCII.GetBytes("x"))).OrderBy(entry => entry.Item1, StringComparer.Ordinal)), EvidenceTrust.None);
            Assert.Contains(with.Faults, fault => fault.Place == added);
        }

        var apart = await TestPack.VerifyAsync(await ZipAsync(entries.Where(entry => entry.Name is not ("log/2.tlog-proof" or "log/6.record"))));
        Assert.Contains(apart.Faults, fault => fault.Place == "log/2.record");
        Assert.Contains(apart.Faults, fault => fault.Place == "log/6.tlog-proof");

        var token = entries.Single(entry => EvidenceNames.IsTimestamp(entry.Name)).Content;
        var many = entries.Where(entry => entry.Name != EvidenceNames.Signature).Concat(Enumerable.Range(1, 100).Select(i => ($"rfc3161/x{i:d3}", token)));
        Assert.Contains((await TestPack.VerifyAsync(await ZipAsync(many))).Faults, fault => fault.Place == "rfc3161/x100" && fault.Problem.Contains("more than 100", StringComparison.Ordinal));

        for (var i = 0; i < entries.Count; i++)
        {
            for (var other = i + 1; other < entries.Count; other++)
            {
                var swapped = entries.Select((entry, at) => (entry.Name, entries[at == i ? other : at == other ? i : at].Content));
                Assert.Equal(EvidenceOutcome.Invalid, (await TestPack.VerifyAsync(await ZipAsync(swapped), EvidenceTrust.None)).Outcome);
            }
        }
    }

    /// <summary>As the header there has it.</summary>
    private static string NameAt(byte[] bytes, int header) => Encoding.Latin1.GetString(bytes.AsSpan(header + 30, Math.Min(bytes[header + 26], bytes.Length - header - 30)));

    private static bool IsContent(ZipEntry entry, int at)
    {
        var start = entry.Offset + 30 + entry.Name.Length;
        return at >= start && at < start + entry.SizeBytes;
    }

    private static async Task<byte[]> ZipAsync(IEnumerable<(string Name, byte[] Content)> entries)
    {
        using var output = new MemoryStream();
        using var zip = new CanonicalZipWriter(output);
        foreach (var (name, content) in entries)
            await zip.AddAsync(name, content, default);
        await zip.FinishAsync(default);
        return output.ToArray();
    }
}
