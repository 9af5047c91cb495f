using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Detection;
using Trace.Core.Verification;
using Trace.Server.Storage;
using Trace.Server.Tests.Codes;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>What a unit knows of its scans once some of them got their place afterwards: the same as if they had always had it, whatever happens beside it.</summary>
public sealed class PlacedUnitTests
{
    private const int ScanCount = 24;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="engine">The database.</param>
    /// <param name="later">How many scans come before the place of one does.</param>
    [Theory]
    [InlineData(Engine.Sqlite, 0)]
    [InlineData(Engine.Sqlite, 5)]
    [InlineData(Engine.Postgres, 0)]
    [InlineData(Engine.Postgres, 5)]
    public async Task Rows_and_history_are_the_same(Engine engine, int later)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var scans = server.Services.GetRequiredService<Scans>();
        var shared = Enumerable.Range(0, ScanCount).Where(i => i * 7 % 5 > 1).ToHashSet();
        for (var i = 0; i < ScanCount + later; i++)
        {
            if (i < ScanCount)
            {
                await scans.AppendAsync([Scan(unit: 1, i, isExact: shared.Contains(i))]);
                await scans.AppendAsync([Scan(unit: 2, i, isExact: false)]);
            }

            if (shared.Contains(i - later))
                Assert.NotNull(await scans.PlaceAsync(Scan(unit: 2, i - later, isExact: true)));
        }

