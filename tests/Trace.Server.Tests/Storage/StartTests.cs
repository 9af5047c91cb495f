using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Storage;

/// <summary>The program as an operator starts it: what it prints, and one clear line when it cannot start.</summary>
public sealed class StartTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task It_prints_where_the_owners_key_is_and_never_a_key_and_warns_of_a_master_key_beside_the_database(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();

        for (var start = 0; start < 2; start++)
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, database);
            using var owner = server.NewOwner();
            (await owner.GetAnswerAsync("/api/v1/brands")).AssertStatus(200);
            Assert.Equal(0, await server.StopAsync());
            string[] warning = engine == Engine.Sqlite
                ? [$"  Warning:        {folder.File("master.key")} lies beside the database it seals: a copy of the folder opens everything. Keep it elsewhere (TRACE_MASTER_KEY) or encrypted (MasterKey:Pkcs11)."]
                : [];
            Assert.Equal([$"Trace listens on {server.Address.OriginalString}", $"  Owner API key:  {folder.File("owner-api-key.txt")}", .. warning, $"  API explorer:   {server.Address.OriginalString}/swagger"], server.Output.Split('\n'));
        }
    }

    [Fact]
    public async Task When_it_cannot_start_it_says_why_in_one_line_and_ends_with_1()
    {
        using var folder = new TemporaryFolder();
        await using (await RunningServer.StartAsync(folder.Path))
        {
        }

        using var corrupt = new TemporaryFolder();
        await File.WriteAllTextAsync(corrupt.File("trace.db"), "This is no database. " + new string('x', 5000), TestContext.Current.CancellationToken);
        using var occupied = new TcpListener(IPAddress.Loopback, 0);
        occupied.Start();
        var port = ((IPEndPoint)occupied.LocalEndpoint).Port;

        // In the environment the master key comes without a file, and a wrong one is refused like a file's.
        var key = (await File.ReadAllTextAsync(folder.File("master.key"), TestContext.Current.CancellationToken)).Trim();
        File.Delete(folder.File("master.key"));
        await AssertRefusedAsync("The database holds secrets, but its master key is missing: put ", folder.Path);
        await AssertRefusedAsync("The master key is not the one this database was sealed under.", folder.Path, masterKey: Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        await AssertRefusedAsync("TRACE_MASTER_KEY does not hold 32 bytes in base64.", folder.Path, masterKey: "short");
        await AssertRefusedAsync($"Failed to bind to address http://127.0.0.1:{port}: address already in use.", folder.Path, masterKey: key, arguments: ["--urls", $"http://127.0.0.1:{port}"]);
        Assert.False(File.Exists(folder.File("master.key")));

        await AssertRefusedAsync("", corrupt.Path);
        await AssertRefusedAsync("", folder.Path, arguments: ["--database", "Host=/nonexistent;Username=trace;Password=hunter2"]);
        await AssertRefusedAsync("", folder.Path, arguments: ["--database", "What is this;Password=hunter2"]);
    }

    [Fact]
    public async Task A_switch_or_a_setting_that_cannot_be_meant_is_named()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("stock.json"), """{"kind":"roll","id":"caps","labelWidthMm":25}""", TestContext.Current.CancellationToken);
        await AssertRefusedAsync("There is no switch --dmeo; did you mean --demo?; --help lists them.", folder.Path, arguments: ["--dmeo"]);
        await AssertRefusedAsync("There is no switch --colour; --help lists them.", folder.Path, arguments: ["--colour=red"]);
        await AssertRefusedAsync("--label-stock needs a value.", folder.Path, arguments: ["--label-stock", "--demo"]);
        await AssertRefusedAsync("Invalid url: 'here'", folder.Path, arguments: ["--urls", "here"]);
        await AssertRefusedAsync("--database is not a connection string of PostgreSQL", folder.Path, arguments: ["--database", "garbage"]);
        await AssertRefusedAsync("PostgreSQL: Failed to connect to 127.0.0.1:1", folder.Path, arguments: ["--database", "Host=127.0.0.1;Port=1;Username=a"]);
        await AssertRefusedAsync("The data folder /proc/trace cannot be made (--data)", folder.Path, arguments: ["--data", "/proc/trace"]);
        await AssertRefusedAsync($"{folder.File("stock.json")}: labelHeightMm must be", folder.Path, arguments: ["--label-stock", folder.File("stock.json")]);

        var help = await Tool.RunAsync("dotnet", [typeof(TraceServer).Assembly.Location, "--help"]);
        Assert.Contains("--label-stock FILE", help.Text, StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(string why, string folder, string? masterKey = null, params string[] arguments)
    {
        var result = await Tool.RunAsync(
            "dotnet",
            [typeof(TraceServer).Assembly.Location, "--data", folder, "--urls", "http://127.0.0.1:0", .. arguments],
            accept: code => code == 1,
            environment: new Dictionary<string, string?> { ["TRACE_MASTER_KEY"] = masterKey });
        Assert.StartsWith($"Trace cannot start: {why}", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Error + result.Text, StringComparison.Ordinal);
        if (masterKey is { Length: > 10 })
            Assert.DoesNotContain(masterKey, result.Error + result.Text, StringComparison.Ordinal);
    }
}
