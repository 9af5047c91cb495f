using System.Text;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>What <c>/.well-known/trace-keys.json</c> publishes is enough to check a code without asking us.</summary>
public sealed class PublishedKeysTests
{
    private const string OtherGtin = "09506000134376";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_document_has_the_members_of_the_contract_and_no_secret(Engine engine)
    {
        await using var server = await Clock.At("2026-11-24T09:30:00Z").StartServerAsync(engine);
        Assert.Equal("""{"keys":[]}""", (await GetAsync(server)).Body.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
        var brand = await server.CreateBrandAsync();
        await brand.Admin.PostAsync("/api/v1/products", new { gtin = "9506000134369", name = "Vinegar" });
        await server.CreateBrandAsync("other", "id.other.example", OtherGtin);
        var retired = (await BrandSigner.OfAsync(server, brand)).KeyId;
        await RevokedKeyTests.SetStatusAsync(server, retired, "Retired", "2026-11-24T10:00:00Z");

        var answer = await GetAsync(server);

        Assert.Equal((200, "application/json"), (answer.Status, answer.MediaType));
        Assert.Equal(["keys"], answer.Json.EnumerateObject().Select(member => member.Name));
        var keys = answer.Json.GetProperty("keys").EnumerateArray().ToDictionary(key => key.GetProperty("keyId").GetInt32());
        Assert.Equal(2, keys.Count);
        Assert.Equal(["keyId", "publicKey", "brand", "gtins", "notBefore", "status", "statusAt"], keys[retired].EnumerateObject().Select(member => member.Name));
        Assert.Equal(("Acme", "2026-11-24T09:30:00.000Z", "retired", "2026-11-24T10:00:00.000Z"), (keys[retired].Text("brand"), keys[retired].Text("notBefore"), keys[retired].Text("status"), keys[retired].Text("statusAt")));
        Assert.Equal([brand.Gtin, "09506000134369"], keys[retired].GetProperty("gtins").EnumerateArray().Select(gtin => gtin.GetString()));
        var active = keys.Values.Single(key => key.Text("status") == "active");
        Assert.Equal(["keyId", "publicKey", "brand", "gtins", "notBefore", "status"], active.EnumerateObject().Select(member => member.Name));
        Assert.All(keys.Values, key => Assert.Matches("^[A-Za-z0-9_-]{43}$", key.Text("publicKey")));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_code_is_checked_offline_with_this_document_alone(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var (brand, other) = (await server.CreateBrandAsync(), await server.CreateBrandAsync("other", "id.other.example", OtherGtin));
        var (signer, thief) = (await BrandSigner.OfAsync(server, brand), await BrandSigner.OfAsync(server, other));
        var codes = await brand.CodesAsync(20);
        var imported = (await brand.UrisAsync(await brand.ImportAsync(["A/B%2F\"1"]), 0, 1))[0];
        var full = await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1, lot = "L/1", expiry = "2040-12", inCode = new[] { "lot", "expiry" } });
        var (compact, theirs) = (await brand.CodeAsync("compact"), await other.CodeAsync());

        var keys = await ReadAsync(server);

        foreach (var code in (string[])[.. codes, imported, full, theirs])
        {
            Assert.Equal((code, OfflineOutcome.Valid), (code, OfflineVerifier.Verify(keys, code).Outcome));
            Assert.Equal((code, OfflineOutcome.Invalid), (code, OfflineVerifier.Verify(keys, code.Replace("/21/", "/21/0", StringComparison.Ordinal)).Outcome));
        }

        Assert.Equal(OfflineOutcome.CheckOnline, OfflineVerifier.Verify(keys, compact).Outcome);
        Assert.Equal(OfflineOutcome.CheckOnline, OfflineVerifier.Verify(keys, BrandBatches.WithoutSignature(codes[0])).Outcome);
        Assert.Equal("wrong_key", OfflineVerifier.Verify(keys, thief.Uri($"/01/{brand.Gtin}/21/{BrandBatches.SerialOf(codes[0])}")).Reason);
        Assert.Equal("unknown_key", OfflineVerifier.Verify(keys, signer.UriOfKey($"/01/{brand.Gtin}/21/{BrandBatches.SerialOf(codes[0])}", 999)).Reason);

        await RevokedKeyTests.SetStatusAsync(server, signer.KeyId, "Revoked", "2026-11-24T10:00:00Z");
        keys = await ReadAsync(server);
        Assert.Equal((OfflineOutcome.CheckOnline, "key_revoked"), (OfflineVerifier.Verify(keys, codes[0]).Outcome, OfflineVerifier.Verify(keys, codes[0]).Reason));
        Assert.Equal(OfflineOutcome.Valid, OfflineVerifier.Verify(keys, theirs).Outcome);
    }

    private static Task<Answer> GetAsync(RunningServer server) => server.Public.OpenAsync("/.well-known/trace-keys.json");

    private static async Task<KeyRing> ReadAsync(RunningServer server)
    {
        Assert.True(KeyRing.TryParse(Encoding.UTF8.GetBytes((await GetAsync(server)).Body), out var keys, out var problem), problem);
        return keys;
    }
}
