using Microsoft.Extensions.Logging.Abstractions;
using Trace.Core.Verification;
using Trace.Server.Storage;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>A database from before units knew their devices: its scans are all there, and counting goes on where it was.</summary>
public sealed class UnitStateMigrationTests
{
    private const long UnitBefore = 5;
    private const string AddScan =
        """
        INSERT INTO scan (unit_id, scanned_at, scan_id, brand_id, ordinal, recheck, device_scans, verdict, signature, source, device_hash)
        VALUES (@UnitId, @At, @ScanId, 1, @Ordinal, 0, @DeviceScans, 'Issued', 'Valid', 'api', @Hash);
        """;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Scans_of_an_older_version_are_kept_and_their_devices_known(Engine engine)
    {
        using var folder = new TemporaryFolder();
        await using var database = Database.Create(await engine.CreateDatabaseAsync(), folder.Path);
        var start = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        await database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("CREATE TABLE schema_migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL);");
                foreach (var (number, name, sql) in Migrator.Scripts(database.Dialect).Where(script => script.Number <= UnitBefore))
                {
                    await session.ExecuteAsync(sql);
                    await session.ExecuteAsync("INSERT INTO schema_migration (number, name) VALUES (@Number, @Name);", new { Number = number, Name = name });
                }

                // Two units whose scans came in turn; the device of the first scan came twice to unit 11.
                await session.ExecuteAsync("INSERT INTO unit (unit_id, brand_id, scan_count, first_scanned_at, last_scanned_at) VALUES (11, 1, 3, @First, @Last), (12, 1, 1, @First, @First);", new { First = At(start, 0), Last = At(start, 120) });
                await AddAsync(session, 11, At(start, 0), ordinal: 1, deviceScans: 1, device: 7);
                await AddAsync(session, 12, At(start, 0), ordinal: 1, deviceScans: 1, device: 7);
                await AddAsync(session, 11, At(start, 60), ordinal: 2, deviceScans: 1, device: 8);
                await AddAsync(session, 11, At(start, 120), ordinal: 3, deviceScans: 2, device: 7);
            },
            TestContext.Current.CancellationToken);

        await Migrator.MigrateAsync(database, TestContext.Current.CancellationToken);
        Scans scans = database is SqliteDatabase sqlite ? new SqliteScans(sqlite, static _ => new([])) : new PostgresScans(database, TimeProvider.System, NullLogger<PostgresScans>.Instance);
        using var _ = scans as IDisposable;
        await scans.RecoverAsync();
        if (engine == Engine.Postgres)
        {
            // They keep a table of their own; later months get theirs beside it.
            var tables = await database.ReadAsync(session => session.ListAsync<string>("SELECT DISTINCT tableoid::regclass::TEXT FROM scan;"), TestContext.Current.CancellationToken);
            Assert.Equal("scan_before", Assert.Single(tables));
            Assert.Equal(3, await database.ReadAsync(session => session.FindAsync<long>("SELECT COUNT(*) FROM pg_inherits WHERE inhparent = 'scan'::regclass AND inhrelid::regclass::TEXT LIKE 'scan_20%';"), TestContext.Current.CancellationToken));
        }

        Assert.Equal([3L, 2, 1], (await scans.ListScansAsync(1, 11, 50)).Select(scan => scan.Ordinal));
        Assert.Equal([3L, 2], (await scans.ListScansAsync(1, 11, 2)).Select(scan => scan.Ordinal));

        var stored = await scans.AppendAsync([Scan(11, start.AddMinutes(125), 7), Scan(11, start.AddMinutes(180), 8), Scan(12, start.AddMinutes(180), 9), Scan(11, start.AddMinutes(181), 9), Scan(13, start, 7)]);

        Assert.Equal([(3L, 2L), (4, 1), (2, 0), (5, 0), (1, 0)], stored.Select(scan => (scan.Ordinal, scan.EarlierScansOfDevice)));
        await scans.FlushAsync();
        Assert.Equal([(11L, 5L), (12, 2), (13, 1)], (await new StoredScans(database).ListUnitsAsync()).Select(unit => (unit.UnitId, unit.ScanCount)));
        Assert.Equal(6, (await scans.ListScansAsync(1, 11, 50)).Count);
        Assert.Empty(await scans.ListScansAsync(2, 11, 50));
        await new StoredScans(database).AssertGaplessAsync();
    }

    private static long At(DateTimeOffset start, int minutes) => start.AddMinutes(minutes).ToUnixTimeMilliseconds();

    private static ScanToStore Scan(long unitId, DateTimeOffset at, int device) =>
        new(unitId, 1, at, TestScans.Active, SignatureState.Valid, "api", new DeviceHashes((UInt128)(uint)device, UInt128.Zero));

    private static Task AddAsync(Session session, long unitId, long at, long ordinal, long deviceScans, int device) => session.ExecuteAsync(
        AddScan, new { UnitId = unitId, At = at, ScanId = unitId * 1000 + ordinal, Ordinal = ordinal, DeviceScans = deviceScans, Hash = DeviceHasher.ToBytes((UInt128)(uint)device) });
}
