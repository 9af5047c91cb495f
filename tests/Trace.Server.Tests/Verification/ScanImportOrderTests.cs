using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Detection;
using Trace.Core.Verification;
using Trace.Server.Storage;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>An import may come twice, cut off, in any order and on two servers at once: what is stored, and what it says, is the same.</summary>
public sealed class ScanImportOrderTests
{
    private const string Now = "2026-11-24T12:00:00Z";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Lines_with_ids_that_are_sent_again_change_nothing(Engine engine)
    {
        await using var server = await Clock.At(Now).StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var lines = Trips(await brand.CodesAsync(3), 20);
        // Cut off in the middle, then all of it, then again, then backwards.
        await brand.Admin.ImportScansAsync([.. lines.Take(25), lines[25][..40]]);
        var first = await ScoresAsync(brand, lines);
        var before = await server.DumpAsync();
        var again = await ScoresAsync(brand, lines);
        var summary = (await brand.Admin.ImportScansAsync(lines.AsEnumerable().Reverse())).AssertStatus(200).Json;

        Assert.Equal(lines.Count, (await StoredScans.Of(server).CountAsync()).Scans);
        Assert.Equal((lines.Count, 0), (summary.GetProperty("accepted").GetInt32(), summary.GetProperty("rejectedCount").GetInt32()));
        Assert.Equal(before, await server.DumpAsync());
        Assert.Equal(first.Select(line => line.Verdict), again.Select(line => line.Verdict));
        Assert.Equal(first.TakeLast(3), again.TakeLast(3));
        await StoredScans.Of(server).AssertGaplessAsync();
    }

    /// <summary>An id names one scan of its unit; the same id of another unit is another scan, and lines without one are as many scans as they are.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_two_lines_with_one_id_the_first_counts(Engine engine)
    {
        await using var server = await Clock.At(Now).StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var codes = await brand.CodesAsync(3);
        string Line(string code, string at, object? more) => ImportLines.Line(code, at, more);

        await brand.Admin.VerdictsAsync(
            Line(codes[0], "2026-01-05T10:00:00Z", new { id = "a", country = "DE" }), Line(codes[0], "2026-01-06T10:00:00Z", new { id = "a", country = "FR" }), Line(codes[1], "2026-01-05T10:00:00Z", new { id = "a" }),
            Line(codes[2], "2026-01-05T10:00:00Z", null), Line(codes[2], "2026-01-05T10:00:00Z", null));
        await brand.Admin.VerdictsAsync(Line(codes[0], "2026-01-04T10:00:00Z", new { id = "a" }));

        Assert.Equal([1, 1, 2], (await StoredScans.Of(server).ListAsync()).GroupBy(scan => scan.UnitId).Select(scans => scans.Count()));
        Assert.Equal(1, await server.FindAsync<long>("SELECT COUNT(*) FROM scan WHERE country = 'DE';"));
        Assert.Equal(0, await server.FindAsync<long>("SELECT COUNT(*) FROM scan WHERE country = 'FR';"));
    }

