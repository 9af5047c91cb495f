using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Storage;

/// <summary>Keys are in no dump of the database, no log and no answer but the first.</summary>
public sealed class SecretsTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_dump_of_the_database_holds_no_key(Engine engine)
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path, await engine.CreateDatabaseAsync());
        var brand = await server.CreateBrandAsync();
        var factory = await server.NewClientAsync(brand, "factory", brand.Gtin);
        foreach (var profile in new[] { "signed", "compact" })
            await brand.UrisAsync(await brand.CreateBatchAsync(5, profile), 0, 5);
        (await brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 1 }, "k")).AssertStatus(201);
        (await server.Owner.PostAnswerAsync($"/api/v1/brands/{brand.Id}/api-keys", new { role = "inspector", name = "x" }, "k")).AssertStatus(201);

        var dump = await server.DumpAsync();
        var files = engine == Engine.Sqlite ? await ReadAllAsync(Directory.GetFiles(folder.Path, "trace.db*")) : [];

        // The dump shows bytes as they are: what is public is found in it.
        var published = (await server.Public.GetAnswerAsync("/.well-known/trace-keys.json")).Json.GetProperty("keys")[0].Text("publicKey");
        Assert.True(Holds(System.Buffers.Text.Base64Url.DecodeFromChars(published)));
        var secrets = await SecretsAsync(server, folder);
        // And the API keys as they were shown once.
        foreach (var client in new[] { server.Owner, brand.Admin, factory })
            secrets.Add(Encoding.ASCII.GetBytes(client.DefaultRequestHeaders.Authorization!.Parameter!));
        for (var i = 0; i < secrets.Count; i++)
            Assert.False(Holds(secrets[i]), $"Secret {i} is in the database.");

        bool Holds(byte[] bytes) =>
            dump.Contains(Convert.ToHexString(bytes), StringComparison.OrdinalIgnoreCase)
            || dump.Contains(Encoding.Latin1.GetString(bytes), StringComparison.Ordinal)
            || dump.Contains(Convert.ToBase64String(bytes).TrimEnd('='), StringComparison.Ordinal)
            || files.AsSpan().IndexOf(bytes) >= 0;
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Neither_log_nor_refusal_repeats_a_key(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var log = new CollectedLog();
        await using var server = await RunningServer.StartAsync(
            folder.Path, await engine.CreateDatabaseAsync(), builder => builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        var brand = await server.CreateBrandAsync();
        var factory = await server.NewClientAsync(brand, "factory");
        var uri = (await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0];
        var texts = new List<string>();

        // Keys in every place where people put them, right and wrong, while all is well and while it is not.
        var key = factory.DefaultRequestHeaders.Authorization!.Parameter!;
        foreach (var broken in new[] { false, true })
        {
            if (broken)
                await server.ExecuteAsync("ALTER TABLE batch RENAME TO away; ALTER TABLE idempotency RENAME TO idempotency_away;");
            texts.Add((await factory.GetAnswerAsync("/api/v1/batches")).Text);
            texts.Add((await factory.GetAnswerAsync($"/api/v1/batches/{key}?cursor={key}")).Text.Replace($"There is no batch {key}.", "", StringComparison.Ordinal));
            texts.Add((await factory.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 1 }, "k")).Text);
            await factory.PostTextAsync("/api/v1/batches", $"{{\"{key}\":");
            using var garbled = server.NewClient(key[..^1]);
            texts.Add((await garbled.GetAnswerAsync("/api/v1/batches")).Text);
            await server.Public.GetAnswerAsync($"{new Uri(uri).PathAndQuery}");
        }

        Assert.Contains("Unhandled error", log.Text, StringComparison.Ordinal);
        foreach (var secret in (await SecretsAsync(server, folder)).SelectMany(bytes => new[] { Convert.ToHexString(bytes), Convert.ToBase64String(bytes) })
            .Concat([key, key[..^1], server.Owner.DefaultRequestHeaders.Authorization!.Parameter!, brand.Admin.DefaultRequestHeaders.Authorization!.Parameter!, uri.Split("s=")[1]]))
        {
            Assert.DoesNotContain(secret, log.Text, StringComparison.OrdinalIgnoreCase);
            Assert.All(texts, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }
    }

    /// <summary>Opened with the master key: the master key itself, the device key, a brand's seed, serial and MAC key.</summary>
    private static async Task<List<byte[]>> SecretsAsync(RunningServer server, TemporaryFolder folder)
    {
        var masterKey = server.Services.GetRequiredService<MasterKey>();
        var (signing, secret) = await server.Database().ReadAsync(
            async session => (await KeysStore.ListSigningKeysAsync(session), await KeysStore.ListSecretKeysAsync(session)), TestContext.Current.CancellationToken);
        List<byte[]> secrets =
        [
            Convert.FromBase64String((await File.ReadAllTextAsync(folder.File("master.key"), TestContext.Current.CancellationToken)).Trim()),
            server.Services.GetRequiredService<DeploymentSecrets>().DeviceKey,
            .. signing.Select(row => masterKey.Open(row.Sealed, row.Purpose)!), .. secret.Select(row => masterKey.Open(row.Sealed, row.Purpose)!),
        ];
        Assert.All(secrets, bytes => Assert.Equal(32, bytes.Length));
        Assert.Equal(5, secrets.Count);
        return secrets;
    }

    private static async Task<byte[]> ReadAllAsync(IEnumerable<string> paths)
    {
        using var bytes = new MemoryStream();
        foreach (var path in paths)
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await file.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        }

        return bytes.ToArray();
    }
}
