using Microsoft.Extensions.DependencyInjection;
using NSec.Cryptography;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>
/// A key that may be in other hands: labels printed before stay good, whatever else it signs is not issued. Code format 1, section 4.
/// </summary>
public sealed class RevokedKeyTests
{
    private const string Revocation = "2026-06-15T00:00:00Z";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Codes_issued_before_the_revocation_stay_good_and_later_ones_do_not(Engine engine)
    {
        var clock = Clock.At("2026-06-01T00:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var (before, imported) = (await brand.CodeAsync(), (await brand.UrisAsync(await brand.ImportAsync(["ERP-1"]), 0, 1))[0]);
        clock.Set(Revocation);
        var (after, importedAfter) = (await brand.CodeAsync(), (await brand.UrisAsync(await brand.ImportAsync(["ERP-2"]), 0, 1))[0]);
        var signer = await BrandSigner.OfAsync(server, brand);
        // Who has the signing key but not the serial key can only invent serials.
        var invented = signer.Uri($"/01/{brand.Gtin}/21/7K3M9QX2TV4B");

        await SetStatusAsync(server, signer.KeyId, "Revoked", Revocation);

        foreach (var code in new[] { before, imported })
            Assert.Equal(("issued", "valid"), (await server.Public.VerifyAsync(code) is var answer ? answer.Text("verdict") : "", answer.Text("signature")));
        foreach (var code in new[] { after, importedAfter, invented })
            ForgedCodeTests.AssertRefused(code, "valid", "key_revoked", await server.Public.VerifyAsync(code));
        ForgedCodeTests.AssertRefused("altered", "invalid", "signature_invalid", await server.Public.VerifyAsync(before[..^1] + (before[^1] == '0' ? '1' : '0')));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_retired_key_still_vouches_for_what_it_signed(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();
        await SetStatusAsync(server, (await BrandSigner.OfAsync(server, brand)).KeyId, "Retired", Revocation);

        Assert.Equal(("issued", "valid"), (await server.Public.VerifyAsync(code) is var answer ? answer.Text("verdict") : "", answer.Text("signature")));
    }

    /// <summary>Of a brand's keys only the one its batch was issued with: a thief of an old key cannot sign for later batches.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_signature_by_another_key_of_the_brand_than_the_batchs_does_not_count(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var (old, first) = (await BrandSigner.OfAsync(server, brand), await brand.CodeAsync());
        await AddKeyAsync(server, old.KeyId);
        var (young, second) = (await BrandSigner.OfAsync(server, brand), await brand.CodeAsync());
        Assert.NotEqual(old.KeyId, young.KeyId);

        foreach (var (code, batchsKey, otherKey) in new[] { (first, old, young), (second, young, old) })
        {
            var tail = BrandBatches.WithoutSignature(CodeRequests.PathOf(code));
            Assert.Equal("issued", (await server.Public.VerifyAsync(code)).Text("verdict"));
            Assert.Equal("issued", (await server.Public.VerifyAsync(batchsKey.Uri(tail))).Text("verdict"));
            ForgedCodeTests.AssertRefused(code, "invalid", "wrong_key", await server.Public.VerifyAsync(otherKey.Uri(tail)));
        }
    }

    /// <summary>Whoever can write the database but has no master key takes a key away at most.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_whose_row_was_edited_in_the_database_vouches_for_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();
        await server.Services.GetRequiredService<Database>().WriteAsync(session => session.ExecuteAsync("UPDATE signing_key SET not_before = not_before - 1;"), TestContext.Current.CancellationToken);
        server.Services.GetRequiredService<BrandKeys>().Forget();

        ForgedCodeTests.AssertRefused(code, "invalid", "unknown_key", await server.Public.VerifyAsync(code));
    }

    /// <summary>There is no address for this yet: the row is sealed again, as the service would do it.</summary>
    internal static async Task SetStatusAsync(RunningServer server, ushort keyId, string status, string at)
    {
        var masterKey = server.Services.GetRequiredService<MasterKey>();
        await server.Services.GetRequiredService<Database>().WriteAsync(async session =>
        {
            var row = (await KeysStore.ListSigningKeysAsync(session)).Single(row => row.KeyId == keyId);
            var changed = row with { Status = status, StatusAt = Clock.Parse(at).ToUnixTimeMilliseconds() };
            var seed = masterKey.Open(row.Sealed, Purpose(row));
            Assert.NotNull(seed);
            await session.ExecuteAsync(
                "UPDATE signing_key SET status = @Status, status_at = @StatusAt, sealed = @Sealed WHERE key_id = @KeyId;",
                changed with { Sealed = masterKey.Seal(seed, Purpose(changed)) });
        });
        server.Services.GetRequiredService<BrandKeys>().Forget();
    }

    /// <summary>A second key for the brand that has the first.</summary>
    private static async Task AddKeyAsync(RunningServer server, ushort firstKeyId)
    {
        var masterKey = server.Services.GetRequiredService<MasterKey>();
        var seed = System.Security.Cryptography.RandomNumberGenerator.GetBytes(SignatureAlgorithm.Ed25519.PrivateKeySize);
        using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        await server.Services.GetRequiredService<Database>().WriteAsync(async session =>
        {
            var first = (await KeysStore.ListSigningKeysAsync(session)).Single(row => row.KeyId == firstKeyId);
            var second = first with { KeyId = firstKeyId + 1, PublicKey = key.PublicKey.Export(KeyBlobFormat.RawPublicKey) };
            Assert.True(await KeysStore.AddSigningKeyAsync(session, second with { Sealed = masterKey.Seal(seed, Purpose(second)) }));
        });
        server.Services.GetRequiredService<BrandKeys>().Forget();
    }

    internal static string Purpose(SigningKeyRow row) =>
        $"signing-key|{row.KeyId}|{row.BrandId}|{Convert.ToHexString(row.PublicKey)}|{row.Status}|{row.StatusAt}|{row.NotBefore}|{row.NotAfter}";
}
