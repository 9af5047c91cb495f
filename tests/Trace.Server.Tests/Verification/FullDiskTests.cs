using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>A disk runs full under load: who gets no answer is told why, and once there is room the service goes on by itself, with nothing lost.</summary>
public sealed class FullDiskTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_full_disk_is_said_and_survived(Engine engine)
    {
        using var disk = SmallDisk.Create(mebibytes: engine == Engine.Sqlite ? 16 : 40);
        using var folder = new TemporaryFolder();
        await using var postgres = engine == Engine.Postgres ? await PostgresServer.StartAsync() : null;
        var database = postgres == null ? null : await CreateOnAsync(postgres, disk);
        await using var server = await RunningServer.StartAsync(
            engine == Engine.Sqlite ? disk.Path : folder.Path, database, builder => builder.Logging.SetMinimumLevel(LogLevel.None));
        var brand = await server.CreateBrandAsync();
        var codes = await brand.CodesAsync(40);
        var load = ScanLoad.Start(server.Public, codes);
        await load.WaitForAsync(100);

        disk.Fill();
        while (load.Unanswered < 50)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        // Several commits, since a log may have room for small ones.
        for (var i = 0; ; i++)
        {
            var answer = await brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 1, lot = $"L{i}" });
            if (answer.Status == 201)
                continue;
            answer.AssertProblem(503, "storage_unavailable");
            break;
        }

        disk.Empty();
        await load.WaitForAsync(load.Answered.Count + 200);
        await load.EndAsync();

        var stored = StoredScans.Of(server);
        var ordinals = (await stored.ListAsync()).ToDictionary(scan => scan.Id, scan => scan.Ordinal);
        Assert.All(load.Answered, scan => Assert.Equal(scan.Ordinal, ordinals.GetValueOrDefault(scan.Id)));
        await stored.AssertGaplessAsync();
        if (engine == Engine.Sqlite)
            Assert.Equal("ok", await server.Database().ReadAsync(session => session.FindAsync<string>("PRAGMA integrity_check;"), TestContext.Current.CancellationToken));
    }

    /// <summary>Its log is elsewhere: PostgreSQL itself ends when that is full, and its administrator starts it again.</summary>
    private static async Task<string> CreateOnAsync(PostgresServer postgres, SmallDisk disk)
    {
        var location = Directory.CreateDirectory(Path.Combine(disk.Path, "tables")).FullName;
        if (Environment.UserName == "root")
            await Tool.RunAsync("chown", ["--reference", Path.Combine(postgres.SocketFolder, "data"), location]);
        var database = await postgres.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Database = "postgres" }.ToString());
        await connection.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{location}';");
        await connection.ExecuteAsync($"ALTER DATABASE {new NpgsqlConnectionStringBuilder(database).Database} SET TABLESPACE small;");
        return database;
    }
}
