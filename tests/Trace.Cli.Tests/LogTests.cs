using Dapper;
using Microsoft.Data.Sqlite;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary><c>trace log</c> against the real server: what an auditor sees, and what the owner does after a restore.</summary>
public sealed class LogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => _folder.File("data");

    private string OwnerKeyFile => Path.Combine(Data, "owner-api-key.txt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_audit_says_whether_everything_holds_and_by_whose_key()
    {
        await using var server = await ServerProcess.StartAsync(Data, database: null, "--Log:Origin", "trace.example.com/log");
        var key = await FillAsync(server, 3);

        var trusted = await AuditAsync(server, "--key", key, "--out", _folder.File("checkpoint"));
        Assert.Equal((0, ""), (trusted.ExitCode, trusted.Error));
        Assert.Equal("trace.example.com/log: 4 entries, everything holds; signed by the key you gave", Assert.Single(trusted.Lines));
        var untrusted = await AuditAsync(server);
        Assert.Equal(4, untrusted.ExitCode);
        Assert.Contains($"which you did not give: {key}", untrusted.Text, StringComparison.Ordinal);

        await FillAsync(server, 2, slug: "second");
        var grown = await AuditAsync(server, "--key", key, "--since", _folder.File("checkpoint"), "--json");
        Assert.Equal((0, "holds", 7, 4), (grown.ExitCode, grown.Json.Text("outcome"), grown.Json.GetProperty("size").GetInt32(), grown.Json.GetProperty("since").GetInt32()));
        // Of another log, and of no log.
        Assert.Equal(2, (await AuditAsync(server, "--key", "x.example/log+8bb48fd9+AAAA")).ExitCode);
        Assert.Equal(2, (await AuditAsync(server, "--key", key, "--witnesses", "1")).ExitCode);
        await File.WriteAllTextAsync(_folder.File("none"), "none", Cancellation);
        Assert.Equal(2, (await AuditAsync(server, "--key", key, "--since", _folder.File("none"))).ExitCode);
        Assert.Equal(3, (await CliProgram.RunAsync("log", "audit", new Uri(server.Address, "/nothing").ToString(), "--key", key)).ExitCode);
        Assert.Equal(6, (await CliProgram.RunAsync("log", "audit", $"http://127.0.0.1:{FreePort.Find()}/log")).ExitCode);
    }

    [Fact]
    public async Task An_audit_names_the_file_that_was_altered_in_the_database()
    {
        await using var server = await ServerProcess.StartAsync(Data);
        var key = await FillAsync(server, 3);
        await using var database = new SqliteConnection($"Data Source={Path.Combine(Data, "trace.db")};Pooling=False;Default Timeout=10");

        foreach (var (level, name) in new[] { (-1, "tile/entries/000.p/4"), (0, "tile/0/000.p/4") })
        {
            var content = await database.QuerySingleAsync<byte[]>("SELECT content FROM log_tile WHERE level = @Level;", new { Level = level });
            var changed = content.ToArray();
            changed[^1] ^= 1;
            await database.ExecuteAsync("UPDATE log_tile SET content = @Changed WHERE level = @Level;", new { Level = level, Changed = changed });
            var fault = await AuditAsync(server, "--key", key);
            Assert.Equal(3, fault.ExitCode);
            Assert.StartsWith($"localhost/log: altered: {name}, number 3: ", Assert.Single(fault.Lines), StringComparison.Ordinal);
            var json = await AuditAsync(server, "--key", key, "--json");
            Assert.Equal((3, "fault", "altered", name), (json.ExitCode, json.Json.Text("outcome"), json.Json.GetProperty("fault").Text("kind"), json.Json.GetProperty("fault").Text("file")));
            await database.ExecuteAsync("UPDATE log_tile SET content = @Content WHERE level = @Level;", new { Level = level, Content = content });
        }

        Assert.Equal(0, (await AuditAsync(server, "--key", key)).ExitCode);
    }

    [Fact]
    public async Task After_a_restore_the_owner_resumes_or_restarts()
    {
        string key;
        await using (var server = await ServerProcess.StartAsync(Data))
        {
            key = await FillAsync(server, 1);
            Assert.Equal(0, (await CliProgram.RunAsync("backup", "--data", Data, "--out", _folder.File("backup.db"))).ExitCode);
            Assert.Equal(0, (await AuditAsync(server, "--key", key, "--out", _folder.File("early"))).ExitCode);
            await FillAsync(server, 1, slug: "second");
            Assert.Equal(0, (await AuditAsync(server, "--key", key, "--out", _folder.File("late"))).ExitCode);
            Assert.Equal(0, await server.StopAsync());
        }

        // Into a folder of its own, without what the old one knew.
        Directory.CreateDirectory(_folder.File("other"));
        File.Copy(Path.Combine(Data, "master.key"), _folder.File("other/master.key"));
        Assert.Equal(0, (await CliProgram.RunAsync("restore", "--backup", _folder.File("backup.db"), "--data", _folder.File("other"))).ExitCode);
        File.Copy(OwnerKeyFile, _folder.File("other/owner-api-key.txt"));
        await using (var server = await ServerProcess.StartAsync(_folder.File("other")))
        {
            var late = await RunAsync(server, "log", "resume", _folder.File("late"));
            Assert.Equal((5, true), (late.ExitCode, late.Error.Contains("log_behind", StringComparison.Ordinal)));
            Assert.Contains("localhost/log: signing", (await RunAsync(server, "log", "resume", _folder.File("early"))).Text, StringComparison.Ordinal);
        }

        // In place of the database that had more.
        Assert.Equal(0, (await CliProgram.RunAsync("restore", "--backup", _folder.File("backup.db"), "--data", Data, "--replace")).ExitCode);
        await using (var server = await ServerProcess.StartAsync(Data))
        {
            var early = await RunAsync(server, "log", "resume", _folder.File("early"));
            Assert.Equal((5, true), (early.ExitCode, early.Error.Contains("log_behind", StringComparison.Ordinal)));
            var wrong = await RunAsync(server, "log", "restart", "--ends", "another/log");
            Assert.Equal((5, true), (wrong.ExitCode, wrong.Error.Contains("invalid_log", StringComparison.Ordinal)));
            var begun = await RunAsync(server, "log", "restart", "--ends", "localhost/log", "--json");
            Assert.Equal((0, "localhost/log/2", "signing"), (begun.ExitCode, begun.Json.Text("origin"), begun.Json.Text("state")));
            Assert.Equal(3, (await AuditAsync(server, "--key", key, "--since", _folder.File("late"))).ExitCode);
            await FillAsync(server, 1, slug: "third", log: "log/2");
            Assert.Equal(0, (await CliProgram.RunAsync("log", "audit", new Uri(server.Address, "/log/2").ToString(), "--key", begun.Json.Text("key"))).ExitCode);
        }
    }

    private static Task<CliResult> AuditAsync(ServerProcess server, params string[] options) => CliProgram.RunAsync(["log", "audit", new Uri(server.Address, "/log").ToString(), .. options]);

    private Task<CliResult> RunAsync(ServerProcess server, params string[] arguments) =>
        CliProgram.RunAsync([.. arguments, "--server", server.Address.ToString(), "--api-key-file", OwnerKeyFile]);

    /// <summary>A brand, whose key is an entry, and so many batches; returns the log's key once all are published.</summary>
    private static async Task<string> FillAsync(ServerProcess server, int batches, string slug = "first", string log = "log")
    {
        using var owner = server.NewOwner();
        var before = await SizeAsync(owner, log);
        var id = (await owner.PostAsync("/api/v1/brands", new { name = "Acme", slug, host = $"id.{slug}.example" })).Text("id");
        var gtin = slug switch { "first" => CliServer.Gtin, "second" => CliServer.OtherGtin, _ => "09506000134376" };
        using var admin = server.NewClient((await owner.PostAsync($"/api/v1/brands/{id}/api-keys", new { role = "brand_admin", name = "tests" })).Text("key"));
        await admin.PostAsync("/api/v1/products", new { gtin, name = "Oil" });
        for (var i = 0; i < batches; i++)
            await new TestBrand(id, gtin, admin).CreateBatchAsync(1);
        while (await SizeAsync(owner, log) < before + 1 + batches)
            await Task.Delay(100, Cancellation);
        return (await owner.GetStringAsync(new Uri($"/{log}/key", UriKind.Relative), Cancellation)).TrimEnd('\n');
    }

    private static async Task<long> SizeAsync(HttpClient client, string log) =>
        long.Parse((await client.GetStringAsync(new Uri($"/{log}/checkpoint", UriKind.Relative), Cancellation)).Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture);
}
