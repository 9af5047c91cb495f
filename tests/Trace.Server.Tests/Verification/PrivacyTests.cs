using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>What is kept of the people who scan: as little as the README of the slice says.</summary>
public sealed class PrivacyTests
{
    private const string Device = "device-of-a-person-4711";
    private const string Agent = "Mozilla/5.0 (Linux; Android 14) PersonsBrowser/47.11";
    private const string Forwarded = "203.0.113.77";
    private const double Latitude = 52.516272;
    private const double Longitude = 13.377722;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Neither_database_nor_log_has_a_device_an_address_or_an_exact_place(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var log = new CollectedLog();
        var database = await engine.CreateDatabaseAsync();
        string cookie, code;
        byte[] stored;
        await using (var server = await RunningServer.StartAsync(folder.Path, database, builder => builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log)))
        {
            var brand = await server.CreateBrandAsync();
            code = await brand.CodeAsync();
            cookie = await ScanAsync(server, code);
            Assert.Equal((3, 1), await StoredScans.Of(server).CountAsync());
            stored = await DumpAsync(server, folder, engine);
            // A healthy server logs nothing of scans; one that cannot store them says so.
            await server.Services.GetRequiredService<Database>().WriteAsync(session => session.ExecuteAsync("DROP TABLE scan; DROP TABLE refused_try;"), TestContext.Current.CancellationToken);
            await ScanAsync(server, code);
        }

        // The dump finds what is there: the words of the scans, and the rounded place.
        Assert.True(Holds(stored, "Valid") && (Holds(stored, BitConverter.GetBytes(52.52).Reverse().ToArray()) || Holds(stored, "52.52")));
        foreach (var secret in new[] { Device, cookie, "PersonsBrowser", Forwarded, "127.0.0.1", "52.516", "13.377" })
        {
            Assert.False(Holds(stored, secret) || Holds(stored, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret))), $"The database holds {secret}.");
            Assert.DoesNotContain(secret, log.Text, StringComparison.Ordinal);
        }

        foreach (var place in new[] { Latitude, Longitude })
            Assert.False(Holds(stored, BitConverter.GetBytes(place)) || Holds(stored, BitConverter.GetBytes(place).Reverse().ToArray()), "The database holds an exact place.");
        // Who reads the log could open the codes: no signature and no serial either.
        Assert.Contains("could not be stored", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(code.Split("s=")[1], log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(BrandBatches.SerialOf(code), log.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Places_are_kept_to_a_hundredth_of_a_degree(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();
        (double Latitude, double Longitude, double KeptLatitude, double KeptLongitude)[] places =
        [
            (52.516272, 13.377722, 52.52, 13.38), (-33.856784, 151.215297, -33.86, 151.22), (0.004, -0.004, 0, 0), (90, 180, 90, 180), (-90, -180, -90, -180), (89.999, -179.999, 90, -180), (1, 2, 1, 2),
        ];
        foreach (var (latitude, longitude, _, _) in places)
            Assert.Equal(200, (await server.Public.VerifyForAnswerAsync(new { code, location = new { latitude, longitude, accuracyMeters = 12.5 } })).Status);
        await server.Public.VerifyAsync(code);

        var kept = (await StoredScans.Of(server).ListAsync()).OrderBy(scan => scan.Ordinal).Select(scan => (scan.Latitude, scan.Longitude));

        Assert.Equal([.. places.Select(place => ((double?)place.KeptLatitude, (double?)place.KeptLongitude)), (null, null)], kept);
    }

    /// <summary>Every way a scan comes in; returns the value of the cookie.</summary>
    private static async Task<string> ScanAsync(RunningServer server, string code)
    {
        using var person = server.NewClient(apiKey: null);
        person.DefaultRequestHeaders.Add("User-Agent", Agent);
        person.DefaultRequestHeaders.Add("X-Forwarded-For", Forwarded);
        person.DefaultRequestHeaders.Add("Forwarded", $"for={Forwarded}");
        await person.VerifyForAnswerAsync(new { code, device = Device, location = new { latitude = Latitude, longitude = Longitude, accuracyMeters = 5 } });
        await person.VerifyForAnswerAsync(new { code = code[..^1] + "x", device = Device });
        var page = await person.OpenAsync(CodeRequests.PathOf(code));
        var cookie = page.Headers["Set-Cookie"].Split(';')[0].Split('=')[1];
        Assert.Equal(22, cookie.Length);
        await person.OpenAsync(CodeRequests.PathOf(code), ("Cookie", $"trace_device={cookie}"));
        await person.OpenAsync($"/01/nonsense/21/{Device}", ("Cookie", $"trace_device={cookie}"));
        await person.VerifyRawAsync($"{{\"code\":1,\"device\":\"{Device}\"}}");
        return cookie;
    }

    /// <summary>SQLite: the bytes of its files. PostgreSQL: every row of every table as text, bytes in hexadecimal.</summary>
    private static async Task<byte[]> DumpAsync(RunningServer server, TemporaryFolder folder, Engine engine)
    {
        if (engine == Engine.Sqlite)
        {
            using var bytes = new MemoryStream();
            foreach (var path in Directory.GetFiles(folder.Path, "trace.db*"))
            {
                await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                await file.CopyToAsync(bytes, TestContext.Current.CancellationToken);
            }

            return bytes.ToArray();
        }

        var rows = await server.Services.GetRequiredService<Database>().ReadAsync(
            async session =>
            {
                var text = new StringBuilder();
                foreach (var table in await session.ListAsync<string>("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public';"))
                    text.AppendJoin('\n', await session.ListAsync<string>($"SELECT to_json(t)::text FROM {table} t;"));
                return text.ToString();
            },
            TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetBytes(rows);
    }

    private static bool Holds(byte[] bytes, string text) => Holds(bytes, Encoding.UTF8.GetBytes(text));

    private static bool Holds(byte[] bytes, byte[] part) => bytes.AsSpan().IndexOf(part) >= 0;
}
