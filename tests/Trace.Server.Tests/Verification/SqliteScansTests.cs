using System.Globalization;
using Trace.Core.Verification;
using Trace.Server.Storage;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>On SQLite one server keeps in memory what is known of units; their rows follow behind and are made up for after a crash.</summary>
public sealed class SqliteScansTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    [Fact]
    public async Task A_second_server_on_one_folder_is_refused_in_words()
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite);

        var (exitCode, output) = await ServerProcess.RunToEndAsync(server.DataFolder, database: null);

        Assert.Equal(1, exitCode);
        Assert.Contains("Another server works on", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(200, (await server.Public.OpenAsync("/health/ready")).Status);
    }

    /// <summary>More than are in memory, in groups that are full, and no time to write rows but what the groups leave.</summary>
    [Fact]
    public async Task However_many_units_are_behind_when_it_crashes_the_next_start_knows_them_all()
    {
        const int Units = 210_000;
        const int GroupSize = 256;
        using var folder = new TemporaryFolder();
        await using var database = SqliteDatabase.In(folder.Path);
        await Migrator.MigrateAsync(database, TestContext.Current.CancellationToken);
        using (var scans = new SqliteScans(database, static _ => new([])))
        {
            await scans.RecoverAsync();
            for (var first = 0; first < Units; first += GroupSize)
                await scans.AppendAsync([.. Enumerable.Range(first, Math.Min(GroupSize, Units - first)).Select(unit => Scan(unit, minutes: 0))]);
            // Rows kept up, though nothing flushed them, and not all are written: there is something to make up for.
            Assert.InRange(await CountRowsAsync(database), Units / 2, Units - 1);
        }

        using var again = new SqliteScans(database, static _ => new([]));
        await again.RecoverAsync();

        Assert.Equal(Units, await CountRowsAsync(database));
        int[] some = [0, 1, 49_999, 50_000, 199_999, Units - 1];
        Assert.All(await again.AppendAsync([.. some.Select(unit => Scan(unit, minutes: 5))]), scan => Assert.Equal((1L, 1L), (scan.Ordinal, scan.EarlierScansOfDevice)));
        Assert.All(await again.AppendAsync([.. some.Select(unit => Scan(unit, minutes: 20))]), scan => Assert.Equal((2L, 2L), (scan.Ordinal, scan.EarlierScansOfDevice)));
        await again.FlushAsync();
        Assert.Equal(Units + some.Length, await database.ReadAsync(session => session.FindAsync<long>("SELECT SUM(scan_count) FROM unit;"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task After_rows_could_not_be_written_the_next_flush_writes_them_all()
    {
        using var folder = new TemporaryFolder();
        await using var database = SqliteDatabase.In(folder.Path);
        await Migrator.MigrateAsync(database, TestContext.Current.CancellationToken);
        using var scans = new SqliteScans(database, static _ => new([]));
        await scans.RecoverAsync();
        await scans.AppendAsync([.. Enumerable.Range(0, 250).Select(unit => Scan(unit, minutes: 0))]);
        await ExecuteAsync("CREATE TRIGGER refuse BEFORE INSERT ON unit WHEN new.unit_id = 150 BEGIN SELECT RAISE(ABORT, 'no'); END;");

        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(scans.FlushAsync);
        await scans.AppendAsync([.. Enumerable.Range(1000, 250).Select(unit => Scan(unit, minutes: 1))]);
        Assert.Equal(100, await CountRowsAsync(database));
        await ExecuteAsync("DROP TRIGGER refuse;");
        await scans.FlushAsync();

        Assert.Equal(500, await CountRowsAsync(database));
        await new StoredScans(database).AssertGaplessAsync();

        Task ExecuteAsync(string sql) => database.WriteAsync(session => session.ExecuteAsync(sql), TestContext.Current.CancellationToken);
    }

    /// <summary>Imports come in any order of time, so old scans may be anywhere among those of their unit; also where nobody knows how far rows are written.</summary>
    [Theory]
    [InlineData("20 1 21 2 22", "22 21 20")]
    [InlineData("20 21 1 2", "21 20")]
    [InlineData("1 2 20 3 4 21 5", "21 20")]
    [InlineData("1 2 20", "20")]
    [InlineData("2 1", "")]
    public async Task After_old_scans_went_a_unit_has_the_others_and_no_number_is_given_twice(string days, string left)
    {
        using var folder = new TemporaryFolder();
        await using var database = SqliteDatabase.In(folder.Path);
        await Migrator.MigrateAsync(database, TestContext.Current.CancellationToken);
        using (var scans = new SqliteScans(database, static _ => new([])))
        {
            await scans.RecoverAsync();
            foreach (var day in days.Split(' '))
                await scans.AppendAsync([OfDay(int.Parse(day, CultureInfo.InvariantCulture))]);
            await scans.FlushAsync();
        }

        await database.WriteAsync(session => session.ExecuteAsync("UPDATE scan_position SET flushed_sequence = 0;"), TestContext.Current.CancellationToken);
        using (var scans = new SqliteScans(database, static _ => new([])))
        {
            await scans.RecoverAsync();
            var gone = await scans.RemoveOldAsync(new Dictionary<long, long> { [1] = Start.AddDays(10).ToUnixTimeMilliseconds() }, TestContext.Current.CancellationToken);
            Assert.Equal(days.Split(' ').Length - left.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, gone);
            Assert.Equal(left, await DaysAsync(scans));
        }

        using var again = new SqliteScans(database, static _ => new([]));
        await again.RecoverAsync();
        Assert.Equal(left, await DaysAsync(again));
        await again.AppendAsync([OfDay(30)]);
        Assert.Equal($"30 {left}".TrimEnd(), await DaysAsync(again));
        Assert.Equal(days.Split(' ').Length + 1, await database.ReadAsync(session => session.FindAsync<long>("SELECT MAX(sequence) FROM scan;"), TestContext.Current.CancellationToken));

        static ScanToStore OfDay(int day) => new(7, 1, Start.AddDays(day), TestScans.Active, SignatureState.Valid, Scans.ImportSource);

        static async Task<string> DaysAsync(SqliteScans scans) =>
            string.Join(' ', (await scans.ListScansAsync(1, 7, 100)).Select(scan => (DateTimeOffset.FromUnixTimeMilliseconds(scan.ScannedAt) - Start).TotalDays));
    }

    private static Task<long> CountRowsAsync(Database database) =>
        database.ReadAsync(session => session.FindAsync<long>("SELECT COUNT(*) FROM unit;"), TestContext.Current.CancellationToken);

    private static ScanToStore Scan(long unitId, int minutes) =>
        new(unitId, 1, Start.AddMinutes(minutes), TestScans.Active, SignatureState.Valid, "api", new DeviceHashes(7, 6));
}
