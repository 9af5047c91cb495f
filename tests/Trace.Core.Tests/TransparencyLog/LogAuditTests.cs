using Trace.Core.TransparencyLog;
using Xunit;

namespace Trace.Core.Tests.TransparencyLog;

/// <summary>An audit finds what was changed, and names it.</summary>
public sealed class LogAuditTests
{
    [Fact]
    public async Task A_log_of_any_size_is_found_whole()
    {
        foreach (var size in new[] { 0, 1, 2, 255, 256, 257, 511, 512, 513, 66000 })
        {
            var log = await TestLog.OfAsync(size / 3, size);
            var result = await log.AuditAsync();
            Assert.Equal((size, null), (result.Checkpoint!.Size, result.Fault));
        }
    }

    /// <summary>Not a file of the log can be changed in a byte without the audit naming that file, and the entry or hash in it.</summary>
    [Fact]
    public async Task A_change_of_any_single_byte_of_a_log_is_found_in_its_place()
    {
        // Entries of one byte, three in their bundle: two of length and the byte.
        var whole = new TestLog();
        var writer = await LogWriter.OpenAsync(whole, new Checkpoint(TestLog.Origin, 0, MerkleHash.Empty), TestContext.Current.CancellationToken);
        whole.Publish(await writer.AppendAsync(Enumerable.Range(0, 259).Select(i => (ReadOnlyMemory<byte>)new[] { (byte)i }), whole, TestContext.Current.CancellationToken));
        Assert.Equal(["checkpoint", "tile/0/000", "tile/0/001.p/3", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/3"], whole.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Null((await whole.AuditAsync()).Fault);
        var changes = whole.Files.SelectMany(file => Enumerable.Range(0, file.Value.Length).Select(place => (File: file.Key, Place: place))).ToList();
        Assert.True(changes.Count > 9_000);
        await Parallel.ForEachAsync(changes, TestContext.Current.CancellationToken, async (change, _) =>
        {
            var log = new TestLog { Files = new(whole.Files, StringComparer.Ordinal) };
            log.Files[change.File] = Changed(log.Files[change.File], change.Place);
            var fault = (await log.AuditAsync()).Fault!;
            Assert.Equal((change, change.File, ExpectedOf(change.File, change.Place)), (change, fault.File, (fault.Kind, fault.Index)));
        });

        static (LogFaultKind, long?) ExpectedOf(string file, int place) =>
            !TilePath.TryParse(file, out var path) || (path.IsEntries && place % 3 < 2)
                ? (LogFaultKind.Malformed, null)
                : (LogFaultKind.Altered, path.First + (place / (path.IsEntries ? 3 : MerkleHash.SizeBytes)));
    }

    [Fact]
    public async Task A_change_at_any_level_of_a_large_log_is_found_in_its_place()
    {
        var whole = await TestLog.OfAsync(66000);
        foreach (var (file, place) in new[] { ("tile/2/000.p/1", 31), ("tile/1/000", 32 * 200), ("tile/1/001.p/1", 0), ("tile/0/255", 8191), ("tile/0/257.p/208", 9), ("tile/entries/256", 35), ("tile/entries/257.p/208", 7000) })
        {
            var log = new TestLog { Files = new(whole.Files, StringComparer.Ordinal) };
            log.Files[file] = Changed(log.Files[file], place);
            var fault = (await log.AuditAsync()).Fault!;
            Assert.True(TilePath.TryParse(file, out var path));
            Assert.Equal((LogFaultKind.Altered, file, path.First + (place / (path.IsEntries ? 36 : 32))), (fault.Kind, fault.File, fault.Index));
        }
    }

    [Fact]
    public async Task A_file_that_is_missing_cut_or_longer_is_named()
    {
        var whole = await TestLog.OfAsync(600);
        foreach (var file in whole.Files.Keys)
        {
            foreach (var (bytes, kind) in new (byte[]?, LogFaultKind)[]
            {
                (null, LogFaultKind.Missing), ([], LogFaultKind.Malformed), (whole.Files[file][..^1], LogFaultKind.Malformed), ([.. whole.Files[file], 0], LogFaultKind.Malformed),
            })
            {
                var log = new TestLog { Files = new(whole.Files, StringComparer.Ordinal) };
                log.Files.Remove(file);
                if (bytes is not null)
                    log.Files[file] = bytes;
                var fault = (await log.AuditAsync()).Fault!;
                Assert.Equal((file, kind, null), (fault.File, fault.Kind, fault.Index));
            }
        }
    }

    [Fact]
    public async Task A_full_file_stands_for_a_partial_one_that_is_gone()
    {
        var (log, larger) = (await TestLog.OfAsync(259), await TestLog.OfAsync(600));
        foreach (var kind in new[] { "0", "entries" })
        {
            log.Files.Remove($"tile/{kind}/001.p/3");
            log.Files[$"tile/{kind}/001"] = larger.Files[$"tile/{kind}/001"];
        }

        Assert.Null((await log.AuditAsync()).Fault);
        log.Files["tile/0/001"] = Changed(log.Files["tile/0/001"], 64);
        var fault = (await log.AuditAsync()).Fault!;
        Assert.Equal(("tile/0/001", 258L), (fault.File, fault.Index));
    }

    [Fact]
    public async Task A_root_that_is_not_that_of_the_log_is_told_of_the_checkpoint()
    {
        var log = await TestLog.OfAsync(300);
        log.Publish(log.Published() with { Root = MerkleHash.Empty });
        Assert.Equal((LogFaultKind.WrongRoot, "checkpoint"), Told(await log.AuditAsync()));
        log.Publish(new Checkpoint("trace.example.com/other", 300, MerkleHash.Empty));
        Assert.Equal((LogFaultKind.Malformed, "checkpoint"), Told(await log.AuditAsync()));
    }

    [Fact]
    public async Task A_log_that_grew_agrees_with_every_earlier_checkpoint()
    {
        var log = await TestLog.OfAsync(300);
        foreach (var size in new[] { 0, 1, 7, 255, 256, 257, 299, 300 })
            Assert.Null((await log.AuditAsync((await TestLog.OfAsync(size)).Published())).Fault);
    }

    [Fact]
    public async Task A_log_that_was_cut_or_rewritten_is_found_by_an_earlier_checkpoint()
    {
        var log = await TestLog.OfAsync(300);
        Assert.Equal((LogFaultKind.RolledBack, "checkpoint"), Told(await log.AuditAsync((await TestLog.OfAsync(301)).Published())));
        foreach (var size in new[] { 1, 255, 256, 257, 300 })
        {
            var earlier = (await TestLog.OfAsync(size)).Published();
            Assert.Equal((LogFaultKind.Rewritten, "checkpoint"), Told(await log.AuditAsync(earlier with { Root = MerkleHash.Empty })));
            Assert.Equal((LogFaultKind.Rewritten, "checkpoint"), Told(await log.AuditAsync(earlier with { Origin = "trace.example.com/other" })));
        }
    }

    [Fact]
    public async Task Progress_counts_the_entries()
    {
        var (log, seen) = (await TestLog.OfAsync(600), new List<long>());
        await LogAudit.RunAsync(log, TestLog.Policy, earlier: null, new Collector(seen), TestContext.Current.CancellationToken);
        Assert.Equal([256, 512, 600], seen);
    }

    private static (LogFaultKind, string) Told(LogAuditResult result) => (result.Fault!.Kind, result.Fault.File);

    private static byte[] Changed(byte[] bytes, int place)
    {
        bytes = [.. bytes];
        bytes[place] ^= 1;
        return bytes;
    }

    private sealed class Collector(List<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen.Add(value);
    }
}
