using System.Text;
using Dapper;
using Npgsql;
using Trace.Core.TransparencyLog;
using Trace.Server.Log;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Log;

/// <summary>A database that was set back to an older copy: nothing is signed a second time, until the owner says how it goes on.</summary>
public sealed class LogRestoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string? _database;
    private string? _copy;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_database_set_back_is_not_signed_until_another_log_is_begun_and_the_old_one_stays_readable(Engine engine)
    {
        _database = await engine.CreateDatabaseAsync();
        byte[] published;
        Checkpoint latest;
        await using (var server = await StartAsync())
        {
            await EnterAsync(server, 5);
        }

        await CopyAsync();
        await using (var server = await StartAsync())
        {
            await EnterAsync(server, 5);
            latest = await new ServedLog(server.Public).CheckpointAsync();
            published = (await server.Public.GetAnswerAsync("/log/checkpoint")).Body;
        }

        await SetBackAsync();
        await using (var server = await StartAsync())
        {
            var served = new ServedLog(server.Public);
            await server.EnterAsync(7, "after");
            await server.SequenceAsync();
            await Task.Delay(1200, Cancellation);

            var state = (await server.Owner.GetAnswerAsync("/api/v1/log")).AssertStatus(200).Json;
            Assert.Equal(("behind", 1), (state.Text("state"), state.GetProperty("waiting").GetInt32()));
            // What was published last is what is shown, and an auditor sees what is missing.
            Assert.Equal(published, (await server.Public.GetAnswerAsync("/log/checkpoint")).Body);
            Assert.Equal(LogFaultKind.Missing, (await served.AuditAsync())!.Kind);
            Assert.Equal(5, await server.FindAsync<long>("SELECT size FROM transparency_log;"));

            (await server.Owner.PostAnswerAsync("/api/v1/log/resume", new { checkpoint = Encoding.UTF8.GetString(published) })).AssertProblem(409, "log_behind");
            (await server.Owner.PostAnswerAsync("/api/v1/log/restart", new { ends = "another.example/log" })).AssertProblem(422, "invalid_log");
            var begun = (await server.Owner.PostAnswerAsync("/api/v1/log/restart", new { ends = latest.Origin })).AssertStatus(200).Json;
            Assert.Equal((latest.Origin + "/2", "signing"), (begun.Text("origin"), begun.Text("state")));
            (await server.Owner.PostAnswerAsync("/api/v1/log/restart", new { ends = latest.Origin })).AssertProblem(422, "invalid_log");
            await server.SequenceAsync();
        }

        await using (var server = await StartAsync())
        {
            await EnterAsync(server, 2);
            var second = new ServedLog(server.Public, "/log/2/");
            Assert.Equal((latest.Origin + "/2", 3), await second.CheckpointAsync() is { } checkpoint ? (checkpoint.Origin, checkpoint.Size) : default);
            Assert.Null(await second.AuditAsync());
            // The first: as far as the database has it, and whoever knows more sees that it was cut.
            var first = new ServedLog(server.Public);
            Assert.Null(await first.AuditAsync());
            Assert.Equal(LogFaultKind.RolledBack, (await first.AuditAsync(latest))!.Kind);
            var trail = (await server.Owner.GetAnswerAsync("/api/v1/audit")).AssertStatus(200).Json;
            Assert.Contains(trail.GetProperty("items").EnumerateArray(), entry => entry.Text("action") == "log.restart" && entry.Text("target") == latest.Origin + "/2");
        }
    }

    /// <summary>What was entered after the copy and before the restore is another history of the same size, or a longer one.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_database_with_another_history_is_not_signed_and_cannot_be_resumed(Engine engine)
    {
        _database = await engine.CreateDatabaseAsync();
        byte[] published, file;
        await using (var server = await StartAsync())
            await EnterAsync(server, 5);
        await CopyAsync();
        await using (var server = await StartAsync())
        {
            await EnterAsync(server, 3);
            published = (await server.Public.GetAnswerAsync("/log/checkpoint")).Body;
        }

        file = await File.ReadAllBytesAsync(FilePath, Cancellation);
        await SetBackAsync();
        // Somebody takes the file away and lets it sign.
        File.Delete(FilePath);
        await using (var server = await StartAsync())
        {
            if (engine == Engine.Sqlite)
            {
                Assert.Equal("nothing_known", (await server.Owner.GetAnswerAsync("/api/v1/log")).Json.Text("state"));
                var own = (await server.Public.GetAnswerAsync("/log/checkpoint")).AssertStatus(200).Text;
                (await server.Owner.PostAnswerAsync("/api/v1/log/resume", new { checkpoint = own })).AssertStatus(200);
            }

            await EnterAsync(server, 4);
        }

        await File.WriteAllBytesAsync(FilePath, file, Cancellation);
        await using (var server = await StartAsync())
        {
            await server.EnterAsync(7);
            await server.SequenceAsync();
            Assert.Equal("inconsistent", (await server.Owner.GetAnswerAsync("/api/v1/log")).Json.Text("state"));
            Assert.Equal(published, (await server.Public.GetAnswerAsync("/log/checkpoint")).Body);
            (await server.Owner.PostAnswerAsync("/api/v1/log/resume", new { checkpoint = Encoding.UTF8.GetString(published) })).AssertProblem(409, "log_inconsistent");
        }
    }

    /// <summary>A folder without its file, and a database that holds all there was: the owner shows the latest checkpoint, and it goes on.</summary>
    [Fact]
    public async Task A_database_that_holds_all_that_was_published_goes_on_when_it_is_shown()
    {
        string published;
        Checkpoint latest;
        await using (var server = await StartAsync())
        {
            await EnterAsync(server, 5);
            published = (await server.Public.GetAnswerAsync("/log/checkpoint")).Text;
            latest = await new ServedLog(server.Public).CheckpointAsync();
        }

        File.Delete(FilePath);
        await using (var server = await StartAsync())
        {
            Assert.Equal("nothing_known", (await server.Owner.GetAnswerAsync("/api/v1/log")).Json.Text("state"));
            (await server.Owner.PostAnswerAsync("/api/v1/log/resume", new { checkpoint = "none" })).AssertProblem(422, "invalid_checkpoint");
            (await server.Owner.PostAnswerAsync("/api/v1/log/resume", new { checkpoint = published.Replace("\n5\n", "\n4\n", StringComparison.Ordinal) })).AssertProblem(422, "invalid_checkpoint");
            var state = (await server.Owner.PostAnswerAsync("/api/v1/log/resume", new { checkpoint = published })).AssertStatus(200).Json;
            Assert.Equal(("signing", 5), (state.Text("state"), state.GetProperty("size").GetInt32()));
            await EnterAsync(server, 1);
            Assert.Null(await new ServedLog(server.Public).AuditAsync(latest));
        }
    }

    /// <summary>Nothing else of the service depends on it.</summary>
    [Theory]
    [InlineData("UPDATE transparency_log SET public_key = @Bytes;", "inconsistent")]
    [InlineData("UPDATE transparency_log SET note = @Bytes;", "inconsistent")]
    [InlineData("UPDATE transparency_log SET origin = 'two words';", "inconsistent")]
    [InlineData("UPDATE transparency_log SET size = 7;", "inconsistent")]
    [InlineData("UPDATE transparency_log SET sealed_key = @Bytes;", "key_broken")]
    [InlineData("DELETE FROM log_tile WHERE level = 0;", "signing")]
    public async Task A_log_that_was_altered_while_no_server_ran_is_not_signed_and_everything_else_goes_on(string alteration, string state)
    {
        string published;
        await using (var server = await StartAsync())
        {
            await EnterAsync(server, 2);
            published = (await server.Public.GetAnswerAsync("/log/checkpoint")).Text;
            await server.ExecuteAsync(alteration, new { Bytes = new byte[7] });
        }

        await using (var server = await StartAsync())
        {
            var brand = await server.CreateBrandAsync();
            var code = (await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0];
            Assert.Equal("issued", (await server.Public.VerifyAsync(code)).Text("verdict"));
            await Task.Delay(1200, Cancellation);

            Assert.Equal(published, (await server.Public.GetAnswerAsync("/log/checkpoint")).AssertStatus(200).Text);
            Assert.Equal(2, await server.FindAsync<long>("SELECT COUNT(*) FROM log_record WHERE leaf_index IS NULL;"));
            var log = await server.Owner.GetAnswerAsync("/api/v1/log");
            if (log.Status == 200)
                Assert.Equal(state, log.Json.Text("state"));
            Assert.NotEqual(500, log.Status);
        }
    }

    [Fact]
    public async Task A_new_database_beside_the_file_of_another_begins_no_second_log_of_the_same_name()
    {
        string origin;
        await using (var server = await StartAsync())
        {
            await EnterAsync(server, 2);
            origin = (await new ServedLog(server.Public).CheckpointAsync()).Origin;
        }

        foreach (var path in Directory.GetFiles(_folder.Path, Database.FileName + "*"))
            File.Delete(path);
        await using (var server = await StartAsync())
        {
            await server.EnterAsync(7);
            await server.SequenceAsync();
            (await server.Owner.GetAnswerAsync("/api/v1/log")).AssertProblem(404, "not_found");
            Assert.Equal("signing", (await server.Owner.PostAnswerAsync("/api/v1/log/restart", new { ends = origin })).AssertStatus(200).Json.Text("state"));
            await server.SequenceAsync();
            Assert.Equal(1, (await new ServedLog(server.Public, "/log/2/").CheckpointAsync()).Size);
            (await server.Public.GetAnswerAsync("/log/checkpoint")).AssertProblem(404, "not_found");
        }
    }

    public void Dispose() => _folder.Dispose();

    private string FilePath => Path.Combine(_folder.Path, PublishedLog.FileName);

    private string SqlitePath => Path.Combine(_folder.Path, Database.FileName);

    private static async Task EnterAsync(RunningServer server, int count)
    {
        for (var i = 0; i < count; i++)
            await server.EnterAsync(7, $"{i}");
        await server.SequenceAsync();
    }

    private Task<RunningServer> StartAsync() => RunningServer.StartAsync(_folder.Path, _database);

    /// <summary>While no server runs.</summary>
    private async Task CopyAsync()
    {
        if (_database == null)
        {
            File.Copy(SqlitePath, SqlitePath + ".copy", overwrite: true);
            return;
        }

        _copy = Named("copy");
        await OnServerAsync($"CREATE DATABASE {new NpgsqlConnectionStringBuilder(_copy).Database} TEMPLATE {new NpgsqlConnectionStringBuilder(_database).Database};");
    }

    private Task SetBackAsync()
    {
        if (_database != null)
        {
            _database = _copy;
            return Task.CompletedTask;
        }

        File.Delete(SqlitePath + "-wal");
        File.Delete(SqlitePath + "-shm");
        File.Move(SqlitePath + ".copy", SqlitePath, overwrite: true);
        return Task.CompletedTask;
    }

    private string Named(string suffix)
    {
        var settings = new NpgsqlConnectionStringBuilder(_database);
        settings.Database += "_" + suffix;
        return settings.ToString();
    }

    private async Task OnServerAsync(string sql)
    {
        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_database) { Database = "postgres" }.ToString());
        await connection.ExecuteAsync(sql);
    }
}