        var (with, after) = ((await scans.FindUnitAsync(1))!, (await scans.FindUnitAsync(2))!);
        Assert.True(with.Evidence!.Score > EvidenceSettings.Default.Copied);
        Assert.Equal(with.Evidence.ToBytes(), after.Evidence!.ToBytes());
        Assert.Equal(with.State.ToBytes(), after.State.ToBytes());
        Assert.Equal(await RowsAsync(scans, 1, later == 0), await RowsAsync(scans, 2, later == 0));
        await StoredScans.Of(server).AssertGaplessAsync();
    }

    /// <summary>Of two servers too: none forgets the scan or the place that the other writes at the same time.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Scans_and_places_at_the_same_time_lose_nothing(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        await using var one = await RunningServer.StartAsync(folder.Path, database);
        await using var two = engine == Engine.Postgres ? await RunningServer.StartAsync(folder.Path, database) : null;
        var servers = new[] { one, two ?? one }.Select(server => server.Services.GetRequiredService<Scans>()).ToArray();
        for (var i = 0; i < ScanCount; i++)
            await servers[0].AppendAsync([Scan(unit: 1, i, isExact: false)]);

        await Task.WhenAll(
            [.. Enumerable.Range(0, ScanCount).Select(i => Task.Run(() => servers[i % 2].PlaceAsync(Scan(unit: 1, i, isExact: true)), Cancellation)),
            .. Enumerable.Range(ScanCount, ScanCount).Select(i => Task.Run(() => servers[(i + 1) % 2].AppendAsync([Scan(unit: 1, i, isExact: true) with { Source = Scans.ImportSource }]), Cancellation))]);

        var rows = await servers[0].ListScansAsync(1, 1, 100);
        Assert.Equal(2 * ScanCount, rows.Count);
        Assert.Equal(ScanCount, rows.Count(row => row.Source == Scans.PositionSource));
        Assert.All(rows, row => Assert.Equal(2000, row.AccuracyMeters));
        Assert.Equal(Sightings.Fold([.. rows.Select(Sightings.Of)], ["DE"]).ToBytes(), (await servers[0].FindUnitAsync(1))!.Evidence!.ToBytes());
        await StoredScans.Of(one).AssertGaplessAsync();
    }

    /// <summary>The place is given between what the other server could have read and what it writes.</summary>
    [Fact]
    public async Task Another_server_waits_with_its_scan_until_the_place_is_there()
    {
        using var folder = new TemporaryFolder();
        var database = await Engine.Postgres.CreateDatabaseAsync();
        await using var one = await RunningServer.StartAsync(folder.Path, database);
        await using var two = await RunningServer.StartAsync(folder.Path, database);
        var (here, there) = (one.Services.GetRequiredService<Scans>(), two.Services.GetRequiredService<Scans>());
        for (var i = 0; i < 8; i++)
            await here.AppendAsync([Scan(unit: 1, i, isExact: i != 7)]);
        var isHeld = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = one.Database().WriteAsync(
            async session =>
            {
                await session.ListAsync<long>("SELECT unit_id FROM unit WHERE unit_id = 1 FOR UPDATE;");
                isHeld.SetResult();
                await go.Task;
            },
            Cancellation);
        await isHeld.Task;

        var placing = here.PlaceAsync(Scan(unit: 1, 7, isExact: true));
        await WaitForLocksAsync(one, 1);
        var scanning = there.AppendAsync([Scan(unit: 1, 8, isExact: true)]);
        await WaitForLocksAsync(one, 2);
        go.SetResult();
        await Task.WhenAll(held, placing, scanning);

        var rows = await here.ListScansAsync(1, 1, 100);
        Assert.Equal(9, rows.Count);
        Assert.Equal(Sightings.Fold([.. rows.Select(Sightings.Of)], ["DE"]).ToBytes(), (await here.FindUnitAsync(1))!.Evidence!.ToBytes());
    }

    /// <summary>Killed before anything else was written; then with a write that fails.</summary>
    [Fact]
    public async Task After_a_crash_the_unit_has_the_place_and_its_chain()
    {
        using var folder = new TemporaryFolder();
        await using var database = SqliteDatabase.In(folder.Path);
        await Migrator.MigrateAsync(database, Cancellation);
        using var killed = new SqliteScans(database, Germany);
        await killed.RecoverAsync();
        for (var i = 0; i < ScanCount; i++)
            await killed.AppendAsync([Scan(unit: 1, i, isExact: i != 3)]);
        await killed.PlaceAsync(Scan(unit: 1, 3, isExact: true));
        var before = (await killed.FindUnitAsync(1))!;

        using var scans = new SqliteScans(database, Germany);
        await scans.RecoverAsync();
        Assert.Equal(before.Evidence!.ToBytes(), (await scans.FindUnitAsync(1))!.Evidence!.ToBytes());
        Assert.Equal(before.State.ToBytes(), (await scans.FindUnitAsync(1))!.State.ToBytes());

        await scans.AppendAsync([Scan(unit: 1, ScanCount, isExact: false)]);
        var failing = Scan(unit: 1, ScanCount, isExact: true);
        await database.WriteAsync(session => session.ExecuteAsync("CREATE TRIGGER full BEFORE UPDATE ON unit BEGIN SELECT RAISE(ABORT, 'full'); END;"), Cancellation);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => scans.PlaceAsync(failing));
        await database.WriteAsync(session => session.ExecuteAsync("DROP TRIGGER full;"), Cancellation);
        Assert.Equal("page", (await scans.ListScansAsync(1, 1, 1))[0].Source);
        await scans.AppendAsync([Scan(unit: 1, ScanCount + 1, isExact: true)]);
        Assert.NotNull(await scans.PlaceAsync(failing));

        // What is older goes, and what is left is whole.
        Assert.Equal(10, await scans.RemoveOldAsync(new Dictionary<long, long> { [1] = At(10).ToUnixTimeMilliseconds() }, Cancellation));
        var rows = await scans.ListScansAsync(1, 1, 100);
        Assert.Equal(Enumerable.Range(10, ScanCount - 8).Reverse().Select(i => (long)i + 1), rows.Select(row => row.ScanId));
        await scans.AppendAsync([Scan(unit: 1, ScanCount + 2, isExact: true)]);
        Assert.Equal(Sightings.Fold([.. (await scans.ListScansAsync(1, 1, 100)).Select(Sightings.Of)], ["DE"]).ToBytes(), (await scans.FindUnitAsync(1))!.Evidence!.ToBytes());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Only_a_pages_scan_of_this_unit_takes_a_place(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var scans = server.Services.GetRequiredService<Scans>();
        await scans.AppendAsync([Scan(unit: 1, 0, isExact: false) with { Source = "api" }, Scan(unit: 2, 1, isExact: false)]);
        var before = await server.DumpAsync();

        Assert.Null(await scans.PlaceAsync(Scan(unit: 1, 0, isExact: true)));
        Assert.Null(await scans.PlaceAsync(Scan(unit: 1, 1, isExact: true)));
        Assert.Null(await scans.PlaceAsync(Scan(unit: 3, 1, isExact: true)));

        Assert.Equal(before, await server.DumpAsync());
    }

    private static Task WaitForLocksAsync(RunningServer server, int count) => KeyRaceTests.WaitAsync(async () =>
        await server.FindAsync<long>("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock';") == count);

    private static DateTimeOffset At(int i) => DateTimeOffset.UnixEpoch.AddDays(20_000 + i);

    private static ValueTask<IReadOnlyList<string>> Germany(long unitId) => new(["DE"]);

    /// <summary>Of two things with one code, by turns; known to two kilometres or to a region.</summary>
    private static ScanToStore Scan(long unit, int i, bool isExact) =>
        new(unit, 1, At(i), TestScans.Active, SignatureState.Valid, Verifier.PageSource, new DeviceHashes((uint)(1 + i % 2 + i / 8 * 2), default),
            (i % 2 == 0 ? 53.55 : 48.14) + (isExact ? 0 : 0.9), 10.0 + (isExact ? 0 : 0.7), isExact ? 2000 : 250_000)
        {
            ScanId = i + 1,
            Country = "FR",
            Markets = ["DE"],
            NetworkKind = NetworkKind.Mobile,
        };

    private static async Task<List<string>> RowsAsync(Scans scans, long unit, bool withVerdict) =>
        [.. (await scans.ListScansAsync(1, unit, 100)).Select(row => $"{row with { UnitId = 0, Source = "", Verdict = withVerdict ? row.Verdict : "", DeviceHash = null, DeviceBefore = null }}")];
}
