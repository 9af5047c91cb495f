using Trace.Server.Tests.Places;
using Trace.Server.Tests.RateLimits;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Without a position from the phone a scan is where its network is, as well as that is known; of the address itself nothing is kept.</summary>
public sealed class PlacedScansTests
{
    private const string Hamburg = "192.0.2.10";
    private const string Munich = "198.51.100.20";
    private const string Relay = "203.0.113.30";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_copy_is_found_by_the_places_of_networks_and_no_address_is_stored(Engine engine)
    {
        using var folder = new PlaceFolder();
        var cities = folder.Add(
            new MmdbWriter("City").Add("192.0.2.0/24", Records.Nested(53.55123, 10.00456, "DE", 12)).Add("198.51.100.0/24", Records.Nested(48.14, 11.58, "DE", 12)).Add("203.0.113.0/24", Records.Nested(35.68, 139.69, "JP", 5)),
            "city.mmdb");
        folder.WithNetworks("203.0.113.0/24,vpn");
        var clock = Clock.At("2026-03-02T10:00:00Z");
        await using var server = await clock.StartServerAsync(engine, configure: null, "--Places:Databases", cities, "--Places:Networks", folder.Networks!, "--Proxies:Known=127.0.0.1");
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();

        var verdicts = new List<string?>();
        foreach (var (address, device) in new[] { (Hamburg, "one"), (Relay, "one"), (Munich, "two"), (Hamburg, "one"), (Munich, "two"), (Hamburg, "one"), (Munich, "two") })
        {
            verdicts.Add((await server.Public.VerifyFromAsync(address, code, device)).Json.Text("verdict"));
            clock.Advance(TimeSpan.FromDays(2));
        }

        Assert.Equal("caution", verdicts[^1]);
        Assert.All(verdicts.SkipLast(1), verdict => Assert.Equal("issued", verdict));
        var rows = await server.Database().ReadAsync(
            session => session.ListAsync<PlacedRow>("SELECT latitude AS Latitude, accuracy_meters AS Accuracy, country AS Country, network_kind AS Kind, network_hash AS Network FROM scan ORDER BY scanned_at;"),
            TestContext.Current.CancellationToken);
        Assert.Equal([(53.55, 12000.0, "DE", 0L), (null, null, null, 3), (48.14, 12000, "DE", 0), (53.55, 12000, "DE", 0), (48.14, 12000, "DE", 0), (53.55, 12000, "DE", 0), (48.14, 12000, "DE", 0)], rows.Select(row => (row.Latitude, row.Accuracy, row.Country, row.Kind)));
        Assert.All(rows, row => Assert.NotNull(row.Network));
        // Another key each week, the same within it.
        Assert.Equal(6, rows.Select(row => row.Network).Distinct().Count());
        var story = (await brand.Admin.OpenAsync($"/api/v1/units/{brand.Gtin}/{BrandBatches.SerialOf(code)}")).Body;
        foreach (var address in new[] { Hamburg, Munich, Relay, "192.0.2.", "198.51.100." })
            Assert.DoesNotContain(address, story, StringComparison.Ordinal);
    }

    /// <summary>Every way a scan comes in: posted, opened, typed into the form.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Each_way_in_keeps_the_network(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine, configure: null, "--Proxies:Known=127.0.0.1");
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();
        server.Public.DefaultRequestHeaders.Add("X-Forwarded-For", Hamburg);

        await server.Public.VerifyAsync(code);
        await server.Public.OpenAsync(CodeRequests.PathOf(code), ("Accept", "text/html"));
        using var form = new FormUrlEncodedContent([new("gtin", brand.Gtin), new("serial", BrandBatches.SerialOf(code))]);
        Assert.Equal(200, (await server.Public.PostForAnswerAsync("/check", form)).Status);

        var networks = await server.Database().ReadAsync(session => session.ListAsync<long?>("SELECT network_hash FROM scan;"), TestContext.Current.CancellationToken);
        Assert.Equal(3, networks.Count);
        Assert.NotNull(Assert.Single(networks.Distinct()));
    }

    private sealed record PlacedRow(double? Latitude, double? Accuracy, string? Country, long Kind, long? Network);
}