    /// <summary>Also where another scan of the unit has the id of one of them.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_id_that_came_twice_hides_no_other(Engine engine)
    {
        await using var server = await Clock.At(Now).StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();
        string Line(int day, string id) => ImportLines.Line(code, $"2026-01-0{day}T10:00:00Z", new { id });
        foreach (var line in new[] { Line(1, "b"), Line(2, "a"), Line(3, "a") })
            await brand.Admin.VerdictsAsync(line);

        await brand.Admin.VerdictsAsync(Line(1, "b"), Line(2, "a"));

        Assert.Equal(3, (await StoredScans.Of(server).CountAsync()).Scans);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Scores_are_the_same_in_whatever_order_scans_come(Engine engine)
    {
        await using var server = await Clock.At(Now).StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var codes = await brand.CodesAsync(2);
        var (ordered, shuffled) = (Trips(codes.Take(1), 60), Trips(codes.Skip(1), 60));
        var inOrder = await ScoresAsync(brand, ordered);
        var mixed = shuffled.Index().OrderBy(line => line.Index * 37 % 61).Select(line => line.Item).ToList();
        await brand.Admin.ImportScansAsync(mixed.Take(30));
        await brand.Admin.ImportScansAsync(mixed.Skip(30));

        var units = await Task.WhenAll(codes.Select(code => brand.Admin.GetAnswerAsync($"/api/v1/units/{brand.Gtin}/{BrandBatches.SerialOf(code)}")));

        Assert.True(inOrder[^1].Score > EvidenceSettings.Default.Copied);
        Assert.All(units, unit => Assert.Equal(Math.Round(inOrder[^1].Score, 2), unit.Json.GetProperty("score").GetDouble()));
        Assert.Equal(units[0].Json.GetProperty("evidence")[0].Text("code"), units[1].Json.GetProperty("evidence")[0].Text("code"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_copy_is_in_the_queue_although_the_newest_scan_came_first(Engine engine)
    {
        await using var server = await Clock.At(Now).StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        foreach (var line in Trips(await brand.CodesAsync(1), 20).AsEnumerable().Reverse())
            await brand.Admin.ImportScansAsync([line]);

        var queue = (await brand.Admin.GetAnswerAsync("/api/v1/anomalies")).AssertStatus(200).Json.GetProperty("items");
        Assert.Equal("copied_code", Assert.Single(queue.EnumerateArray()).Text("kind"));
    }

    /// <summary>The same file through two servers at once: each scan is stored once, and the months of the past have tables.</summary>
    [Fact]
    public async Task Two_servers_that_import_one_file_store_each_scan_once_in_the_table_of_its_month()
    {
        using var folder = new TemporaryFolder();
        var database = await Engine.Postgres.CreateDatabaseAsync();
        await using var one = await RunningServer.StartAsync(folder.Path, database);
        await using var two = await RunningServer.StartAsync(folder.Path, database);
        var brand = await one.CreateBrandAsync();
        using var other = two.NewClient(brand.Admin.DefaultRequestHeaders.Authorization!.Parameter);
        var lines = Trips(await brand.CodesAsync(40), 30);

        var answers = await Task.WhenAll(brand.Admin.ImportScansAsync(lines), other.ImportScansAsync(lines));

        Assert.All(answers, answer => Assert.Equal(lines.Count, answer.AssertStatus(200).Json.GetProperty("accepted").GetInt32()));
        Assert.Equal(lines.Count, (await StoredScans.Of(one).CountAsync()).Scans);
        await StoredScans.Of(one).AssertGaplessAsync();
        Assert.Equal(
            ["scan_2025_01", "scan_2025_02", "scan_2025_03"],
            await one.Database().ReadAsync(session => session.ListAsync<string>("SELECT DISTINCT tableoid::regclass::TEXT FROM scan ORDER BY 1;"), TestContext.Current.CancellationToken));
    }

    /// <summary>What is made up for after a crash is folded on, not made again from the newest scans, among which a copy could be lost.</summary>
    [Fact]
    public async Task A_copy_is_not_forgotten_however_many_scans_follow_a_crash()
    {
        using var folder = new TemporaryFolder();
        await using var database = SqliteDatabase.In(folder.Path);
        await Migrator.MigrateAsync(database, TestContext.Current.CancellationToken);
        UnitEvidence before;
        using (var scans = new SqliteScans(database, Germany))
        {
            await scans.RecoverAsync();
            for (var i = 0; i < 8; i++)
                await scans.AppendAsync([Scan(i, device: 1 + (uint)i % 2, latitude: i % 2 == 0 ? 53.55 : 48.14)]);
            for (var first = 8; first < 6008; first += 500)
                await scans.AppendAsync([.. Enumerable.Range(first, 500).Select(i => Scan(i, device: 1, latitude: 53.55))]);
            before = (await scans.FindUnitAsync(1))!.Evidence!;
            Assert.True(before.Score > EvidenceSettings.Default.Copied);
        }

        using var again = new SqliteScans(database, Germany);
        await again.RecoverAsync();

        Assert.Equal(before.ToBytes(), (await again.FindUnitAsync(1))!.Evidence!.ToBytes());
    }

    private static ValueTask<IReadOnlyList<string>> Germany(long unitId) => new(["DE"]);

    private static ScanToStore Scan(int i, uint device, double latitude) =>
        new(1, 1, DateTimeOffset.UnixEpoch.AddDays(i), TestScans.Active, SignatureState.Valid, "api", new DeviceHashes(device, default), latitude, 10.0, 1000) { Country = "FR", Markets = ["DE"] };

    /// <summary>Scans of two things that carry one code, of each code so many, in the order of time.</summary>
    private static List<string> Trips(IEnumerable<string> codes, int scans)
    {
        var start = Clock.Parse("2025-01-03T10:00:00Z");
        var all = codes.ToList();
        return [.. Enumerable.Range(0, scans).SelectMany(i => all.Select((code, unit) => ImportLines.Line(
            code,
            start.AddDays(i * 80.0 / scans).AddSeconds(unit).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            new { latitude = i % 2 == 0 ? 53.55 : 48.14, longitude = 10.0, radiusKm = 3, country = "DE", network = $"AS{i % 2}", networkKind = "fixed", device = $"{i % 2}", id = $"scan {i}" })))];
    }

    private static async Task<IReadOnlyList<(string Verdict, double Score)>> ScoresAsync(TestBrand brand, IEnumerable<string> lines) =>
        [.. ImportLines.Lines(await brand.Admin.ImportScansAsync(lines, verdicts: true)).Select(line => (line.Text("verdict"), line.GetProperty("score").GetDouble()))];
}
