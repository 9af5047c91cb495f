using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Accounts;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Storage;

/// <summary>Someone owns the database and not the master key: they can take away, never add, widen, move or revive.</summary>
public sealed class SealTests
{
    private const string Acme = "(SELECT brand_id FROM brand WHERE slug = 'acme')";
    private const string Rival = "(SELECT brand_id FROM brand WHERE slug = 'rival')";

    /// <summary>What such a person may try on acme's signing key. Each makes the row worthless; none makes it something else.</summary>
    private static readonly string[] EditsOfSigningKeys =
    [
        "status = 'Retired', status_at = 1",
        "not_before = not_before - 1",
        "not_after = 99999999999999",
        "key_id = key_id + 7",
        $"brand_id = {Rival}",
        $"public_key = (SELECT public_key FROM kept WHERE brand_id = {Rival})",
        $"public_key = (SELECT public_key FROM kept WHERE brand_id = {Rival}), sealed = (SELECT sealed FROM kept WHERE brand_id = {Rival})",
        "sealed = (SELECT sealed FROM deployment_secret)",
        "sealed = public_key",
    ];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_signing_key_that_was_edited_is_neither_published_nor_used(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        string uri, path, apiKey, brandId;
        await using (var server = await RunningServer.StartAsync(folder.Path, database))
        {
            var brand = await server.CreateBrandAsync();
            await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
            brandId = brand.Id;
            path = $"/api/v1/batches/{await brand.CreateBatchAsync(3)}/codes";
            uri = (await brand.Admin.GetAnswerAsync(path)).Text.Split('\n')[1].Split(',')[3];
            apiKey = brand.Admin.DefaultRequestHeaders.Authorization!.Parameter!;
            await server.ExecuteAsync("CREATE TABLE kept AS SELECT * FROM signing_key;");
        }

        foreach (var edit in EditsOfSigningKeys)
        {
            await EditAsync(folder.Path, database, $"UPDATE signing_key SET {edit} WHERE brand_id = {Acme};");
            await using (var server = await RunningServer.StartAsync(folder.Path, database, builder => builder.Logging.ClearProviders()))
            {
                using var admin = server.NewClient(apiKey);
                var key = Assert.Single((await server.Public.GetAnswerAsync("/.well-known/trace-keys.json")).Json.GetProperty("keys").EnumerateArray().ToList());
                Assert.Equal((edit, TestGtin.Of(1)), (edit, key.GetProperty("gtins")[0].GetString()));
                Assert.Equal((edit, "not_issued"), (edit, await server.VerdictAsync(uri)));
                (await admin.GetAnswerAsync(path)).AssertProblem(500, "internal_error");
                (await admin.PostAnswerAsync("/api/v1/batches", new { gtin = TestBrand.DefaultGtin, quantity = 1 })).AssertProblem(409, "no_signing_key");
                if (!edit.StartsWith("brand_id", StringComparison.Ordinal))
                {
                    // The brand helps itself, and the row that was edited stays as it is.
                    (await admin.PostBytesAsync($"/api/v1/brands/{brandId}/keys/rotate", [], mediaType: null)).AssertStatus(201);
                    (await admin.PostAnswerAsync("/api/v1/batches", new { gtin = TestBrand.DefaultGtin, quantity = 1 })).AssertStatus(201);
                    Assert.Equal((edit, "not_issued"), (edit, await server.VerdictAsync(uri)));
                }
            }

            await EditAsync(folder.Path, database, "DELETE FROM signing_key; INSERT INTO signing_key SELECT * FROM kept;");
        }

        await using var last = await RunningServer.StartAsync(folder.Path, database);
        Assert.Equal("issued", await last.VerdictAsync(uri));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_serial_or_mac_key_that_was_moved_or_edited_is_not_used(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        var uris = new List<string>();
        await using (var server = await RunningServer.StartAsync(folder.Path, database))
        {
            var brand = await server.CreateBrandAsync();
            await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
            foreach (var profile in new[] { "signed", "compact" })
                uris.AddRange(await brand.UrisAsync(await brand.CreateBatchAsync(1, profile), 0, 1));
            await server.ExecuteAsync("CREATE TABLE kept AS SELECT * FROM secret_key;");
        }

        foreach (var (edit, signed, compact) in new[]
        {
            ("DELETE FROM secret_key; INSERT INTO secret_key SELECT brand_id, CASE kind WHEN 'mac' THEN 'serial' ELSE 'mac' END, generation, sealed, created_at FROM kept;", "not_issued", "not_issued"),
            ("UPDATE secret_key SET generation = 2;", "not_issued", "not_issued"),
            ("UPDATE secret_key SET sealed = (SELECT k.sealed FROM kept k WHERE k.kind = secret_key.kind AND k.brand_id <> secret_key.brand_id);", "not_issued", "not_issued"),
            ("UPDATE secret_key SET sealed = (SELECT k.sealed FROM kept k WHERE k.kind <> secret_key.kind AND k.brand_id = secret_key.brand_id) WHERE kind = 'mac';", "issued", "not_issued"),
        })
        {
            await EditAsync(folder.Path, database, edit);
            await using (var server = await RunningServer.StartAsync(folder.Path, database, builder => builder.Logging.ClearProviders()))
                Assert.Equal((edit, signed, compact), (edit, await server.VerdictAsync(uris[0]), await server.VerdictAsync(uris[1])));
            await EditAsync(folder.Path, database, "DELETE FROM secret_key; INSERT INTO secret_key SELECT * FROM kept;");
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_product_that_was_moved_or_added_past_the_server_gives_nobody_its_gtin(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        string uri, rivalKey;
        await using (var server = await RunningServer.StartAsync(folder.Path, database))
        {
            var brand = await server.CreateBrandAsync();
            var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
            uri = (await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0];
            rivalKey = rival.Admin.DefaultRequestHeaders.Authorization!.Parameter!;
        }

        // The rival takes the GTIN, and adds one of its own with the seal of another row.
        await EditAsync(folder.Path, database, $"UPDATE product SET brand_id = (SELECT brand_id FROM brand WHERE slug = 'rival') WHERE gtin = '{TestBrand.DefaultGtin}';");
        await EditAsync(folder.Path, database, $"INSERT INTO product (gtin, brand_id, name, seal, created_at) SELECT '{TestGtin.Of(2)}', brand_id, name, seal, created_at FROM product WHERE gtin = '{TestGtin.Of(1)}';");
        await using var after = await RunningServer.StartAsync(folder.Path, database);
        using var client = after.NewClient(rivalKey);

        Assert.Equal("not_issued", await after.VerdictAsync(uri));
        var published = (await after.Public.GetAnswerAsync("/.well-known/trace-keys.json")).Json.GetProperty("keys").EnumerateArray().Select(key => string.Join(' ', key.GetProperty("gtins").EnumerateArray()));
        Assert.Equal(["", TestGtin.Of(1)], published);
        foreach (var gtin in new[] { TestBrand.DefaultGtin, TestGtin.Of(2) })
        {
            var batch = await client.PostAnswerAsync("/api/v1/batches", new { gtin, quantity = 1, activate = true });
            if (batch.Status != 201)
                continue;
            // Whatever is printed of it is worth nothing, online and offline.
            var minted = (await client.GetAnswerAsync($"{batch.Location}/codes")).Text.Split('\n')[1].Split(',')[3];
            Assert.Equal("not_issued", await after.VerdictAsync(minted));
            Assert.True(KeyRing.TryParse((await after.Public.GetAnswerAsync("/.well-known/trace-keys.json")).Body, out var keys, out _));
            Assert.Equal(OfflineOutcome.Invalid, OfflineVerifier.Verify(keys, minted).Outcome);
        }
    }

    /// <summary>An API key mints codes by way of the server, so whoever writes the database must not be able to make one.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_api_key_that_was_added_or_widened_past_the_server_opens_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var factory = await server.NewClientAsync(brand, "factory", brand.Gtin);
        var forged = ApiKey.Create();
        using var forger = server.NewClient(forged);
        (await factory.GetAnswerAsync("/api/v1/products")).AssertStatus(200);

        var columns = string.Join(", ", await server.Database().ReadAsync(
            session => session.ListAsync<string>(session.Dialect == Dialect.Sqlite
                ? "SELECT name FROM pragma_table_info('api_key');" : "SELECT column_name FROM information_schema.columns WHERE table_name = 'api_key';"),
            TestContext.Current.CancellationToken));
        var copied = columns.Replace("api_key_id", "api_key_id + 1", StringComparison.Ordinal).Replace("hash", "@Hash", StringComparison.Ordinal);
        foreach (var role in new[] { "owner", "brand_admin" })
        {
            await server.ExecuteAsync($"INSERT INTO api_key ({columns}) SELECT {copied} FROM api_key WHERE role = '{role}' ORDER BY api_key_id LIMIT 1;", new { Hash = ApiKey.Hash(forged) });
            (await forger.GetAnswerAsync(role == "owner" ? "/api/v1/brands" : "/api/v1/products")).AssertProblem(401, "unauthenticated");
            await server.ExecuteAsync("DELETE FROM api_key WHERE hash = @Hash;", new { Hash = ApiKey.Hash(forged) });
        }

        foreach (var (edit, undo) in new[]
        {
            ("SET role = 'brand_admin'", "SET role = 'factory'"),
            ("SET gtins = NULL", $"SET gtins = '[\"{brand.Gtin}\"]'"),
            ($"SET gtins = '[\"{brand.Gtin}\",\"{TestGtin.Of(1)}\"]'", $"SET gtins = '[\"{brand.Gtin}\"]'"),
            ("SET brand_id = (SELECT brand_id FROM brand WHERE slug = 'rival')", "SET brand_id = (SELECT brand_id FROM brand WHERE slug = 'acme')"),
            ("SET role = 'owner', brand_id = NULL", "SET role = 'factory', brand_id = (SELECT brand_id FROM brand WHERE slug = 'acme')"),
        })
        {
            const string Only = "WHERE hash = @Hash;";
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(factory.DefaultRequestHeaders.Authorization!.Parameter!));
            await server.ExecuteAsync($"UPDATE api_key {edit} {Only}", new { Hash = hash });
            Assert.Equal((edit, 401), (edit, (await factory.GetAnswerAsync("/api/v1/products")).Status));
            await server.ExecuteAsync($"UPDATE api_key {undo} {Only}", new { Hash = hash });
            Assert.Equal((undo, 200), (undo, (await factory.GetAnswerAsync("/api/v1/products")).Status));
        }

        (await rival.Admin.GetAnswerAsync("/api/v1/products")).AssertStatus(200);
    }

    /// <summary>Past the server, and past the database's own constraints, which its owner can drop.</summary>
    private static async Task EditAsync(string folder, string? connectionString, string sql)
    {
        await using var database = Database.Create(connectionString, folder);
        await using var connection = await database.OpenAsync(TestContext.Current.CancellationToken);
        var session = new Session(connection, transaction: null, database.Dialect);
        await session.ExecuteAsync(session.Dialect == Dialect.Sqlite ? "PRAGMA foreign_keys = OFF;" : "SET session_replication_role = replica;");
        await session.ExecuteAsync(sql);
    }
}
