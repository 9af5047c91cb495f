using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Storage;
using Trace.Server.Tests.Codes;
using Trace.Server.Tests.Layout;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Storage;

/// <summary>The master key is changed while the service runs: add, promote, remove, as Storage/README.md says.</summary>
public sealed class MasterKeyChangeTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Everything_is_sealed_again_under_a_new_key_while_scans_go_on(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        var (path, young) = (folder.File("master.key"), NewKey());
        string[] codes;
        string old;
        await using (var server = await RunningServer.StartAsync(folder.Path, database))
        {
            old = (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Trim();
            var brand = await server.CreateBrandAsync();
            await brand.RotateAsync();
            for (var i = 0; i < 250; i++)
                await brand.Admin.PostAnswerAsync("/api/v1/products", new { gtin = TestGtin.Of(100 + i), name = "Many" });
            codes = [(await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0], (await brand.UrisAsync(await brand.CreateBatchAsync(1, "compact"), 0, 1))[0]];
            var values = Assert.Single(await StatusAsync(server)).Values;
            Assert.True(values > 255, $"{values} sealed values");
            using var done = new CancellationTokenSource();
            var scanning = Task.Run(() => ScanAsync(server, brand, codes, done.Token), TestContext.Current.CancellationToken);

            await File.WriteAllTextAsync(path, $"{old}\n{young}\n", TestContext.Current.CancellationToken);
            await KeyRaceTests.WaitAsync(async () => (await StatusAsync(server)).Count == 2);
            Assert.Equal((values, 0), await StatusAsync(server) is [var a, var b] ? (a.Values, b.Values) : default);
            await File.WriteAllTextAsync(path, $"{young}\n{old}\n", TestContext.Current.CancellationToken);
            await KeyRaceTests.WaitAsync(async () => await StatusAsync(server) is [{ Seals: true } first, { Seals: false, Values: 0 }] && first.Values == values && first.Fingerprint == MasterKeyText.Fingerprint(Convert.FromBase64String(young)));
            await File.WriteAllTextAsync(path, $"{young}\n", TestContext.Current.CancellationToken);
            await KeyRaceTests.WaitAsync(async () => (await StatusAsync(server)).Count == 1);

            await done.CancelAsync();
            var scans = await scanning;
            Assert.True(scans > 20, $"only {scans} scans meanwhile");
        }

        await File.WriteAllTextAsync(path, old, TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningServer.StartAsync(folder.Path, database));
        Assert.Equal("The master key is not the one this database was sealed under.", refusal.Message);
        await File.WriteAllTextAsync(path, young, TestContext.Current.CancellationToken);
        await using var again = await RunningServer.StartAsync(folder.Path, database);
        foreach (var code in codes)
            Assert.Equal("issued", await again.VerdictAsync(code));
        Assert.Equal(0, (await MasterKeyAsync(again)).GetProperty("unopened").GetInt64());
        (await again.Owner.GetAnswerAsync("/api/v1/brands")).AssertStatus(200);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_that_is_removed_too_early_opens_until_nothing_is_sealed_under_it(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var clock = Clock.At("2026-06-01T12:00:00Z");
        await using var server = await RunningServer.StartAsync(
            folder.Path, await engine.CreateDatabaseAsync(), builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var code = (await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0];
        var old = (await StatusAsync(server))[0];
        var young = NewKey();

        // The first file that is not one leaves all as it is, the next replaces the key at once.
        await File.WriteAllTextAsync(folder.File("master.key"), "not a key", TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        Assert.Equal([old], await StatusAsync(server));
        await File.WriteAllTextAsync(folder.File("master.key"), young, TestContext.Current.CancellationToken);
        await KeyRaceTests.WaitAsync(async () => await StatusAsync(server) is [var first, var kept] && first.Values == old.Values && kept with { Seals = true, Values = old.Values } == old);

        Assert.Equal("issued", await server.VerdictAsync(code));
        (await brand.Admin.GetAnswerAsync("/api/v1/batches")).AssertStatus(200);
        await brand.RotateAsync();
        Assert.Equal(0, (await MasterKeyAsync(server)).GetProperty("unopened").GetInt64());

        // Whatever began before the change is over a minute later.
        clock.Advance(TimeSpan.FromMinutes(1));
        await KeyRaceTests.WaitAsync(async () => await StatusAsync(server) is [{ Seals: true }]);
        Assert.Equal("issued", await server.VerdictAsync(code));
        Assert.Equal(0, (await MasterKeyAsync(server)).GetProperty("unopened").GetInt64());
    }

    /// <summary>Who changed a row meanwhile sealed it for what it says now; the old value would make that undone.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_value_that_changed_while_it_was_sealed_again_is_left_alone(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var keyId = (await brand.KeysAsync())[0].GetProperty("keyId").GetInt32();
        var column = server.Services.GetServices<SealedColumn>().Single(column => column.Table == "signing_key");
        var seen = (await server.Database().ReadAsync(session => column.ListAsync(session, after: null, 10), TestContext.Current.CancellationToken))[0];
        (await brand.RevokeAsync(keyId)).AssertStatus(200);
        var before = await server.DumpAsync();

        Assert.False(await server.Database().WriteAsync(session => column.ReplaceAsync(session, seen, seen.Sealed), TestContext.Current.CancellationToken));

        Assert.Equal(before, await server.DumpAsync());
        Assert.Equal("revoked", (await brand.KeysAsync())[1].Text("status"));
    }

    /// <summary>A column nobody declared would be left under the old key, and lost with it.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_column_of_sealed_values_that_the_service_uses_is_sealed_again(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var used = SourceFile.Below("src").SelectMany(file => file.Tables()).ToHashSet(StringComparer.Ordinal);

        var columns = (await Schema.ReadAsync(server.Database())).Split('\n')
            .Where(line => line.StartsWith("column ", StringComparison.Ordinal) && line.Split(' ')[2] == "BYTEA")
            .Select(line => line.Split(' ')[1].Split('.'))
            .Where(column => used.Contains(column[0]) && (column[1].StartsWith("seal", StringComparison.Ordinal) || column[1] is "totp" or "secret"))
            .Select(column => string.Join('.', column));

        Assert.Equal(
            columns.Order(StringComparer.Ordinal),
            server.Services.GetServices<SealedColumn>().Select(column => $"{column.Table}.{column.Column}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Keys_are_read_one_a_line_or_with_commas_and_named_by_a_fingerprint_alone()
    {
        var (first, second) = (NewKey(), NewKey());

        foreach (var text in new[] { $"{first}\n{second}\n", $"{first},{second}", $"  {first} \r\n\r\n {second}" })
            Assert.Equal([first, second], MasterKeyText.Read(text, "here", token: null).Select(Convert.ToBase64String));
        Assert.Equal("here, key 2, does not hold 32 bytes in base64.", Assert.Throws<InvalidOperationException>(() => MasterKeyText.Read($"{first},x", "here", token: null)).Message);
        Assert.Equal("here holds a key twice.", Assert.Throws<InvalidOperationException>(() => MasterKeyText.Read($"{first},{first}", "here", token: null)).Message);
        // Whoever computes it elsewhere gets the same.
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData([.. "trace-master-key-fingerprint\n"u8, .. new byte[32]]))[..8], MasterKeyText.Fingerprint(new byte[32]));
    }

    internal static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    internal static async Task<JsonElement> MasterKeyAsync(RunningServer server) =>
        (await server.Owner.GetAnswerAsync("/api/v1/master-key")).AssertStatus(200).Json;

    private static async Task<IReadOnlyList<(string Fingerprint, bool Seals, long Values)>> StatusAsync(RunningServer server) =>
        [.. (await MasterKeyAsync(server)).GetProperty("keys").EnumerateArray()
            .Select(key => (key.Text("fingerprint"), key.GetProperty("seals").GetBoolean(), key.GetProperty("sealedValues").GetInt64()))];

    /// <summary>Scans, reads and rotates without a pause; each must be answered as always.</summary>
    private static async Task<int> ScanAsync(RunningServer server, TestBrand brand, string[] codes, CancellationToken done)
    {
        var scans = 0;
        for (; !done.IsCancellationRequested; scans++)
        {
            Assert.Equal("issued", await server.VerdictAsync(codes[scans % codes.Length]));
            (await brand.Admin.GetAnswerAsync("/api/v1/batches")).AssertStatus(200);
            Assert.Equal(2, (await server.Public.GetAnswerAsync("/.well-known/trace-keys.json")).AssertStatus(200).Json.GetProperty("keys").GetArrayLength());
        }

        return scans;
    }
}
