using System.Net;
using Trace.Core.Detection;
using Trace.Server.Places;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Places;

/// <summary>From an address to what the operator's databases say of it, each written here and read through MaxMind's reader.</summary>
public sealed class NetworkPlacesTests
{
    private const string Net = "203.0.113.0/24";
    private const string Address = "203.0.113.77";
    private static readonly Disc Berlin = new(52.52, 13.405, 20);

    public static TheoryData<string, Dictionary<string, object>> Schemas => new()
    {
        { "GeoLite2, DB-IP", Records.Nested(52.52, 13.405, "DE", 20) },
        { "flat", new(Records.Flat(52.52, 13.405, "DE")) { ["accuracy_radius"] = 20u } },
        { "flat, of text", new(Records.Flat("52.52", "13.405", "DE")) { ["accuracy_radius"] = "20" } },
        { "flat, country without code", new() { ["country"] = "DE", ["latitude"] = 52.52, ["longitude"] = 13.405, ["accuracy_radius"] = 20 } },
    };

    [Theory, MemberData(nameof(Schemas))]
    public void A_place_is_found_in_every_schema(string schema, Dictionary<string, object> record)
    {
        using var folder = new PlaceFolder();
        folder.Add(new MmdbWriter("City").Add(Net, record), "city.mmdb");

        Assert.True(new PlacedNetwork(Berlin, "DE", NetworkKind.Unknown, "203.0.113.0/24") == folder.Find(Address), schema);
        Assert.Equal(new PlacedNetwork(Place: null, Country: null, NetworkKind.Unknown, "203.0.112.0/24"), folder.Find("203.0.112.255"));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void An_address_is_the_same_in_every_notation(int ipVersion)
    {
        using var folder = new PlaceFolder();
        folder.Add(new MmdbWriter("City", ipVersion).Add(Net, Records.Nested(52.52, 13.405, "DE", 20)), "city.mmdb");

        foreach (var notation in new[] { Address, "::ffff:203.0.113.77", "2002:cb00:714d::1", "64:ff9b::203.0.113.77" })
            Assert.Equal(new PlacedNetwork(Berlin, "DE", NetworkKind.Unknown, "203.0.113.0/24"), folder.Find(notation));
    }

    [Fact]
    public void A_database_of_IPv4_alone_says_nothing_of_IPv6()
    {
        using var folder = new PlaceFolder();
        // 2001:0db8:: begins with the bits of 32.1.13.184.
        folder.Add(new MmdbWriter("City", ipVersion: 4).Add("32.1.13.0/24", Records.Nested(52.52, 13.405, "DE")), "city.mmdb");

        Assert.Equal(new PlacedNetwork(Place: null, Country: null, NetworkKind.Unknown, "2001:db8:7::/48"), folder.Find("2001:db8:7:1::5"));
        Assert.Equal("DE", folder.Find("32.1.13.184").Country);
    }

    [Fact]
    public void Several_databases_together_say_what_none_says_alone()
    {
        using var folder = new PlaceFolder();
        folder.Add(new MmdbWriter("ASN").Add(Net, new Dictionary<string, object> { ["autonomous_system_number"] = 3320u, ["autonomous_system_organization"] = "Example" }), "asn.mmdb");
        folder.Add(new MmdbWriter("Country").Add("203.0.113.0/25", Records.One("country", Records.One("iso_code", "DE"))), "country.mmdb");
        folder.Add(new MmdbWriter("City").Add(Net, Records.Nested(48.85, 2.35, "FR")), "city.mmdb");
        folder.Add(new MmdbWriter("Connection").Add(Net, Records.One("connection_type", "Cable/DSL")), "connection.mmdb");
        folder.Add(new MmdbWriter("Second city").Add("203.0.112.0/23", Records.Nested(40.4, -3.7, "ES", 7)), "second.mmdb");

        Assert.Equal(new PlacedNetwork(new Disc(48.85, 2.35, 25), "DE", NetworkKind.Fixed, "AS3320"), folder.Find(Address));
        Assert.Equal(new PlacedNetwork(new Disc(48.85, 2.35, 25), "FR", NetworkKind.Fixed, "AS3320"), folder.Find("203.0.113.200"));
        Assert.Equal(new PlacedNetwork(new Disc(40.4, -3.7, 7), "ES", NetworkKind.Unknown, "203.0.112.0/24"), folder.Find("203.0.112.1"));
    }

    [Theory]
    [InlineData("connection_type", "Cellular", NetworkKind.Mobile, 300)]
    [InlineData("connection_type", "Satellite", NetworkKind.Mobile, 300)]
    [InlineData("connection_type", "Corporate", NetworkKind.Fixed, 25)]
    [InlineData("user_type", "residential", NetworkKind.Fixed, 25)]
    [InlineData("connection_type", "Pigeon", NetworkKind.Unknown, 100)]
    public void A_place_without_a_radius_is_as_wide_as_its_kind_of_network_is_off(string key, string value, NetworkKind kind, double radiusKm)
    {
        using var folder = new PlaceFolder();
        folder.Add(new MmdbWriter("City").Add(Net, Records.Nested(52.52, 13.405, "DE", traits: Records.One(key, value))), "city.mmdb");

        Assert.Equal(new PlacedNetwork(new Disc(52.52, 13.405, radiusKm), "DE", kind, "203.0.113.0/24"), folder.Find(Address));
    }

    [Theory]
    [InlineData("is_anonymous_vpn", true, NetworkKind.Vpn)]
    [InlineData("is_tor_exit_node", true, NetworkKind.Vpn)]
    [InlineData("is_residential_proxy", true, NetworkKind.Vpn)]
    [InlineData("is_hosting_provider", true, NetworkKind.Hosting)]
    [InlineData("is_hosting_provider", "true", NetworkKind.Hosting)]
    [InlineData("user_type", "consumer_privacy_network", NetworkKind.Vpn)]
    [InlineData("is_anycast", true, NetworkKind.Hosting)]
    public void Behind_a_VPN_or_in_a_data_centre_no_place_and_no_country_is_known(string key, object value, NetworkKind kind)
    {
        using var folder = new PlaceFolder();
        folder.Add(new MmdbWriter("City").Add(Net, Records.Nested(52.52, 13.405, "DE", 20, Records.One("connection_type", "Cable/DSL"))), "city.mmdb");
        folder.Add(new MmdbWriter("Anonymous").Add("203.0.113.64/26", new Dictionary<string, object> { [key] = value, ["is_anonymous"] = true }), "anonymous.mmdb");

        // is_anonymous is true of them all: a flag that says more comes before it.
        Assert.Equal(new PlacedNetwork(Place: null, Country: null, kind, "203.0.113.0/24"), folder.Find(Address));
        Assert.Equal(new PlacedNetwork(Berlin, "DE", NetworkKind.Fixed, "203.0.113.0/24"), folder.Find("203.0.113.1"));
    }

    [Fact]
    public void Where_only_the_country_is_known_there_is_no_place()
    {
        using var folder = new PlaceFolder();
        folder.Add(new MmdbWriter("Country").Add("2001:db8::/32", Records.One("country_code", "SE")), "country.mmdb");

        Assert.Equal(new PlacedNetwork(Place: null, "SE", NetworkKind.Unknown, "2001:db8:ab::/48"), folder.Find("2001:db8:ab:cd::1"));
    }

    [Fact]
    public void Values_that_mean_nothing_are_unknown()
    {
        using var folder = new PlaceFolder();
        folder.Add(
            new MmdbWriter("City")
                .Add("203.0.113.1/32", Records.Flat(0.0, 0.0, "EU"))
                .Add("203.0.113.2/32", Records.Flat(91.0, 13.0, "A1"))
                .Add("203.0.113.3/32", Records.Flat("north", double.NaN, "de"))
                .Add("203.0.113.4/32", new Dictionary<string, object> { ["asn"] = "AS0", ["country"] = "Germany", ["latitude"] = true, ["is_anonymous_vpn"] = false })
                .Add("203.0.113.5/32", new Dictionary<string, object>(Records.Flat(52.52, 13.405, "DE")) { ["accuracy_radius"] = 0u, ["asn"] = "AS15169" }),
            "city.mmdb");

        for (var last = 1; last <= 4; last++)
            Assert.Equal(new PlacedNetwork(Place: null, Country: null, NetworkKind.Unknown, "203.0.113.0/24"), folder.Find($"203.0.113.{last}"));
        Assert.Equal(new PlacedNetwork(new Disc(52.52, 13.405, 100), "DE", NetworkKind.Unknown, "AS15169"), folder.Find("203.0.113.5"));
    }

    /// <summary>Else everybody behind a proxy that is not configured would count as one network.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.1.1")]
    [InlineData("::ffff:192.168.1.1")]
    [InlineData("2002:0a01:0203::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fd00::1")]
    [InlineData("ff02::1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    public void An_address_that_is_none_of_the_Internet_says_nothing(string address)
    {
        using var folder = new PlaceFolder().WithNetworks("AS3320,mobile");
        folder.Add(new MmdbWriter("City").Add("0.0.0.0/1", Records.Nested(52.52, 13.405, "DE")).Add("128.0.0.0/1", Records.Nested(52.52, 13.405, "DE")), "city.mmdb");

        Assert.Equal(default, folder.Find(address));
    }

    [Fact]
    public void Without_files_an_address_is_of_its_prefix_and_no_more_is_known()
    {
        using var folder = new PlaceFolder();
        using var places = folder.Open();

        Assert.False(places.HasFiles);
        Assert.Equal(default, places.Find(null));
        Assert.Equal(new PlacedNetwork(Place: null, Country: null, NetworkKind.Unknown, "172.32.0.0/24"), places.Find(IPAddress.Parse("172.32.0.1")));
        Assert.Equal(new PlacedNetwork(Place: null, Country: null, NetworkKind.Unknown, "2a02:8109::/48"), places.Find(IPAddress.Parse("2A02:8109:0:FFFF::1")));
    }

    [Fact]
    public void A_record_that_cannot_be_read_is_unknown_and_logged_once_without_the_address()
    {
        using var folder = new PlaceFolder();
        var writer = new MmdbWriter("ASN");
        // More than are looked at when it is opened; the marked one is the last.
        for (var i = 0; i < 1_100; i++)
            writer.Add($"20.{i / 256}.{i % 256}.0/24", Records.One("asn", 64_500u));
        var path = folder.Add(writer.Add(Net, Records.One("asn", "broken")), "asn.mmdb");
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().LastIndexOf("broken"u8);
        // A pointer to behind the end instead of a text.
        bytes[at - 1] = 0x38;
        bytes.AsSpan(at, 4).Fill(0xFF);
        File.WriteAllBytes(path, bytes);
        using var places = folder.Open();

        for (var i = 0; i < 3; i++)
            Assert.Equal(new PlacedNetwork(Place: null, Country: null, NetworkKind.Unknown, "203.0.113.0/24"), places.Find(IPAddress.Parse(Address)));
        Assert.Equal("AS64500", places.Find(IPAddress.Parse("20.0.0.1")).NetworkName);

        Assert.Single(folder.Log.Text.Split('\n'), line => line.Contains("has records that cannot be read", StringComparison.Ordinal));
        Assert.DoesNotContain("203.0.113", folder.Log.Text, StringComparison.Ordinal);
    }
}
