using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary><c>trace backup</c>: a copy that a server starts on, and that opens nothing without the master key.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BackupTests
{
    private static readonly CancellationToken Cancellation = CancellationToken.None;

    [Fact]
    public async Task A_server_on_the_copy_answers_as_the_one_it_was_copied_from()
    {
        using var folder = new TemporaryFolder();
        using var restored = new TemporaryFolder();
        string issued, recalled;
        await using (var server = await RunningServer.StartAsync(folder.File("data")))
        {
            var brand = await server.CreateBrandAsync();
            var batch = await brand.CreateBatchAsync(3);
            (issued, recalled) = ((await brand.UrisAsync(batch, 0, 1))[0], (await brand.UrisAsync(batch, 1, 1))[0]);
            await brand.Admin.PostAsync($"/api/v1/batches/{batch}/status", new { from = 1, to = 1, status = "recalled" });
            await server.Public.VerifyAsync(issued);

            // Scans go on while the copy is made.
            using var over = new CancellationTokenSource();
            var scans = Task.Run(
                async () =>
                {
                    while (!over.IsCancellationRequested)
                        await server.Public.VerifyAsync(recalled);
                },
                Cancellation);
            var result = await CliProgram.RunAsync("backup", "--data", folder.File("data"), "--out", folder.File("copy.db"), "--json");
            await over.CancelAsync();
            await scans;

            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.Equal("ok", result.Json.GetProperty("integrity").GetString());
            Assert.Equal(new FileInfo(folder.File("copy.db")).Length, result.Json.GetProperty("sizeBytes").GetInt64());
            Assert.True(result.Json.GetProperty("schema").GetInt64() >= 4);
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("copy.db")));
        Assert.Equal(["copy.db", "data"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var (from, to) in new[] { ("copy.db", "trace.db"), ("data/master.key", "master.key"), ("data/owner-api-key.txt", "owner-api-key.txt") })
            File.Copy(folder.File(from), restored.File(to));
        await using (var server = await RunningServer.StartAsync(restored.Path))
        {
            var again = await server.Public.VerifyAsync(issued);
            Assert.Equal(("issued", 2), (again.Text("verdict"), again.GetProperty("scan").GetProperty("ordinal").GetInt32()));
            Assert.Equal("recalled", (await server.Public.VerifyAsync(recalled)).Text("verdict"));
            Assert.Equal("Acme", (await server.Owner.GetFromJsonAsync<System.Text.Json.JsonElement>(new Uri("/api/v1/brands", UriKind.Relative), Cancellation)).GetProperty("items")[0].Text("name"));
        }

        // With another master key, or none, the copy is of no use.
        await File.WriteAllTextAsync(restored.File("master.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), Cancellation);
        Assert.Equal(1, (await ServerProcess.RunToEndAsync(restored.Path)).ExitCode);
        File.Delete(restored.File("master.key"));
        var (exitCode, output) = await ServerProcess.RunToEndAsync(restored.Path);
        Assert.Equal(1, exitCode);
        Assert.Contains("its master key is missing", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_copy_holds_neither_the_master_key_nor_an_api_key()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.File("data"));
        var brand = await server.CreateBrandAsync();

        var result = await CliProgram.RunAsync("backup", "--data", folder.File("data"), "--out", folder.File("copy.db"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("The master key is not in it", result.Error, StringComparison.Ordinal);
        var copy = await File.ReadAllBytesAsync(folder.File("copy.db"), Cancellation);
        var master = (await File.ReadAllTextAsync(folder.File("data/master.key"), Cancellation)).Trim();
        // The search finds what is there.
        Assert.True(copy.AsSpan().IndexOf("Olive oil"u8) >= 0);
        foreach (var secret in new[]
        {
            System.Text.Encoding.ASCII.GetBytes(master), Convert.FromBase64String(master), ServerKey(server.Owner), ServerKey(brand.Admin),
        })
        {
            Assert.True(copy.AsSpan().IndexOf(secret) < 0);
        }
    }

    [Fact]
    public async Task What_cannot_be_copied_is_said_and_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("postgres"));
        Directory.CreateDirectory(folder.File("broken"));
        await File.WriteAllTextAsync(folder.File("broken/trace.db"), "This is no database. " + new string('x', 5000), Cancellation);
        await using (await RunningServer.StartAsync(folder.File("damaged")))
        {
        }

        await DamageAsync(folder.File("damaged/trace.db"));

        await AssertAsync(2, "usage", "There is no folder", "missing", "copy.db");
        await AssertAsync(2, "no_database", "pg_dump", "postgres", "copy.db");
        await AssertAsync(2, "usage", "the database itself", "damaged", "damaged/trace.db");
        await AssertAsync(1, "backup_failed", "not a database", "broken", "copy.db");
        await AssertAsync(1, "integrity_failed", "The copy is damaged", "damaged", "copy.db");
        Assert.Empty(Directory.GetFiles(folder.Path));

        async Task AssertAsync(int exitCode, string code, string text, string data, string path)
        {
            var result = await CliProgram.RunAsync("backup", "--data", folder.File(data), "--out", folder.File(path), "--json");
            Assert.Equal((exitCode, code), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
            Assert.Contains(text, result.JsonError.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    private static byte[] ServerKey(HttpClient client) => System.Text.Encoding.ASCII.GetBytes(client.DefaultRequestHeaders.Authorization!.Parameter!);

    /// <summary>A page of an index in the middle of the file becomes noise; the header stays.</summary>
    private static async Task DamageAsync(string path)
    {
        const int PageBytes = 4096;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        for (var page = 8; page < 24; page++)
        {
            file.Position = page * PageBytes;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, 64).ToArray(), Cancellation);
        }
    }
}
