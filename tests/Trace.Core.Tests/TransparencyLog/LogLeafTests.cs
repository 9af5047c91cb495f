using System.Buffers;
using System.Text;
using CsCheck;
using Trace.Core.TransparencyLog;
using Xunit;

namespace Trace.Core.Tests.TransparencyLog;

/// <summary>Leaves, and the bundles they are published in.</summary>
public sealed class LogLeafTests
{
    [Fact]
    public void Leaves_are_those_of_the_independent_implementation() => Assert.All(TestLog.Vectors.List("leaves"), vector =>
    {
        var (salt, record, leaf) = (vector.GetProperty("saltHex").Hex(), Encoding.UTF8.GetBytes(vector.Text("record")), vector.GetProperty("leafHex").Hex());
        Assert.Equal(leaf, LogLeaf.Make(salt, record));
        Assert.True(LogLeaf.Opens(leaf, salt, record));
    });

    [Fact]
    public void A_leaf_opens_with_its_own_salt_and_record_only()
    {
        var (salt, record) = (LogLeaf.NewSalt(), Encoding.ASCII.GetBytes("{\"record\":1}"));
        var leaf = LogLeaf.Make(salt, record);
        foreach (var part in new[] { leaf, salt, record })
        {
            for (var i = 0; i < part.Length; i++)
            {
                part[i] ^= 1;
                Assert.False(LogLeaf.Opens(leaf, salt, record));
                part[i] ^= 1;
            }
        }

        Assert.True(LogLeaf.Opens(leaf, salt, record));
        // A byte cannot move from the record into the salt.
        Assert.False(LogLeaf.Opens(leaf, [.. salt, record[0]], record.AsSpan(1)));
        Assert.False(LogLeaf.Opens(leaf, salt.AsSpan(..^1), [salt[^1], .. record]));
        Assert.False(LogLeaf.Opens([.. leaf, 0], salt, record));
        Assert.False(LogLeaf.Opens([], [], []));
    }

    [Fact]
    public void Salts_are_drawn_anew() => Assert.Distinct(Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(LogLeaf.NewSalt())));

    [Fact]
    public void Entries_of_a_bundle_are_read_as_they_were_written() => Gen.Byte.Array[0, 300].Array[0, 20].Sample(entries =>
    {
        var bundle = new EntryBundle(Bundle(entries));
        foreach (var entry in entries)
        {
            if (!bundle.TryNext(out var read) || !read.SequenceEqual(entry))
                return false;
        }

        return bundle.IsAtEnd && !bundle.TryNext(out _);
    });

    [Fact]
    public void A_bundle_that_is_cut_is_noticed()
    {
        var bytes = Bundle([[1, 2, 3], [], [4]]);
        Assert.Equal([0, 3, 1, 2, 3, 0, 0, 0, 1, 4], bytes);
        for (var length = 0; length < bytes.Length; length++)
        {
            var bundle = new EntryBundle(bytes.AsSpan(0, length));
            var count = 0;
            while (bundle.TryNext(out _))
                count++;
            Assert.Equal((length is 0 or 5 or 7, length >= 7 ? 2 : length >= 5 ? 1 : 0), (bundle.IsAtEnd, count));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Bundle([new byte[65536]]));
        Assert.Equal(65537, Bundle([new byte[65535]]).Length);
    }

    private static byte[] Bundle(byte[][] entries)
    {
        var bundle = new ArrayBufferWriter<byte>();
        foreach (var entry in entries)
            EntryBundle.Write(bundle, entry);
        return bundle.WrittenSpan.ToArray();
    }
}
