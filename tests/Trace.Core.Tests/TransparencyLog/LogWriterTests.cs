using System.Security.Cryptography;
using Trace.Core.TransparencyLog;
using Xunit;

namespace Trace.Core.Tests.TransparencyLog;

/// <summary>A log grows, in any steps and through any failure, into the same files.</summary>
public sealed class LogWriterTests
{
    [Fact]
    public async Task The_files_are_those_of_the_independent_implementation()
    {
        foreach (var vector in TestLog.Vectors.List("files"))
        {
            var log = await TestLog.OfAsync(vector.Number("size"));
            Assert.Equal(vector.List("files").Count, log.Written.Count);
            Assert.All(vector.List("files"), file =>
            {
                var bytes = log.Files[file.Text("path")];
                Assert.Equal((file.Number("sizeBytes"), file.Text("sha256Hex")), (bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
            });
        }
    }

    [Fact]
    public async Task The_steps_in_which_a_log_grows_do_not_matter()
    {
        var once = await TestLog.OfAsync(600);
        var steps = await TestLog.OfAsync(1, 2, 255, 256, 256, 300, 511, 513, 600);
        Assert.All(once.Files, file => Assert.Equal(file.Value, steps.Files[file.Key]));
        Assert.Distinct(steps.Written);
    }

    [Fact]
    public async Task What_is_written_is_the_growth_and_entries_come_before_their_hashes()
    {
        foreach (var (from, to) in new (long, long)[] { (0, 1), (0, 256), (200, 300), (256, 256), (256, 257), (255, 1100), (65500, 65600) })
        {
            var log = await TestLog.OfAsync(from);
            log.Written.Clear();
            var writer = await LogWriter.OpenAsync(log, log.Published(), Stop);
            await writer.AppendAsync(TestLog.Entries(from, to), log, Stop);
            Assert.Equal(Tiles.Growth(from, to).Select(path => path.ToString()).Order(StringComparer.Ordinal), log.Written.Order(StringComparer.Ordinal));
            Assert.All(log.Written.Where(file => file.StartsWith("tile/0/", StringComparison.Ordinal)), tile =>
                Assert.InRange(log.Written.IndexOf(tile.Replace("/0/", "/entries/", StringComparison.Ordinal)), 0, log.Written.IndexOf(tile)));
        }
    }

    /// <summary>Each write fails once, lost or written but reported lost; the log stays as published, and grows on with other entries.</summary>
    [Fact]
    public async Task A_run_that_ends_at_any_write_leaves_the_published_log_whole_and_the_next_one_goes_on()
    {
        var writes = Tiles.Growth(250, 530).Count();
        Assert.Equal(7, writes);
        foreach (var isWritten in new[] { false, true })
        {
            for (var write = 0; write < writes; write++)
            {
                var log = await TestLog.OfAsync(250);
                log.Written.Clear();
                log.Fail = (write, isWritten);
                var writer = await LogWriter.OpenAsync(log, log.Published(), Stop);
                await Assert.ThrowsAsync<IOException>(() => writer.AppendAsync(TestLog.Entries(1000, 1280), log, Stop));
                await Assert.ThrowsAsync<InvalidOperationException>(() => writer.AppendAsync([], log, Stop));
                var published = log.Published();
                Assert.Equal((250, null), (published.Size, (await log.AuditAsync()).Fault));

                log.Fail = null;
                writer = await LogWriter.OpenAsync(log, published, Stop);
                log.Publish(await writer.AppendAsync(TestLog.Entries(250, 530), log, Stop));
                Assert.Null((await log.AuditAsync(published)).Fault);
                Assert.Equal((await TestLog.OfAsync(530)).Published(), log.Published(), SameTree);
            }
        }
    }

    [Fact]
    public async Task Nothing_is_built_on_a_right_edge_that_was_changed()
    {
        var whole = await TestLog.OfAsync(300);
        foreach (var file in new[] { "tile/1/000.p/1", "tile/0/001.p/44", "tile/entries/001.p/44" })
        {
            foreach (var change in new Func<byte[], byte[]?>[] { bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)], bytes => bytes[..^1], _ => null })
            {
                var log = new TestLog { Files = new(whole.Files, StringComparer.Ordinal) };
                log.Files.Remove(file);
                if (change(whole.Files[file]) is { } changed)
                    log.Files[file] = changed;
                await Assert.ThrowsAsync<InvalidDataException>(() => LogWriter.OpenAsync(log, whole.Published(), Stop));
            }
        }

        await Assert.ThrowsAsync<InvalidDataException>(() => LogWriter.OpenAsync(whole, whole.Published() with { Root = MerkleHash.Empty }, Stop));
        await Assert.ThrowsAsync<InvalidDataException>(() => LogWriter.OpenAsync(whole, whole.Published() with { Size = 301 }, Stop));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static bool SameTree(Checkpoint left, Checkpoint right) => (left.Origin, left.Size, left.Root) == (right.Origin, right.Size, right.Root);
}
