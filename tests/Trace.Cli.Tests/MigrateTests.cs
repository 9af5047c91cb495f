using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary><c>trace migrate</c>: the schema comes before the servers.</summary>
public sealed class MigrateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_empty_database_gets_the_schema_on_which_a_server_that_may_not_migrate_starts(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        string[] address = engine == Engine.Sqlite ? ["--data", folder.Path] : ["--database", database!];
        if (engine == Engine.Sqlite)
            await File.WriteAllBytesAsync(folder.File("trace.db"), [], Cancellation);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningServer.StartAsync(folder.Path, database, configure: null, "--Database:Migrate=false"));
        Assert.Matches("^The database has no schema, this version needs [0-9]+, and Database:Migrate is false\\. Run `trace migrate` first\\.$", refused.Message);

        var dry = await MigrateAsync([.. address, "--dry-run"]);
        var done = await MigrateAsync(address);
        Assert.Equal((0, "0001_main"), (done.GetProperty("from").GetInt64(), done.GetProperty("scripts")[0].GetString()));
        Assert.Equal(done.GetProperty("to").GetInt64(), done.GetProperty("scripts").GetArrayLength());
        Assert.Equal(dry.GetProperty("scripts").ToString(), done.GetProperty("scripts").ToString());
        Assert.Empty((await MigrateAsync(address)).GetProperty("scripts").EnumerateArray());
        await using var server = await RunningServer.StartAsync(folder.Path, database, configure: null, "--Database:Migrate=false");
        await server.CreateBrandAsync();
    }

    [Fact]
    public async Task A_folder_a_server_works_on_and_a_newer_schema_are_refused()
    {
        using var folder = new TemporaryFolder();
        await using (await RunningServer.StartAsync(folder.Path))
            await AssertAsync(5, "server_running", "--data", folder.Path);
        SqliteFile.Execute(folder.File("trace.db"), "INSERT INTO schema_migration (number, name) VALUES (77, '0077_later');");

        await AssertAsync(5, "schema_refused", "--data", folder.Path);
        await AssertAsync(5, "schema_refused", "--data", folder.Path, "--dry-run");
        await AssertAsync(2, "no_database", "--data", folder.File("nothing"));
        // That the lock cannot be had for another reason is no server.
        File.Delete(folder.File("server.lock"));
        File.CreateSymbolicLink(folder.File("server.lock"), folder.File("server.lock"));
        await AssertAsync(1, "io_failed", "--data", folder.Path);
        await AssertAsync(2, "usage", "--data", folder.Path, "--database", "Host=x");
        await AssertAsync(2, "usage");

        static async Task AssertAsync(int exitCode, string code, params string[] arguments)
        {
            var result = await CliProgram.RunAsync(["migrate", "--json", .. arguments]);
            Assert.Equal((exitCode, code), (result.ExitCode, result.JsonError.Text("code")));
        }
    }

    private static async Task<JsonElement> MigrateAsync(string[] arguments)
    {
        var result = await CliProgram.RunAsync(["migrate", "--json", .. arguments]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Json;
    }
}
