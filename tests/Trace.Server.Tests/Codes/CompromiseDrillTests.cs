using Trace.Core.Verification;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>The drill of Codes/KEYS.md, step by step: a signing key is in other hands, and the labels in the shops stay good.</summary>
public sealed class CompromiseDrillTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_stolen_key_is_revoked_unsold_goods_get_new_codes_and_printed_labels_stay_good(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var beforeRotation = await brand.CodeAsync();
        await brand.RotateAsync();
        Assert.Equal(("issued", OfflineOutcome.Valid), (await server.VerdictAsync(beforeRotation), (await server.OfflineAsync(beforeRotation)).Outcome));

        // The thief takes the key in use, of which goods are in the shops and in the store.
        var (sold, unsold) = (await brand.CreateBatchAsync(2), await brand.CreateBatchAsync(3));
        var (soldCode, unsoldCode) = ((await brand.UrisAsync(sold, 0, 1))[0], (await brand.UrisAsync(unsold, 0, 1))[0]);
        var thief = await BrandSigner.OfAsync(server, brand);
        var minted = thief.Uri($"/01/{brand.Gtin}/21/7K3M9QX2TV4B");

        // 1. Find out what the key signed.
        var key = (await brand.KeysAsync())[0];
        Assert.Equal((thief.KeyId, "active", 2), (key.GetProperty("keyId").GetInt32(), key.Text("status"), key.GetProperty("signedBatches").GetInt32()));
        // Until then only the server knows that the serial is nobody's.
        Assert.Equal((("not_issued", "unknown_serial"), OfflineOutcome.Valid), (await server.JudgeAsync(minted), (await server.OfflineAsync(minted)).Outcome));

        // 2. Revoke it. 3. A new key is in its place.
        var change = (await brand.RevokeAsync(thief.KeyId)).AssertStatus(200).Json;
        Assert.Equal("revoked", change.GetProperty("key").Text("status"));
        var newKey = change.GetProperty("newKey").GetProperty("keyId").GetInt32();

        // What consumers see, and what verifiers without the server see.
        Assert.Equal(("issued", null), await server.JudgeAsync(soldCode));
        Assert.Equal((OfflineOutcome.CheckOnline, "key_revoked"), await server.OfflineAsync(soldCode) is var offline ? (offline.Outcome, offline.Reason) : default);
        Assert.Equal(("not_issued", "key_revoked"), await server.JudgeAsync(minted));
        Assert.Equal(OfflineOutcome.CheckOnline, (await server.OfflineAsync(minted)).Outcome);
        Assert.Equal(("issued", OfflineOutcome.Valid), (await server.VerdictAsync(beforeRotation), (await server.OfflineAsync(beforeRotation)).Outcome));

        // 4. Unsold goods get new codes; those they had are taken out of use.
        var again = await brand.CreateBatchAsync(3);
        Assert.Equal(newKey, (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{again}")).Json.GetProperty("keyId").GetInt32());
        await brand.ReportAsync(unsold, 0, 2, "retired");
        var newCode = (await brand.UrisAsync(again, 0, 1))[0];
        Assert.Equal(("issued", OfflineOutcome.Valid), (await server.VerdictAsync(newCode), (await server.OfflineAsync(newCode)).Outcome));
        Assert.Equal("retired", await server.VerdictAsync(unsoldCode));

        // The thief signs on: for serials of nobody, for a unit of the new batch, for one of the old, whose serial can be read off any label.
        foreach (var (tail, reason) in new[]
        {
            ($"/01/{brand.Gtin}/21/0000000000ZZ", "key_revoked"),
            (BrandBatches.WithoutSignature(CodeRequests.PathOf(newCode)), "wrong_key"),
        })
        {
            Assert.Equal(("not_issued", reason), await server.JudgeAsync(thief.Uri(tail)));
            Assert.Equal(OfflineOutcome.CheckOnline, (await server.OfflineAsync(thief.Uri(tail))).Outcome);
        }

        Assert.Equal(soldCode, thief.Uri(BrandBatches.WithoutSignature(CodeRequests.PathOf(soldCode))), ignoreCase: true);
    }
}
