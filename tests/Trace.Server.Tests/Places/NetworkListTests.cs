using System.Net;
using CsCheck;
using Trace.Core.Detection;
using Trace.Server.Places;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Places;

/// <summary>The operator's own list, which holds against every database.</summary>
public sealed class NetworkListTests
{
    [Theory]
    [InlineData("198.51.100.1", NetworkKind.Fixed)]
    [InlineData("198.51.100.129", NetworkKind.Vpn)]
    [InlineData("198.51.100.200", NetworkKind.Mobile)]
    [InlineData("::ffff:198.51.100.200", NetworkKind.Mobile)]
    [InlineData("198.51.101.1", NetworkKind.Unknown)]
    [InlineData("192.0.2.9", NetworkKind.Hosting)]
    [InlineData("2001:db8::1", NetworkKind.Mobile)]
    [InlineData("2001:db8:1::1", NetworkKind.Hosting)]
    [InlineData("2001:db9::1", NetworkKind.Unknown)]
    public void The_longest_prefix_decides(string address, NetworkKind kind)
    {
        using var folder = new PlaceFolder().WithNetworks(
            "# Ours", "", "198.51.100.200,mobile", " 198.51.100.0/24 , Fixed # all of it", "198.51.100.128/25,vpn", "::ffff:192.0.2.0/120,hosting", "2001:db8::/32,mobile", "2001:db8:1::/48,HOSTING");

        Assert.Equal(kind, folder.Find(address).Kind);
        Assert.DoesNotContain("left out", folder.Log.Text, StringComparison.Ordinal);
    }

    /// <summary>Against the plain way, prefix by prefix, with many inside each other, side by side and at both ends of all addresses.</summary>
    [Fact]
    public void Every_address_is_of_the_longest_prefix_that_holds_it() =>
        Gen.Select(Gen.Int[0, 255], Gen.Int[0, 32], Gen.Int[0, 4]).Array[0, 12].Select(Gen.Int[0, 255], Gen.Int[0, 255]).Sample((entries, first, last) =>
        {
            var prefixes = entries.Select(entry => (Network: IPNetwork.Parse($"{entry.Item1}.{entry.Item1}.0.{entry.Item1}/{entry.Item2}"), Kind: (NetworkKind)entry.Item3)).DistinctBy(prefix => prefix.Network).ToList();
            var table = new PrefixTable();
            Assert.All(prefixes, prefix => Assert.True(table.TryAdd(prefix.Network, prefix.Kind)));
            table.Freeze();

            foreach (var address in prefixes.Select(prefix => prefix.Network.BaseAddress).Append(IPAddress.Parse($"{first}.{first}.0.{last}")).Append(IPAddress.Parse("255.255.255.255")).Append(IPAddress.Any))
            {
                var holding = prefixes.Where(prefix => prefix.Network.Contains(address)).OrderByDescending(prefix => prefix.Network.PrefixLength).Select(prefix => (NetworkKind?)prefix.Kind).FirstOrDefault();
                Assert.Equal(holding, table.Find(address));
            }
        }, iter: TestScale.Count(reduced: 1_000, full: 100_000));

    [Fact]
    public void The_list_holds_against_the_databases_and_a_prefix_against_its_AS()
    {
        using var folder = new PlaceFolder().WithNetworks("AS64500,hosting", "203.0.113.0/25,fixed", "198.51.100.0/24,vpn", "192.0.2.0/24,unknown");
        folder.Add(new MmdbWriter("ASN").Add("203.0.113.0/24", Records.One("asn", 64_500u)), "asn.mmdb");
        folder.Add(new MmdbWriter("City").Add("203.0.113.0/24", Records.Nested(1, 2, "DE", traits: Records.One("is_anonymous_vpn", true)))
            .Add("198.51.100.0/24", Records.Nested(3, 4, "SE")).Add("192.0.2.0/24", Records.Nested(5, 6, "FR", traits: Records.One("is_hosting_provider", true))), "city.mmdb");

        Assert.Equal(new PlacedNetwork(new Disc(1, 2, 25), "DE", NetworkKind.Fixed, "AS64500"), folder.Find("203.0.113.1"));
        Assert.Equal(new PlacedNetwork(Place: null, Country: null, NetworkKind.Hosting, "AS64500"), folder.Find("203.0.113.200"));
        Assert.Equal(new PlacedNetwork(Place: null, Country: null, NetworkKind.Vpn, "198.51.100.0/24"), folder.Find("198.51.100.1"));
        Assert.Equal(new PlacedNetwork(new Disc(5, 6, 100), "FR", NetworkKind.Unknown, "192.0.2.0/24"), folder.Find("192.0.2.1"));
    }

    [Fact]
    public void Bad_lines_are_named_by_number_and_the_rest_counts()
    {
        using var folder = new PlaceFolder().WithNetworks(
            "203.0.113.0/24,vpn", "203.0.113.7/33,vpn", "64500,hosting", "AS64500", "AS64500,bakery", "AS64500,2", "AS0,vpn", "10.1,vpn", "203.0.113.0/24,mobile", "AS64501,hosting", "a,");
        using var places = folder.Open();

        Assert.Equal(NetworkKind.Vpn, places.Find(IPAddress.Parse("203.0.113.1")).Kind);
        var lines = folder.Log.Text.Split('\n').Where(line => line.Contains(" is left out: ", StringComparison.Ordinal)).ToList();
        Assert.Equal(["2", "3", "4", "5", "6", "7", "8", "9", "11"], lines.Select(line => line.Split("Line ")[1].Split(' ')[0]));
        Assert.Contains("networks.csv is left out: the kind is one of fixed, mobile, vpn, hosting, unknown.", lines[3], StringComparison.Ordinal);
        Assert.Contains("an earlier line says another kind", lines[7], StringComparison.Ordinal);
        Assert.Contains("is in use: 2 networks.", folder.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113.7", folder.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("bakery", folder.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flood_of_bad_lines_is_counted_and_not_listed()
    {
        using var folder = new PlaceFolder().WithNetworks(["AS64500,vpn", .. Enumerable.Repeat("bad", 500)]);
        using var places = folder.Open();

        Assert.Equal(20, folder.Log.Text.Split('\n').Count(line => line.Contains(" is left out: ", StringComparison.Ordinal)));
        Assert.Contains("480 more lines of ", folder.Log.Text, StringComparison.Ordinal);
    }
}
