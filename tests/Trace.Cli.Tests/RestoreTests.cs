using System.Net.Http.Json;
using System.Runtime.Versioning;
using Trace.Core.Codes;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary><c>trace restore</c>: what a backup began with is all there, and nothing that is there is lost by mistake.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RestoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_taken_under_load_restores_every_scan_that_was_answered_before_it_began()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<string> codes;
        IReadOnlyList<AnsweredScan> before, all;
        await using (var server = await ServerProcess.StartAsync(folder.File("data")))
        {
            codes = await IssueAsync(server, 30);
            using var people = server.NewClient();
            var load = ManyScans.Start(people, codes);
            await load.WaitForMoreAsync(1500);
            before = load.Answered;
            var backup = await CliProgram.RunAsync("backup", "--data", folder.File("data"), "--out", folder.File("backup.db"), "--json");
            await load.WaitForMoreAsync(200);
            await load.EndAsync();
            all = load.Answered;
            Assert.Equal((0, ""), (backup.ExitCode, backup.Error));
            // Rows of units follow behind their scans, so the copy has units that lack some: else this would prove less.
            Assert.True(SqliteFile.One(folder.File("backup.db"), SqliteFile.UnitsThatDisagree) > 0);
            await server.KillAsync();
        }

        var restored = await CliProgram.RunAsync("restore", "--backup", folder.File("backup.db"), "--data", folder.File("new"));

        Assert.Equal(0, restored.ExitCode);
        Assert.Contains("has no master.key", restored.Error, StringComparison.Ordinal);
        Assert.Equal(["server.lock", "trace.db"], Names(folder.File("new")));
        var scans = SqliteFile.Scans(folder.File("new/trace.db"));
        Assert.All(before, scan => Assert.Equal(scan.Ordinal, scans.GetValueOrDefault(Number(scan.Id))));
        Assert.InRange(scans.Count, before.Count, all.Count);
        Assert.Contains(restored.Lines, line => line.Contains("Last scan", StringComparison.Ordinal) && all.Any(scan => line.Contains(scan.Id, StringComparison.Ordinal)));

        CopyKeys(folder.File("data"), folder.File("new"));
        await using (var server = await ServerProcess.StartAsync(folder.File("new")))
        {
            using var people = server.NewClient();
            // Scans that came after the copy are gone with their ordinals; the others go on.
            var counts = all.Where(scan => scans.ContainsKey(Number(scan.Id))).GroupBy(scan => scan.Code).ToDictionary(group => group.Key, group => group.Max(scan => scan.Ordinal), StringComparer.Ordinal);
            foreach (var code in codes)
                Assert.InRange((await people.VerifyAsync(code)).GetProperty("scan").GetProperty("ordinal").GetInt64(), counts[code] + 1, counts[code] + 9);
            Assert.Equal(0, await server.StopAsync());
        }

        Assert.Equal(0, SqliteFile.One(folder.File("new/trace.db"), SqliteFile.UnitsThatDisagree));
        Assert.Equal(scans.Count + codes.Count, SqliteFile.Scans(folder.File("new/trace.db")).Count);
    }

    [Fact]
    public async Task A_database_that_is_there_is_replaced_only_when_told_and_kept_under_a_dated_name()
    {
        using var folder = new TemporaryFolder();
        string code;
        await using (var server = await ServerProcess.StartAsync(folder.File("data")))
        {
            code = (await IssueAsync(server, 1))[0];
            using var people = server.NewClient();
            await people.VerifyAsync(code);
            Assert.Equal(0, (await BackUpAsync(folder)).ExitCode);
            await people.VerifyAsync(code);
            await AssertRefusedAsync(5, "server_running", "Stop it first", "--replace");
            // Its log stays beside it, with the second scan.
            await server.KillAsync();
        }

        Assert.True(File.Exists(folder.File("data/trace.db-wal")));
        var untouched = await File.ReadAllBytesAsync(folder.File("data/trace.db"), Cancellation);
        await AssertRefusedAsync(2, "database_exists", "--replace");
        Assert.Equal(untouched, await File.ReadAllBytesAsync(folder.File("data/trace.db"), Cancellation));

        var result = await CliProgram.RunAsync("restore", "--backup", folder.File("backup.db"), "--data", folder.File("data"), "--replace", "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var aside = result.Json.Text("replaced");
        Assert.Matches("trace\\.db\\.replaced-[0-9]{8}T[0-9]{6}Z$", aside);
        Assert.Equal(["log-checkpoint", "master.key", "owner-api-key.txt", "server.lock", "trace.db", Path.GetFileName(aside)], Names(folder.File("data")));
        Assert.Equal((2, 1), (SqliteFile.One(aside, "SELECT COUNT(*) FROM scan;"), SqliteFile.One(folder.File("data/trace.db"), "SELECT COUNT(*) FROM scan;")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("data/trace.db")));
        await using var again = await ServerProcess.StartAsync(folder.File("data"));
        using var client = again.NewClient();
        Assert.Equal(2, (await client.VerifyAsync(code)).GetProperty("scan").GetProperty("ordinal").GetInt64());

        async Task AssertRefusedAsync(int exitCode, string error, string text, params string[] options)
        {
            var refused = await CliProgram.RunAsync(["restore", "--backup", folder.File("backup.db"), "--data", folder.File("data"), "--json", .. options]);
            Assert.Equal((exitCode, error), (refused.ExitCode, refused.JsonError.Text("code")));
            Assert.Contains(text, refused.JsonError.Text("detail"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_no_backup_or_of_a_newer_version_replaces_nothing()
    {
        using var folder = new TemporaryFolder();
        await using (await RunningServer.StartAsync(folder.File("data")))
            Assert.Equal(0, (await BackUpAsync(folder)).ExitCode);
        // What there is may be damaged: that is a reason to restore.
        await File.WriteAllTextAsync(folder.File("data/trace.db"), "damaged", Cancellation);
        await File.WriteAllTextAsync(folder.File("data/trace.db-wal"), "its log", Cancellation);
        await File.WriteAllTextAsync(folder.File("text.db"), "This is no database. " + new string('x', 5000), Cancellation);
        File.Copy(folder.File("backup.db"), folder.File("newer.db"));
        SqliteFile.Execute(folder.File("newer.db"), "INSERT INTO schema_migration (number, name) VALUES (77, '0077_later');");
        var half = await File.ReadAllBytesAsync(folder.File("backup.db"), Cancellation);
        await File.WriteAllBytesAsync(folder.File("half.db"), half[..(half.Length / 2)], Cancellation);

        await AssertAsync(2, "unreadable_file", "There is no file", "missing.db");
        await AssertAsync(2, "not_a_backup", "text.db", "text.db");
        await AssertAsync(2, "newer_schema", "schema 77", "newer.db");
        var refused = await CliProgram.RunAsync("restore", "--backup", folder.File("half.db"), "--data", folder.File("data"), "--replace");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Equal("damaged", await File.ReadAllTextAsync(folder.File("data/trace.db"), Cancellation));

        Assert.Equal(0, (await CliProgram.RunAsync("restore", "--backup", folder.File("backup.db"), "--data", folder.File("data"), "--replace")).ExitCode);
        Assert.Equal("its log", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder.File("data"), "*.replaced-*-wal")), Cancellation));
        Assert.False(File.Exists(folder.File("data/trace.db-wal")));
        await using var server = await RunningServer.StartAsync(folder.File("data"));

        async Task AssertAsync(int exitCode, string code, string text, string backup)
        {
            var result = await CliProgram.RunAsync("restore", "--backup", folder.File(backup), "--data", folder.File("data"), "--replace", "--json");
            Assert.Equal((exitCode, code), (result.ExitCode, result.JsonError.Text("code")));
            Assert.Contains(text, result.JsonError.Text("detail"), StringComparison.Ordinal);
        }
    }

    /// <summary>The database was lost and its log is still there, perhaps with scans in it.</summary>
    [Fact]
    public async Task A_log_without_a_database_is_kept_under_a_dated_name()
    {
        using var folder = new TemporaryFolder();
        await using (await RunningServer.StartAsync(folder.File("data")))
            Assert.Equal(0, (await BackUpAsync(folder)).ExitCode);
        File.Delete(folder.File("data/trace.db"));
        foreach (var log in new[] { "-wal", "-shm" })
            await File.WriteAllTextAsync(folder.File($"data/trace.db{log}"), log, Cancellation);

        Assert.Equal(0, (await CliProgram.RunAsync("restore", "--backup", folder.File("backup.db"), "--data", folder.File("data"))).ExitCode);

        foreach (var log in new[] { "-wal", "-shm" })
        {
            Assert.False(File.Exists(folder.File($"data/trace.db{log}")));
            Assert.Equal(log, await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder.File("data"), $"trace.db.replaced-*{log}")), Cancellation));
        }

        // A database of which only the table of migrations was made.
        SqliteFile.Execute(folder.File("data/trace.db"), "DELETE FROM schema_migration;");
        var empty = await CliProgram.RunAsync("backup", "--data", folder.File("data"), "--out", folder.File("empty.db"), "--json");
        Assert.Equal((0, 0), (empty.ExitCode, empty.Json.GetProperty("schema").GetInt64()));
    }

    /// <summary>What was ordered and printed after the backup; and what a key signed that was made after it.</summary>
    [Fact]
    public async Task Batches_issued_since_the_backup_are_made_again_from_their_manifests()
    {
        using var folder = new TemporaryFolder();
        string lost, keyLost, lostCode;
        await using (var server = await RunningServer.StartAsync(folder.File("data")))
        {
            var brand = await server.CreateBrandAsync();
            await File.WriteAllTextAsync(folder.File("key"), brand.Admin.DefaultRequestHeaders.Authorization!.Parameter, Cancellation);
            Assert.Equal(0, (await BackUpAsync(folder)).ExitCode);
            lost = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 50, lot = "L-1", inCode = new[] { "lot" }, market = new[] { "DE" }, activate = true });
            lostCode = (await brand.UrisAsync(lost, 7, 1))[0];
            await brand.Admin.PostAsync($"/api/v1/brands/{brand.Id}/keys/rotate", new { });
            keyLost = await brand.CreateBatchAsync(5);
            foreach (var batch in new[] { lost, keyLost })
                Assert.Equal(0, (await TraceAsync(server, folder, "codes", batch, "--out", folder.File($"{batch}.csv"))).ExitCode);
        }

        Assert.Equal(0, (await CliProgram.RunAsync("restore", "--backup", folder.File("backup.db"), "--data", folder.File("data"), "--replace")).ExitCode);
        await using var restored = await RunningServer.StartAsync(folder.File("data"));
        Assert.Equal("not_issued", (await restored.Public.VerifyAsync(lostCode)).Text("verdict"));

        var made = await RecreateAsync(lost);

        Assert.Equal((0, lost), (made.ExitCode, made.Json.Text("id")));
        Assert.Equal("issued", (await restored.Public.VerifyAsync(lostCode)).Text("verdict"));
        Assert.Equal(0, (await TraceAsync(restored, folder, "codes", lost, "--out", folder.File("again.csv"))).ExitCode);
        Assert.Equal(await File.ReadAllTextAsync(folder.File($"{lost}.csv"), Cancellation), await File.ReadAllTextAsync(folder.File("again.csv"), Cancellation));
        Assert.Equal(made.Text, (await RecreateAsync(lost)).Text);

        var refused = await RecreateAsync(keyLost);
        Assert.Equal((5, "key_lost"), (refused.ExitCode, refused.JsonError.Text("code")));
        // The next key has the lost one's number, and is another.
        var brandId = (await restored.Owner.GetFromJsonAsync<System.Text.Json.JsonElement>(new Uri("/api/v1/brands", UriKind.Relative), Cancellation)).GetProperty("items")[0].Text("id");
        await restored.Owner.PostAsync($"/api/v1/brands/{brandId}/keys/rotate", new { });
        refused = await RecreateAsync(keyLost);
        Assert.Equal((5, "batch_differs"), (refused.ExitCode, refused.JsonError.Text("code")));
        Assert.Contains("key is lost", refused.JsonError.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(7, (await TraceAsync(restored, folder, "batch", "recreate", "--manifest", folder.File("key"))).ExitCode);

        Task<CliResult> RecreateAsync(string batch) => TraceAsync(restored, folder, "batch", "recreate", "--manifest", folder.File($"{batch}.csv.manifest.json"), "--json");
    }

    private static Task<CliResult> TraceAsync(RunningServer server, TemporaryFolder folder, params string[] arguments) =>
        CliProgram.RunAsync([.. arguments, "--server", server.Address, "--api-key-file", folder.File("key")]);

    internal static async Task<IReadOnlyList<string>> IssueAsync(ServerProcess server, int count)
    {
        using var owner = server.NewOwner();
        var id = (await owner.PostAsync("/api/v1/brands", new { name = "Acme", slug = "acme", host = "id.acme.example" })).Text("id");
        using var admin = server.NewClient((await owner.PostAsync($"/api/v1/brands/{id}/api-keys", new { role = "brand_admin", name = "tests" })).Text("key"));
        await admin.PostAsync("/api/v1/products", new { gtin = TestBrand.DefaultGtin, name = "Olive oil, 500 ml" });
        var brand = new TestBrand(id, TestBrand.DefaultGtin, admin);
        return await brand.UrisAsync(await brand.CreateBatchAsync(count), 0, count);
    }

    /// <summary>What a database backup does not hold.</summary>
    internal static void CopyKeys(string from, string to)
    {
        foreach (var name in new[] { "master.key", "owner-api-key.txt" })
            File.Copy(Path.Combine(from, name), Path.Combine(to, name));
    }

    private static Task<CliResult> BackUpAsync(TemporaryFolder folder) =>
        CliProgram.RunAsync("backup", "--data", folder.File("data"), "--out", folder.File("backup.db"));

    private static long Number(string id)
    {
        Assert.True(CrockfordBase32.TryDecode(id, out var number), id);
        return number;
    }

    private static IEnumerable<string?> Names(string folder) => Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
