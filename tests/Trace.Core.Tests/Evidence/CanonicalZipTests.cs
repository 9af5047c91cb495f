using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using Trace.Core.Evidence;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Evidence;

/// <summary>ZIPs of which there is one for each content.</summary>
public sealed class CanonicalZipTests
{
    private static readonly Gen<string> Names = Gen.Char["abz09._-/"].Array[1, 12].Select(characters => new string(characters)).Where(ZipNames.IsName);

    [Fact]
    public void What_is_written_is_read_again_and_by_the_framework_too() => Gen.Dictionary(Names, Gen.Byte.Array[0, 300])[0, 8].Sample(files =>
    {
        var ordered = files.OrderBy(file => file.Key, StringComparer.Ordinal).Where(file => !files.Keys.Any(other => file.Key.StartsWith(other + "/", StringComparison.Ordinal))).ToList();
        var bytes = Write([.. ordered.Select(file => (file.Key, file.Value))]);

        Assert.Equal(ordered.Select(file => (file.Key, Convert.ToHexString(file.Value))), Read(bytes).Select(file => (file.Name, Convert.ToHexString(file.Content))));
        using var archive = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        Assert.Equal(ordered.Select(file => (file.Key, (long)file.Value.Length)), archive.Entries.Select(entry => (entry.FullName, entry.Length)));
    }, iter: 200);

    [Theory]
    [InlineData("a")]
    [InlineData("files/0001-page.html")]
    [InlineData("a/b/c")]
    [InlineData("nulls.txt")]
    [InlineData("a..b")]
    public void Names_that_fit_everywhere_are_taken(string name) => Assert.True(ZipNames.IsName(name));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a./b")]
    [InlineData("-a")]
    [InlineData("A")]
    [InlineData("a b")]
    [InlineData("a\\b")]
    [InlineData("c:a")]
    [InlineData("a\0")]
    [InlineData("a\n")]
    [InlineData("a\u007f")]
    [InlineData("ü")]
    [InlineData("u\u0308")]
    [InlineData("а")]
    [InlineData("a\u202e")]
    [InlineData("nul")]
    [InlineData("a/con")]
    [InlineData("com1.txt/a")]
    public void Names_that_lead_elsewhere_or_look_like_others_are_refused(string name) => Assert.False(ZipNames.IsName(name));

