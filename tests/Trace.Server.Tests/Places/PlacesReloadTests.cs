using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Detection;
using Trace.Server.Places;
using Trace.Server.Tests.Codes;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Places;

/// <summary>The operator's files are replaced while the server runs.</summary>
public sealed class PlacesReloadTests
{
    private const string Net = "203.0.113.0/24";
    private static readonly IPAddress Address = IPAddress.Parse("203.0.113.77");

    /// <summary>What a replacement may turn out to be, made of the bytes of a good one.</summary>
    public static TheoryData<string, Func<byte[], byte[]>> Broken => new()
    {
        { "empty", _ => [] },
        { "an error page", _ => "<html>Too many downloads</html>"u8.ToArray() },
        { "half of it", bytes => bytes[..(bytes.Length / 2)] },
        { "all but its head", bytes => bytes[(bytes.Length / 3)..] },
        { "no tree", bytes => Fill(bytes, 0, bytes.AsSpan().IndexOf("country"u8) - 4, 0xFF) },
        { "no data", bytes => Fill(bytes, bytes.AsSpan().IndexOf("city"u8) - 4, bytes.AsSpan().IndexOf("MaxMind.com"u8) - 3, 0xFF) },
        { "no metadata behind the mark", bytes => Fill(bytes, bytes.AsSpan().IndexOf("MaxMind.com"u8) + 11, bytes.Length, 0) },
    };

