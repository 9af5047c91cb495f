using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Storage;

/// <summary>Keys of the framework's Data Protection: shared through the database, sealed with the master key.</summary>
public sealed class DataProtectionTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_protected_value_opens_after_a_restart(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        string value;
        await using (var server = await RunningServer.StartAsync(folder.Path, database))
            value = ProtectorOf(server).Protect("form");

        await using var again = await RunningServer.StartAsync(folder.Path, database);

        Assert.Equal("form", ProtectorOf(again).Unprotect(value));
    }

    [Fact]
    public async Task A_protected_value_opens_on_another_server_of_the_same_deployment()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        var database = await Engine.Postgres.CreateDatabaseAsync();
        await using var first = await RunningServer.StartAsync(folder.Path, database);
        foreach (var name in new[] { "master.key", "owner-api-key.txt" })
            File.Copy(folder.File(name), elsewhere.File(name));
        await using var second = await RunningServer.StartAsync(elsewhere.Path, database);

        Assert.Equal("form", ProtectorOf(second).Unprotect(ProtectorOf(first).Protect("form")));
        Assert.Equal("form", ProtectorOf(first).Unprotect(ProtectorOf(second).Protect("form")));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_database_holds_the_keys_sealed_and_never_as_they_are(Engine engine)
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path, await engine.CreateDatabaseAsync());
        ProtectorOf(server).Protect("form");

        var xml = Assert.Single(server.Services.GetRequiredService<DataProtectionKeys>().GetAllElements()).ToString();
        var secret = xml.Split("<value>")[1].Split("</value>")[0];
        Assert.Equal(64, Convert.FromBase64String(secret).Length);
        var dump = await server.DumpAsync();
        foreach (var form in new[] { secret, "<key", "masterKey", Convert.ToHexString(Convert.FromBase64String(secret)), Convert.ToHexString("<key id="u8) })
            Assert.DoesNotContain(form, dump, StringComparison.Ordinal);
        Assert.Contains("data_protection_key\n  key-", dump, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_whose_seal_does_not_hold_is_ignored_and_logged(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        await using (var server = await RunningServer.StartAsync(folder.Path, database))
        {
            ProtectorOf(server).Protect("form");
            // The same bytes under another name, and a secret of another kind.
            await server.ExecuteAsync("INSERT INTO data_protection_key (name, sealed, created_at) SELECT 'moved', sealed, 0 FROM data_protection_key;");
            await server.ExecuteAsync("INSERT INTO data_protection_key (name, sealed, created_at) SELECT 'other', sealed, 0 FROM deployment_secret;");
        }

        var log = new CollectedLog();
        await using var again = await RunningServer.StartAsync(folder.Path, database, builder => builder.Logging.AddProvider(log));

        Assert.Single(again.Services.GetRequiredService<DataProtectionKeys>().GetAllElements());
        Assert.Contains("The seal of the Data Protection key moved does not hold", log.Text, StringComparison.Ordinal);
        Assert.Contains("The seal of the Data Protection key other does not hold", log.Text, StringComparison.Ordinal);
    }

    private static IDataProtector ProtectorOf(RunningServer server) => server.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("tests");
}