    [Fact]
    public void Names_are_bounded_ordered_and_not_in_each_others_way()
    {
        Assert.True(ZipNames.IsName(new string('a', ZipNames.MaxLength)));
        Assert.False(ZipNames.IsName(new string('a', ZipNames.MaxLength + 1)));
        var names = new ZipNames();
        Assert.All(new[] { "a", "a-b", "b/c" }, name => Assert.True(names.TryAdd(name, out _)));
        // Not between: "a" and "a/c" do not stand side by side.
        Assert.All(new[] { "b/c", "a", "b/b", "b/c/d" }, name => Assert.False(names.TryAdd(name, out _)));
        Assert.True(names.TryAdd("b/cd", out _));
        var behind = new ZipNames();
        Assert.True(behind.TryAdd("a", out _) && behind.TryAdd("a-", out _));
        Assert.False(behind.TryAdd("a/b", out var problem));
        Assert.Contains("folder", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ordinary_program_unpacks_a_pack()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("pack.zip");
        await File.WriteAllBytesAsync(path, TestPack.Bytes, TestContext.Current.CancellationToken);

        await Tool.RunAsync("unzip", ["-q", path, "-d", folder.File("out")]);

        foreach (var (entry, content) in await TestPack.EntriesAsync(TestPack.Bytes))
            Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(folder.File("out"), entry.Name), TestContext.Current.CancellationToken));
        var tested = await Tool.RunAsync("unzip", ["-t", path]);
        Assert.Contains("No errors detected", tested.Text, StringComparison.Ordinal);
        Assert.Equal("", tested.Error);
    }

    [Fact]
    public void A_zip_of_nothing_is_22_bytes() => Assert.Equal(22, Write([]).Length);

    [Fact]
    public void More_files_than_a_zip_may_have_are_refused()
    {
        const int most = 0xFFFE;
        using var output = new MemoryStream();
        using var zip = new CanonicalZipWriter(output);
        for (var i = 0; i < most; i++)
            Assert.True(zip.AddAsync($"{i:d5}", [], TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        Assert.IsType<ArgumentException>(Assert.Throws<AggregateException>(() => zip.AddAsync("99999", [], TestContext.Current.CancellationToken).Wait(TestContext.Current.CancellationToken)).InnerException);
        var local = output.ToArray();
        Assert.True(zip.FinishAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);

        Assert.Equal(most, Read(output.ToArray()).Count);
        Assert.Equal("99999", Assert.Throws<ZipFaultException>(() => Read([.. local, .. Write([("99999", [])])[..35]])).Place);
    }

    /// <summary>4 GiB through the writer take a quarter of a minute; every day only the reader is asked.</summary>
    [Fact]
    public void More_bytes_than_a_zip_may_have_are_refused()
    {
        var header = Write([("a", [])])[..31];
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(18), 0xFFFF_FF9B);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(22), 0xFFFF_FF9B);
        Assert.Contains("more than 4294967294 bytes", Assert.Throws<ZipFaultException>(() => Read(header, kept: null)).Message, StringComparison.Ordinal);
        // One that ends at the last byte there may be is read on, to its early end.
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(18), 0xFFFF_FFFE - 31 - 47 - 22);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(22), 0xFFFF_FFFE - 31 - 47 - 22);
        Assert.Contains("ends here", Assert.Throws<ZipFaultException>(() => Read(header, kept: null)).Message, StringComparison.Ordinal);

        if (TestScale.Full)
        {
            using var zip = new CanonicalZipWriter(Stream.Null);
            Assert.Contains("more than", Assert.Throws<AggregateException>(() => zip.AddAsync("a", () => new Zeros(0xFFFF_FF9B), TestContext.Current.CancellationToken).Wait(TestContext.Current.CancellationToken)).InnerException!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_name_that_is_too_long_is_refused_before_it_is_read()
    {
        var header = new byte[100_000];
        Write([("a", [])])[..31].CopyTo(header, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(26), 0xFFFF);
        Assert.Equal("byte 0", Assert.Throws<ZipFaultException>(() => Read(header)).Place);
    }

    [Fact]
    public void A_content_that_is_larger_than_it_may_be_is_refused_before_it_is_read()
    {
        Assert.Equal([7], Read(Write([("a", [7])]), kept: 1)[0].Content);
        Assert.Equal("a", Assert.Throws<ZipFaultException>(() => Read(Write([("a", [7, 8])]), kept: 1)).Place);
    }

    [Fact]
    public void Memory_stays_flat_whatever_the_size_of_a_file()
    {
        const int size = 64 << 20;
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var zip = new CanonicalZipWriter(Stream.Null);
        // Streams that never wait: all of it is on this thread.
        Assert.True(zip.AddAsync("a", () => new Zeros(size), TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, size / 64);
    }

    [Fact]
    public async Task A_content_that_changes_while_it_is_read_ends_the_writing()
    {
        using var zip = new CanonicalZipWriter(new MemoryStream());
        var times = 0;
        await Assert.ThrowsAsync<InvalidDataException>(() => zip.AddAsync("a", () => new MemoryStream([(byte)times++]), TestContext.Current.CancellationToken));
    }

    private static byte[] Write((string Name, byte[] Content)[] files)
    {
        using var output = new MemoryStream();
        using var zip = new CanonicalZipWriter(output);
        foreach (var (name, content) in files)
            Assert.True(zip.AddAsync(name, content, TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        Assert.True(zip.FinishAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        return output.ToArray();
    }

    private static List<(string Name, byte[] Content)> Read(byte[] bytes, int? kept = int.MaxValue)
    {
        using var stream = new MemoryStream(bytes);
        return [.. CanonicalZipReader.ReadAsync(stream, _ => kept, TestContext.Current.CancellationToken).ToBlockingEnumerable(TestContext.Current.CancellationToken).Select(file => (file.Entry.Name, file.Content!))];
    }

    /// <summary>So many bytes of 0.</summary>
    private sealed class Zeros(long size) : Stream
    {
        private long _left = size;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            Array.Clear(buffer, offset, read);
            _left -= read;
            return read;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = (int)Math.Min(buffer.Length, _left);
            buffer.Span[..read].Clear();
            _left -= read;
            return new(read);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
