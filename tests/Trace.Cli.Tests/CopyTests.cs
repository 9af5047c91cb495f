using System.Runtime.Versioning;
using Npgsql;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary><c>trace copy</c>: a deployment on SQLite goes on on PostgreSQL as if nothing had happened.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CopyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deployment_that_goes_on_during_the_first_pass_answers_the_same_on_postgres()
    {
        using var folder = new TemporaryFolder();
        var (database, file) = await AddressAsync(folder);
        IReadOnlyList<string> codes;
        Witness witness;
        IReadOnlyDictionary<string, string> answers;
        long scansAhead;
        await using (var server = await ServerProcess.StartAsync(folder.File("data")))
        {
            (witness, codes) = await Witness.PrepareAsync(server);
            using var people = server.NewClient();
            var load = ManyScans.Start(people, codes);
            await load.WaitForMoreAsync(2000);
            var ahead = await CliProgram.RunAsync("copy", "--from", folder.File("data"), "--to", file, "--json");
            Assert.Equal((0, "", false), (ahead.ExitCode, ahead.Error, ahead.Json.GetProperty("complete").GetBoolean()));
            scansAhead = ahead.Json.GetProperty("scansAhead").GetInt64();
            Assert.InRange(scansAhead, 2000, int.MaxValue);
            await load.WaitForMoreAsync(300);
            await load.EndAsync();

            // Half a copy: no server starts on it, and nobody else fills it.
            RestoreTests.CopyKeys(folder.File("data"), Directory.CreateDirectory(folder.File("new")).FullName);
            var (exitCode, output) = await ServerProcess.RunToEndAsync(folder.File("new"), database);
            Assert.Equal(1, exitCode);
            Assert.Contains("unfinished copy of a SQLite deployment", output, StringComparison.Ordinal);
            // Counters of refused codes follow behind, and some seconds of them may be lost.
            while (SqliteFile.One(folder.File("data/trace.db"), "SELECT COUNT(*) FROM refused_try;") == 0)
                await Task.Delay(50, Cancellation);
            answers = await witness.AskAsync(server);
            // Its rows of units lack what came last.
            await server.KillAsync();
        }

        var copy = await CliProgram.RunAsync("copy", "--from", folder.File("data"), "--to", file, "--json");

        Assert.Equal((0, ""), (copy.ExitCode, copy.Error));
        Assert.True(copy.Json.GetProperty("complete").GetBoolean());
        var scans = SqliteFile.Scans(folder.File("data/trace.db"));
        // It goes on where the first pass ended.
        Assert.Equal(scans.Count - scansAhead, copy.Json.GetProperty("scansAhead").GetInt64());
        Assert.Equal(scans.Count, copy.Json.GetProperty("tables").EnumerateArray().Single(table => table.Text("table") == "scan").GetProperty("rows").GetInt64());
        Assert.Equal(scans.OrderBy(scan => scan.Key), await ScansAsync(database));
        // Each in the table of its month.
        Assert.Equal(0, await OneAsync(database, "SELECT COUNT(*) FROM scan_default;"));
        Assert.Equal(0, await OneAsync(database, SqliteFile.UnitsThatDisagree.Replace("SUM(recheck = 0)", "SUM(1 - recheck)", StringComparison.Ordinal)));
        await using (var server = await ServerProcess.StartAsync(folder.File("new"), database))
        {
            foreach (var (question, answer) in await witness.AskAsync(server))
                Assert.Equal($"{question}: {answers[question]}", $"{question}: {answer}");
            await witness.AssertGoesOnAsync(server, codes);
        }

        var again = await CliProgram.RunAsync("copy", "--from", folder.File("data"), "--to", file, "--json");
        Assert.Equal((5, "not_empty"), (again.ExitCode, again.JsonError.Text("code")));
    }

    [Fact]
    public async Task What_the_source_forgot_and_what_somebody_changed_between_the_passes_is_noticed()
    {
        using var folder = new TemporaryFolder();
        var (database, file) = await AddressAsync(folder);
        await using (var server = await RunningServer.StartAsync(folder.File("data")))
        {
            var brand = await server.CreateBrandAsync();
            foreach (var code in await brand.UrisAsync(await brand.CreateBatchAsync(9), 0, 9))
                await server.Public.VerifyAsync(code);
            Assert.Equal(0, (await CliProgram.RunAsync("copy", "--from", folder.File("data"), "--to", file)).ExitCode);
        }

        // A dry run says what there is and changes nothing.
        var dry = await CliProgram.RunAsync("copy", "--from", folder.File("data/trace.db"), "--to", file, "--dry-run", "--json");
        Assert.Equal(9, dry.Json.GetProperty("tables").EnumerateArray().Single(table => table.Text("table") == "scan").GetProperty("rows").GetInt64());
        Assert.Equal(9, await OneAsync(database, "SELECT scans_to FROM unfinished_copy;"));

        // Two scans became too old in the source meanwhile; and one row here is not what was copied.
        SqliteFile.Execute(folder.File("data/trace.db"), "DELETE FROM scan WHERE sequence IN (3, 5);");
        var first = SqliteFile.One(folder.File("data/trace.db"), "SELECT scan_id FROM scan WHERE sequence = 1;");
        await ExecuteAsync(database, $"UPDATE scan SET verdict = 'Caution' WHERE scan_id = {first};");
        var changed = await CliProgram.RunAsync("copy", "--from", folder.File("data"), "--to", file, "--json");
        Assert.Equal((1, "copy_differs"), (changed.ExitCode, changed.JsonError.Text("code")));
        Assert.Contains("Table scan", changed.JsonError.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(0, await OneAsync(database, "SELECT COUNT(*) FROM api_key;"));

        await ExecuteAsync(database, "UPDATE scan SET verdict = 'Issued';");
        var whole = await CliProgram.RunAsync("copy", "--from", folder.File("data"), "--to", file);
        Assert.Equal(0, whole.ExitCode);
        Assert.Contains("Digest, equal on both sides", whole.Text, StringComparison.Ordinal);
        Assert.Equal(7, await OneAsync(database, "SELECT COUNT(*) FROM scan;"));
    }

    [Fact]
    public async Task A_copy_that_breaks_off_is_gone_on_with()
    {
        using var folder = new TemporaryFolder();
        var (database, file) = await AddressAsync(folder);
        await using (var server = await RunningServer.StartAsync(folder.File("data")))
        {
            var brand = await server.CreateBrandAsync();
            await server.Public.VerifyAsync((await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0]);
        }

        Assert.Equal(0, (await CliProgram.RunAsync("backup", "--data", folder.File("data"), "--out", folder.File("backup.db"))).ExitCode);
        // A session that lets nobody write to a table makes the copy wait in its last transaction, where it is killed.
        Assert.Equal(0, (await CliProgram.RunAsync("migrate", "--database", file)).ExitCode);
        await using (var holder = new NpgsqlConnection(database))
        {
            await holder.OpenAsync(Cancellation);
            await using var transaction = await holder.BeginTransactionAsync(Cancellation);
            await using (var hold = new NpgsqlCommand("LOCK TABLE unit IN SHARE MODE;", holder))
                await hold.ExecuteNonQueryAsync(Cancellation);
            using var copy = new StartedProgram("copy", "--from", folder.File("backup.db"), "--to", file);
            while (await OneAsync(database, "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock';") == 0)
                await Task.Delay(20, Cancellation);
            await copy.SignalAsync("KILL");
        }

        // PostgreSQL notices when it next has something to say.
        while (await OneAsync(database, "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database());") > 0)
            await Task.Delay(20, Cancellation);

        var (exitCode, output) = await ServerProcess.RunToEndAsync(folder.File("data"), database);
        Assert.Equal((1, true), (exitCode, output.Contains("unfinished copy", StringComparison.Ordinal)));
        Assert.Equal((1, 0), (await OneAsync(database, "SELECT COUNT(*) FROM scan;"), await OneAsync(database, "SELECT COUNT(*) FROM brand;")));
        var refused = await CliProgram.RunAsync("migrate", "--database", file, "--json");
        Assert.Equal((5, "schema_refused"), (refused.ExitCode, refused.JsonError.Text("code")));

        Assert.Equal(0, (await CliProgram.RunAsync("copy", "--from", folder.File("backup.db"), "--to", file)).ExitCode);
        await using var copied = await RunningServer.StartAsync(folder.File("data"), database);
        Assert.Contains("\"Acme\"", await copied.Owner.GetStringAsync(new Uri("/api/v1/brands", UriKind.Relative), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_never_printed_and_wrong_addresses_are_said_in_words()
    {
        using var folder = new TemporaryFolder();
        await using (await RunningServer.StartAsync(folder.File("data")))
        {
        }

        foreach (var (address, exitCode, code) in new[]
        {
            ("Host=127.0.0.1;Port=1;Database=trace;Username=u;Password=hunter2", 6, "database_unreachable"),
            ("Host=x;Password=hunter2;Nonsense=hunter2", 2, "usage"),
            (folder.File("missing"), 2, "unreadable_file"),
        })
        {
            var result = await CliProgram.RunAsync("copy", "--from", folder.File("data"), "--to", address, "--json");
            Assert.Equal((exitCode, code), (result.ExitCode, result.JsonError.Text("code")));
            Assert.DoesNotContain("hunter2", result.Error + result.Text, StringComparison.Ordinal);
        }

        var warned = await CliProgram.RunAsync("copy", "--from", folder.File("data"), "--to", "Host=127.0.0.1;Port=1;Password=hunter2");
        Assert.Contains("process lists show this password", warned.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", warned.Error, StringComparison.Ordinal);
        // An existing file is a file, whatever its path holds.
        await File.WriteAllTextAsync(folder.File("Host=file.txt"), "Host=127.0.0.1;Port=1;Password=hunter2", Cancellation);
        var inFile = await CliProgram.RunAsync("migrate", "--database", folder.File("Host=file.txt"), "--json");
        Assert.Equal((6, "database_unreachable"), (inFile.ExitCode, inFile.JsonError.Text("code")));
        var fromEnvironment = await CliProgram.RunAsync(
            ["migrate", "--json"], input: "", new Dictionary<string, string?> { ["TRACE_DATABASE"] = (await AddressAsync(folder)).Database });
        Assert.Equal((0, 0), (fromEnvironment.ExitCode, fromEnvironment.Json.GetProperty("from").GetInt64()));
    }

    private static async Task<(string Database, string File)> AddressAsync(TemporaryFolder folder)
    {
        var database = (await Engine.Postgres.CreateDatabaseAsync())!;
        await File.WriteAllTextAsync(folder.File("database.txt"), database + "\n", Cancellation);
        return (database, folder.File("database.txt"));
    }

    internal static async Task<long> OneAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    internal static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<IEnumerable<KeyValuePair<long, long>>> ScansAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT scan_id, ordinal FROM scan ORDER BY scan_id;");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var scans = new List<KeyValuePair<long, long>>();
        while (await reader.ReadAsync(Cancellation))
            scans.Add(KeyValuePair.Create(reader.GetInt64(0), reader.GetInt64(1)));
        return scans;
    }
}
