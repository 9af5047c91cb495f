using Microsoft.Extensions.Configuration;
using Trace.Server.Places;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Places;

/// <summary>The operator's files at start.</summary>
public sealed class PlaceSettingsTests
{
    [Theory]
    [InlineData("Databases", "city.mmdb", "it does not exist.")]
    [InlineData("Networks", "networks.csv", "it does not exist.")]
    public async Task A_missing_file_stops_the_start_in_plain_words(string setting, string name, string problem)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(name);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningServer.StartAsync(folder.Path, arguments: [$"--Places:{setting}", path]));

        Assert.Equal($"Places:{setting}: {path} cannot be used: {problem}", refusal.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_database_of_other_things_stops_the_start()
    {
        using var folder = new PlaceFolder();
        folder.Add(new MmdbWriter("Weather").Add("203.0.113.0/24", Records.One("temperature", 21.5)), "weather.mmdb");

        Assert.EndsWith("its first records say neither a place, a country, an AS number nor a kind of network.", Assert.Throws<InvalidOperationException>(folder.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Databases_are_separated_by_commas_or_listed()
    {
        Assert.Equal(["/a/city.mmdb", "/a/asn.mmdb"], From(("Places:Databases", " /a/city.mmdb, /a/asn.mmdb,")).Databases);
        Assert.Equal(["/a/city.mmdb", "/a/asn.mmdb"], From(("Places:Databases:0", "/a/city.mmdb"), ("Places:Databases:1", "/a/asn.mmdb")).Databases);
        Assert.Equal("/a/networks.csv", From(("places:networks", "/a/b/../networks.csv")).Networks);
        Assert.Equal((0, null), From() is var none ? (none.Databases.Count, none.Networks) : default);
        Assert.StartsWith("Places:Database is no setting; ", Assert.Throws<InvalidOperationException>(() => From(("Places:Database", "/a/city.mmdb"))).Message, StringComparison.Ordinal);
    }

    private static PlaceSettings From(params (string Name, string Value)[] settings) =>
        PlaceSettings.From(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());
}
