using System.Text.Json;
using Microsoft.Data.Sqlite;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary><c>trace keys master</c>: another master key while the server answers, in a file in clear or encrypted by a token.</summary>
public sealed class MasterKeyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_new_master_key_takes_over_while_the_server_runs()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.File("data"));
        var brand = await server.CreateBrandAsync();
        var code = (await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0];
        string[] options = ["--data", folder.File("data"), "--server", server.Address, "--api-key-file", folder.File("data/owner-api-key.txt")];
        var before = (await File.ReadAllTextAsync(folder.File("data/master.key"), TestContext.Current.CancellationToken)).Trim();
        var old = Key(await StatusAsync(options), 0);

        var added = await RunAsync("add", options);
        var created = Key(await StatusAsync(options), 1);
        Assert.Equal((created.Fingerprint, false, 0L), created);
        Assert.True(old is { Seals: true, SealedValues: > 0 });
        Assert.Contains($"trace keys master promote {created.Fingerprint}", added.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(before, added.Text + added.Error, StringComparison.Ordinal);

        // What seals stays; and what is in use stays until nothing is sealed under it.
        Assert.Equal(2, (await RunAsync("remove", options, old.Fingerprint, accept: 2)).ExitCode);
        // Nothing can be sealed again while another process writes, so the answer does not depend on who is quicker.
        await using (var database = new SqliteConnection($"Data Source={folder.File("data/trace.db")};Pooling=False"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using var writing = database.BeginTransaction();
            await RunAsync("promote", options, created.Fingerprint);
            var refused = await RunAsync("remove", [.. options, "--json"], old.Fingerprint, accept: 5);
            Assert.Equal("master_key_in_use", refused.JsonError.GetProperty("code").GetString());
        }

        await UntilAsync(async () => Key(await StatusAsync(options), 1).SealedValues == 0);
        await RunAsync("remove", options, old.Fingerprint);
        var left = await StatusAsync(options);
        Assert.Equal((created.Fingerprint, true), (Key(left, 0).Fingerprint, Key(left, 0).Seals));
        Assert.Equal((1, 0), (left.GetProperty("keys").GetArrayLength(), left.GetProperty("unopened").GetInt32()));
        Assert.DoesNotContain(before, await File.ReadAllTextAsync(folder.File("data/master.key"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("issued", (await server.Public.VerifyAsync(code)).Text("verdict"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("data/master.key")));

        // And a start with it alone.
        await server.DisposeAsync();
        await using var again = await RunningServer.StartAsync(folder.File("data"));
        Assert.Equal("issued", (await again.Public.VerifyAsync(code)).Text("verdict"));
    }

    [Fact]
    public async Task A_key_in_clear_gives_way_to_one_that_a_token_encrypts()
    {
        using var hsm = await SoftHsm.CreateAsync();
        using var folder = new TemporaryFolder();
        await using (await RunningServer.StartAsync(folder.Path))
        {
        }

        string[] options = ["--data", folder.Path, .. hsm.Options];
        await RunAsync("add", options, environment: hsm.Environment);
        var status = (await RunAsync("status", [.. options, "--offline", "--json"], environment: hsm.Environment)).Json;
        Assert.Equal(["clear", "token"], status.GetProperty("keys").EnumerateArray().Select(key => key.Text("kept")));

        await using var server = await ServerProcess.StartAsync(folder.Path, database: null, hsm.Environment, hsm.Switches);
        await RunAsync("promote", options, status.GetProperty("keys")[1].Text("fingerprint"), hsm.Environment);
        string[] asked = [.. options, "--server", server.Address.ToString(), "--api-key-file", folder.File("owner-api-key.txt")];
        await UntilAsync(async () => Key((await RunAsync("status", [.. asked, "--json"], environment: hsm.Environment)).Json, 1).SealedValues == 0);
        await RunAsync("remove", asked, status.GetProperty("keys")[0].Text("fingerprint"), hsm.Environment);
        Assert.Matches("^pkcs11:[A-Za-z0-9+/=]{80}\n$", await File.ReadAllTextAsync(folder.File("master.key"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key\n")]
    [InlineData("AAAA\n")]
    public async Task A_file_that_holds_no_key_stays_as_it_is(string content)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("master.key"), content, TestContext.Current.CancellationToken);

        var result = await RunAsync("add", ["--data", folder.Path, "--json"], accept: 2);

        Assert.Equal("invalid_master_key", result.JsonError.GetProperty("code").GetString());
        Assert.Equal(content, await File.ReadAllTextAsync(folder.File("master.key"), TestContext.Current.CancellationToken));
    }

    private static async Task<JsonElement> StatusAsync(string[] options) => (await RunAsync("status", [.. options, "--json"])).Json;

    private static (string Fingerprint, bool Seals, long SealedValues) Key(JsonElement status, int place)
    {
        var key = status.GetProperty("keys")[place];
        return (key.Text("fingerprint"), key.GetProperty("seals").GetBoolean(), key.TryGetProperty("sealedValues", out var count) ? count.GetInt64() : 0);
    }

    private static async Task<CliResult> RunAsync(
        string command, string[] options, string? fingerprint = null, IReadOnlyDictionary<string, string?>? environment = null, int accept = 0)
    {
        string[] arguments = ["keys", "master", command, .. fingerprint == null ? Array.Empty<string>() : [fingerprint], .. options];
        var result = await CliProgram.RunAsync(arguments, input: "", environment);
        Assert.True(result.ExitCode == accept, $"{command}: {result.ExitCode} {result.Error}");
        return result;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await holds())
            await Task.Delay(200, limit.Token);
    }
}