    [Fact]
    public async Task A_replaced_file_is_taken_up_while_lookups_run_and_none_finds_less_than_one_of_the_two()
    {
        using var folder = new PlaceFolder();
        var path = folder.Add(City("DE"), "city.mmdb");
        folder.Add(new MmdbWriter("ASN").Add(Net, Records.One("asn", 64_500u)), "asn.mmdb");
        using var places = folder.Open();
        var mappings = Mappings();
        var (wrong, lookups) = (0, 0L);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                var found = places.Find(Address);
                if (found is not { Country: "DE" or "FR", NetworkName: "AS64500", Place: not null })
                    Interlocked.Increment(ref wrong);
                Interlocked.Increment(ref lookups);
            }
        }, TestContext.Current.CancellationToken)).ToList();

        for (var i = 0; i < 200; i++)
        {
            var country = i % 2 == 0 ? "FR" : "DE";
            Replace(path, City(country).ToBytes());
            places.Refresh();
            places.Refresh();
            Assert.Equal(country, places.Find(Address).Country);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(0, wrong);
        Assert.True(lookups > 1_000, $"{lookups} lookups");
        Assert.DoesNotContain("cannot be", folder.Log.Text, StringComparison.Ordinal);
        // The memory of the old ones is given back; other tests have a few open meanwhile.
        Assert.InRange(Mappings() - mappings, int.MinValue, 50);
    }

    [Theory, MemberData(nameof(Broken))]
    public void A_replacement_that_cannot_be_used_leaves_the_old_one_and_is_logged_once(string what, Func<byte[], byte[]> breaking)
    {
        using var folder = new PlaceFolder();
        var path = folder.Add(City("DE"), "city.mmdb");
        using var places = folder.Open();

        Replace(path, breaking(City("FR").ToBytes()));
        for (var look = 0; look < 5; look++)
            places.Refresh();

        Assert.True(places.Find(Address).Country == "DE", what);
        Assert.Single(folder.Log.Text.Split('\n'), line => line.Contains("city.mmdb changed and cannot be used; what was read of it before stays in use: ", StringComparison.Ordinal));
        Replace(path, City("FR").ToBytes());
        places.Refresh();
        places.Refresh();
        Assert.Equal("FR", places.Find(Address).Country);
        // The same stops a start.
        Replace(path, breaking(City("FR").ToBytes()));
        Assert.StartsWith($"Places:Databases: {path} cannot be used: ", Assert.Throws<InvalidOperationException>(folder.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_still_being_written_is_left_alone()
    {
        using var folder = new PlaceFolder();
        var path = folder.Add(City("DE"), "city.mmdb");
        using var places = folder.Open();
        var bytes = City("FR").ToBytes();

        File.Delete(path);
        places.Refresh();
        foreach (var part in bytes.Chunk(bytes.Length / 4))
        {
            using (var file = new FileStream(path, FileMode.Append))
                file.Write(part);
            places.Refresh();
            Assert.Equal("DE", places.Find(Address).Country);
        }

        places.Refresh();
        Assert.Equal("FR", places.Find(Address).Country);
        Assert.DoesNotContain("cannot be used", folder.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_gone_stays_in_use_and_is_logged_once()
    {
        using var folder = new PlaceFolder();
        var path = folder.Add(City("DE"), "city.mmdb");
        using var places = folder.Open();

        File.Delete(path);
        for (var look = 0; look < 4; look++)
            places.Refresh();

        Assert.Equal("DE", places.Find(Address).Country);
        Assert.Single(folder.Log.Text.Split('\n'), line => line.EndsWith("it does not exist. ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_changed_list_is_taken_up_unless_no_line_of_it_can_be_used()
    {
        using var folder = new PlaceFolder().WithNetworks($"{Net},vpn");
        using var places = folder.Open();

        Replace(folder.Networks!, "203.0.113.0/24,hosting\n"u8.ToArray());
        places.Refresh();
        places.Refresh();
        Assert.Equal(NetworkKind.Hosting, places.Find(Address).Kind);
        Replace(folder.Networks!, "<html>\n</html>"u8.ToArray());
        places.Refresh();
        places.Refresh();
        Assert.Equal(NetworkKind.Hosting, places.Find(Address).Kind);
        Assert.Contains("none of its lines names a network and its kind; line 1: ", folder.Log.Text, StringComparison.Ordinal);
        Replace(folder.Networks!, "# none\n"u8.ToArray());
        places.Refresh();
        places.Refresh();
        Assert.Equal(NetworkKind.Unknown, places.Find(Address).Kind);
    }

    [Fact]
    public void A_closed_database_answers_nobody_and_gives_its_memory_back()
    {
        using var folder = new PlaceFolder();
        var database = PlaceDatabase.Open(folder.Add(City("DE"), "city.mmdb"));
        PlaceFacts facts = default;
        PlaceDatabase? broken = null;
        Assert.True(database.TryFind(Address, ref facts, ref broken));
        Assert.False(database.IsClosed);

        database.Close();

        Assert.True(database.IsClosed);
        Assert.False(database.TryFind(Address, ref facts, ref broken));
    }

    [Fact]
    public async Task A_running_server_takes_up_a_changed_file_by_itself()
    {
        using var folder = new PlaceFolder();
        var path = folder.Add(City("DE"), "city.mmdb");
        await using var server = await RunningServer.StartAsync(arguments: ["--Places:Databases", path]);
        var places = server.Services.GetRequiredService<NetworkPlaces>();
        Assert.Equal("DE", places.Find(Address).Country);

        Replace(path, City("FR").ToBytes());

        await KeyRaceTests.WaitAsync(() => Task.FromResult(places.Find(Address).Country == "FR"));
    }

    private static MmdbWriter City(string country) => new MmdbWriter("City").Add(Net, Records.Nested(52.52, 13.405, country));

    /// <summary>As updaters do it: written beside, then renamed over the old.</summary>
    /// <remarks>Later than the old by a second: file systems tell no two writes apart that are a few milliseconds apart.</remarks>
    private static void Replace(string path, byte[] bytes)
    {
        File.WriteAllBytes(path + ".new", bytes);
        File.SetLastWriteTimeUtc(path + ".new", File.GetLastWriteTimeUtc(path).AddSeconds(1));
        File.Move(path + ".new", path, overwrite: true);
    }

    private static byte[] Fill(byte[] bytes, int from, int to, byte value)
    {
        bytes.AsSpan(from..to).Fill(value);
        return bytes;
    }

    /// <summary>Files in memory that this process has open.</summary>
    private static int Mappings() => OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/maps").Count(line => line.Contains("/dotnet_", StringComparison.Ordinal)) : 0;
}
