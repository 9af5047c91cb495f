using System.Security.Cryptography;
using Trace.Server.Tests.Log;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Storage;

/// <summary>Without the master key a database's secrets are noise; the server says so instead of starting with new ones.</summary>
public sealed class MasterKeyTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_master_key_that_is_missing_wrong_or_malformed_is_refused_and_nothing_is_replaced(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        var path = folder.File("master.key");
        string rows, uri;
        await using (var server = await RunningServer.StartAsync(folder.Path, database))
        {
            var brand = await server.CreateBrandAsync();
            uri = (await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0];
            rows = await server.DumpAsync();
        }

        var key = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var ownerKey = await File.ReadAllTextAsync(folder.File("owner-api-key.txt"), TestContext.Current.CancellationToken);
        foreach (var (content, message) in new[]
        {
            (null, $"The database holds secrets, but its master key is missing: put {path} back or set TRACE_MASTER_KEY."),
            (Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), "The master key is not the one this database was sealed under."),
            ("", $"{path} does not hold 32 bytes in base64."),
            ("not base64!", $"{path} does not hold 32 bytes in base64."),
            (Convert.ToBase64String(RandomNumberGenerator.GetBytes(31)), $"{path} does not hold 32 bytes in base64."),
            (Convert.ToBase64String(RandomNumberGenerator.GetBytes(33)), $"{path} does not hold 32 bytes in base64."),
            (key + key, $"{path} holds a key twice."),
            (key + "short", $"{path}, key 2, does not hold 32 bytes in base64."),
            ("pkcs11:AAAA", $"{path} is encrypted by a PKCS#11 token, and MasterKey:Pkcs11 does not say which."),
        })
        {
            File.Delete(path);
            if (content != null)
                await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningServer.StartAsync(folder.Path, database));
            Assert.Equal(message, refusal.Message);
            Assert.Equal(content, File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : null);
        }

        Assert.Equal(ownerKey, await File.ReadAllTextAsync(folder.File("owner-api-key.txt"), TestContext.Current.CancellationToken));
        await File.WriteAllTextAsync(path, $"  {key.Trim()}\r\n", TestContext.Current.CancellationToken);
        await using var again = await RunningServer.StartAsync(folder.Path, database);
        Assert.Equal(rows, await again.DumpAsync());
        Assert.Equal("issued", await again.VerdictAsync(uri));
        (await again.Owner.GetAnswerAsync("/api/v1/brands")).AssertStatus(200);
    }

    /// <summary>Only the service's user may read what is in the data folder, whoever made the folder.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_file_in_the_data_folder_is_its_owners_alone(Engine engine)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using var parent = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        var folder = parent.File("made-by-the-server");
        await using (var server = await RunningServer.StartAsync(folder, database))
            await UseAsync(server);

        var open = Directory.CreateDirectory(parent.File("open-to-all")).FullName;
#pragma warning disable CA1416 // Not on Windows, see above.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await using var again = await RunningServer.StartAsync(open, await engine.CreateDatabaseAsync());
        await UseAsync(again);
        await again.SequenceAsync();
        var files = Directory.GetFiles(open);
        Assert.Equal(
            engine == Engine.Sqlite ? ["log-checkpoint", "master.key", "owner-api-key.txt", "server.lock", "trace.db", "trace.db-shm", "trace.db-wal"] : ["log-checkpoint", "master.key", "owner-api-key.txt"],
            files.Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.All([.. files, .. Directory.GetFiles(folder)], file => Assert.Equal((file, UnixFileMode.UserRead | UnixFileMode.UserWrite), (file, File.GetUnixFileMode(file))));
#pragma warning restore CA1416

        static async Task UseAsync(RunningServer server)
        {
            var brand = await server.CreateBrandAsync();
            (await brand.Admin.ImportAsync($"?gtin={brand.Gtin}", "serial\nA1\n")).AssertStatus(201);
        }
    }
}
