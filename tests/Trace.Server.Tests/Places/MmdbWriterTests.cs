using System.Net;
using MaxMind.Db;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Places;

/// <summary>The files of these tests as a reader that is not ours has them.</summary>
public sealed class MmdbWriterTests
{
    [Fact]
    public void Every_type_is_read_back_as_it_was_written()
    {
        var record = new Dictionary<string, object>
        {
            ["text"] = "Zürich",
            ["empty"] = "",
            ["text of 29"] = new string('a', 29),
            ["text of 285"] = new string('b', 285),
            ["text of 65821"] = new string('c', 65_821),
            ["double"] = -33.8688,
            ["float"] = 0.5f,
            ["ushort"] = (ushort)443,
            ["zero"] = 0u,
            ["uint"] = uint.MaxValue,
            ["int"] = int.MaxValue,
            ["ulong"] = ulong.MaxValue,
            ["yes"] = true,
            ["no"] = false,
            ["list"] = new List<object> { "a", 1u },
            ["map"] = new Dictionary<string, object> { ["in it"] = new Dictionary<string, object> { ["deeper"] = "still" } },
        };
        using var reader = new Reader(new MemoryStream(new MmdbWriter("Test").Add("192.0.2.0/24", record).ToBytes()));

        var read = reader.Find<Dictionary<string, object>>(IPAddress.Parse("192.0.2.77"), out var length)!;

        // What is of another type in .NET is so of the reader: it has one for 16 bits and one for 32.
        record["ushort"] = 443;
        record["zero"] = 0L;
        record["uint"] = (long)uint.MaxValue;
        record["list"] = new List<object> { "a", 1L };
        Assert.Equivalent(record, read, strict: true);
        Assert.Equal(24, length);
        Assert.Equal(("Test", 6, DateTimeOffset.FromUnixTimeSeconds(MmdbWriter.BuildEpoch).UtcDateTime), (reader.Metadata.DatabaseType, reader.Metadata.IPVersion, reader.Metadata.BuildDate));
    }

    [Theory]
    [InlineData(4, "198.51.100.0", "a")]
    [InlineData(6, "198.51.100.127", "a")]
    [InlineData(4, "198.51.100.128", "b")]
    [InlineData(6, "198.51.100.199", "c")]
    [InlineData(4, "198.51.100.200", "b")]
    [InlineData(6, "198.51.101.0", null)]
    [InlineData(6, "2001:db8::1", "d")]
    [InlineData(6, "2001:db8:1::1", "e")]
    [InlineData(6, "2001:db9::1", null)]
    public void The_longest_prefix_has_an_address_in_whatever_order_they_were_added(int ipVersion, string address, string? expected)
    {
        var writer = new MmdbWriter("Test", ipVersion).Add("198.51.100.199/32", Named("c")).Add("198.51.100.0/24", Named("a")).Add("198.51.100.128/25", Named("b"));
        if (ipVersion == 6)
            writer.Add("2001:db8:1::/48", Named("e")).Add("2001:db8::/32", Named("d"));
        using var reader = new Reader(new MemoryStream(writer.ToBytes()));

        Assert.Equal(expected, reader.Find<Dictionary<string, object>>(IPAddress.Parse(address))?["name"]);
    }

    private static Dictionary<string, object> Named(string name) => new() { ["name"] = name };
}
