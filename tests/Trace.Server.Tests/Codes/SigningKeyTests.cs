using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Verification;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>Signing keys are replaced, retired and revoked, and no printed label is the worse for it.</summary>
public sealed class SigningKeyTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_brand_sees_its_keys_newest_first_with_what_each_signed(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        await brand.CreateBatchAsync(1);
        await brand.CreateBatchAsync(1, "compact");
        var rotated = await brand.RotateAsync();
        await brand.CreateBatchAsync(1);
        await brand.CreateBatchAsync(1);
        (await brand.RevokeAsync(rotated.GetProperty("keyId").GetInt32())).AssertStatus(200);

        var keys = await brand.KeysAsync();

        Assert.Equal(["active", "revoked", "retired"], keys.Select(key => key.Text("status")));
        Assert.Equal([true, false, false], keys.Select(key => key.GetProperty("signsNewBatches").GetBoolean()));
        Assert.Equal([0, 2, 1], keys.Select(key => key.GetProperty("signedBatches").GetInt32()));
        Assert.Equal(rotated.Text("publicKey"), keys[1].Text("publicKey"));
        Assert.Equal([false, true, true], keys.Select(key => key.TryGetProperty("statusAt", out _) && key.TryGetProperty("notAfter", out _)));
        var published = (await server.Public.GetAnswerAsync("/.well-known/trace-keys.json")).Json.GetProperty("keys").EnumerateArray()
            .ToDictionary(key => key.GetProperty("keyId").GetInt32(), key => key.Text("status"));
        Assert.Equal(keys.Select(key => key.Text("status")), keys.Select(key => published[key.GetProperty("keyId").GetInt32()]));

        var first = (await server.Owner.GetAnswerAsync($"{brand.KeysPath()}?limit=2")).AssertStatus(200).Json;
        var second = (await server.Owner.GetAnswerAsync($"{brand.KeysPath()}?limit=2&cursor={first.Text("next")}")).AssertStatus(200).Json;
        Assert.Equal(
            keys.Select(key => key.GetRawText()),
            first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(key => key.GetRawText()));
        Assert.False(second.TryGetProperty("next", out _));
    }

    /// <summary>Ed25519 gives the same signature again, so a label that is lost can be printed anew whatever became of its key.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_codes_of_a_batch_are_the_same_after_its_key_was_rotated_retired_and_revoked(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var (derived, imported) = (await brand.CreateBatchAsync(3), await brand.ImportAsync(["ERP-1", "ERP-2"]));
        var keyId = (await brand.KeysAsync())[0].GetProperty("keyId").GetInt32();
        var before = await CodesAsync();

        await brand.RotateAsync();
        Assert.Equal(before, await CodesAsync());
        (await brand.RetireAsync(keyId)).AssertStatus(200);
        Assert.Equal(before, await CodesAsync());
        foreach (var code in before)
            Assert.Equal((("issued", null), OfflineOutcome.Valid), (await server.JudgeAsync(code), (await server.OfflineAsync(code)).Outcome));
        (await brand.RevokeAsync(keyId)).AssertStatus(200);
        Assert.Equal(before, await CodesAsync());
        foreach (var code in before)
            Assert.Equal((("issued", null), OfflineOutcome.CheckOnline), (await server.JudgeAsync(code), (await server.OfflineAsync(code)).Outcome));

        async Task<IReadOnlyList<string>> CodesAsync() => [.. await brand.UrisAsync(derived, 0, 3), .. await brand.UrisAsync(imported, 0, 2)];
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_ends_the_only_active_key_makes_the_next_one(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var first = (await brand.KeysAsync())[0].GetProperty("keyId").GetInt32();

        var retired = (await brand.RetireAsync(first)).AssertStatus(200).Json;
        var second = retired.GetProperty("newKey").GetProperty("keyId").GetInt32();
        var again = (await brand.RetireAsync(first)).AssertStatus(200).Json;
        var revoked = (await brand.RevokeAsync(first)).AssertStatus(200).Json;

        Assert.Equal("retired", again.GetProperty("key").Text("status"));
        Assert.False(again.TryGetProperty("newKey", out _) || revoked.TryGetProperty("newKey", out _));
        Assert.Equal([second, first], (await brand.KeysAsync()).Select(key => key.GetProperty("keyId").GetInt32()));
        Assert.Equal("issued", await server.VerdictAsync(await brand.CodeAsync()));
    }

    /// <summary>Key ids are 16 bits for all brands; but a key in other hands must go, whatever is left.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_brand_makes_ten_keys_a_day_and_revokes_as_many_as_it_must(Engine engine)
    {
        var clock = Clock.At("2026-06-01T12:00:00Z");
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();
        for (var made = 1; made < 10; made++)
            await brand.RotateAsync();
        var last = (await brand.KeysAsync())[0].GetProperty("keyId").GetInt32();

        (await brand.Admin.PostBytesAsync($"/api/v1/brands/{brand.Id}/keys/rotate", [], mediaType: null)).AssertProblem(409, "keys_used_up");
        (await brand.RetireAsync(last)).AssertProblem(409, "keys_used_up");
        Assert.Equal("active", (await brand.KeysAsync())[0].Text("status"));
        Assert.False((await brand.RevokeAsync(last)).AssertStatus(200).Json.TryGetProperty("newKey", out _));
        (await brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 1 })).AssertProblem(409, "no_signing_key");
        Assert.Equal("issued", await server.VerdictAsync(code));

        clock.Advance(TimeSpan.FromDays(1));
        await brand.RotateAsync();
        Assert.Equal("issued", await server.VerdictAsync(await brand.CodeAsync()));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_revoked_key_stays_revoked(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var keyId = (await brand.KeysAsync())[0].GetProperty("keyId").GetInt32();
        (await brand.RevokeAsync(keyId)).AssertStatus(200);
        var before = (await brand.KeysAsync())[1].GetRawText();

        (await brand.RetireAsync(keyId)).AssertProblem(409, "key_revoked");
        (await brand.RevokeAsync(keyId, at: "2020-01-01T00:00:00Z")).AssertProblem(409, "key_revoked");
        await brand.RotateAsync();

        Assert.Equal(before, (await brand.KeysAsync())[2].GetRawText());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_cannot_be_done_to_a_key_is_refused_and_changes_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var (own, theirs) = ((await brand.KeysAsync())[0].GetProperty("keyId").GetInt32(), (await rival.KeysAsync())[0].GetProperty("keyId").GetInt32());
        using var limited = await server.NewClientAsync(brand, "brand_admin", brand.Gtin);
        var before = await server.DumpAsync();

        // Another brand's key answers as one nobody has, another brand as none.
        var texts = new List<string>();
        foreach (var keyId in new[] { theirs, 60_000 })
        {
            foreach (var answer in new[] { await brand.RetireAsync(keyId), await brand.RevokeAsync(keyId) })
            {
                answer.AssertProblem(404, "not_found");
                texts.Add(answer.Text.Replace($"{keyId}", "#", StringComparison.Ordinal));
            }
        }

        Assert.Single(texts.Distinct(StringComparer.Ordinal));
        foreach (var id in new[] { rival.Id, "000000000000", "x" })
        {
            (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{id}/keys")).AssertProblem(404, "not_found");
            (await brand.Admin.PostBytesAsync($"/api/v1/brands/{id}/keys/rotate", [], mediaType: null)).AssertProblem(404, "not_found");
            (await brand.Admin.PostAnswerAsync($"/api/v1/brands/{id}/keys/{theirs}/revoke", new { reason = "x" })).AssertProblem(404, "not_found");
        }

        (await server.Owner.PostBytesAsync("/api/v1/brands/000000000000/keys/rotate", [], mediaType: null)).AssertProblem(404, "not_found");
        (await server.Owner.GetAnswerAsync("/api/v1/brands/000000000000/keys")).AssertProblem(404, "not_found");
        foreach (var keyId in new[] { "-1", "65536", "x", "1e3", "%201" })
            (await brand.Admin.PostBytesAsync($"{brand.KeysPath()}/{keyId}/retire", [], mediaType: null)).AssertProblem(404, "not_found");
        foreach (var body in new object[] { new { }, new { reason = "" }, new { reason = new string('x', 501) }, new { reason = "x", at = "2999-01-01T00:00:00Z" } })
            (await brand.Admin.PostAnswerAsync($"{brand.KeysPath()}/{own}/revoke", body)).AssertProblem(422, "invalid_key");
        (await brand.Admin.PostAnswerAsync($"{brand.KeysPath()}/{own}/revoke", new { reason = "x", status = "active" })).AssertProblem(400, "invalid_json");
        (await limited.GetAnswerAsync(brand.KeysPath())).AssertProblem(403, "forbidden");
        (await limited.PostBytesAsync($"{brand.KeysPath()}/rotate", [], mediaType: null)).AssertProblem(403, "forbidden");

        Assert.Equal(before, await server.DumpAsync());
    }

    /// <summary>Whoever had the key and an API key may have issued batches. Only the brand can tell, so it has to say so.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Batches_issued_since_an_earlier_time_are_disowned_only_when_that_is_said(Engine engine)
    {
        var clock = Clock.At("2026-06-01T00:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var (mine, compact) = (await brand.CodeAsync(), await brand.CodeAsync("compact"));
        clock.Set("2026-06-15T00:00:00Z");
        var (theirs, imported) = (await brand.CodeAsync(), (await brand.UrisAsync(await brand.ImportAsync(["ERP-1"]), 0, 1))[0]);
        clock.Set("2026-06-20T00:00:00Z");
        var keyId = (await brand.KeysAsync())[0].GetProperty("keyId").GetInt32();

        (await brand.RevokeAsync(keyId, at: "2026-06-15T00:00:00Z")).AssertProblem(409, "key_in_use");
        Assert.Equal("issued", await server.VerdictAsync(theirs));
        var change = (await brand.RevokeAsync(keyId, at: "2026-06-15T00:00:00Z", disownBatches: true)).AssertStatus(200).Json;

        Assert.Equal("2026-06-15T00:00:00.000Z", change.GetProperty("key").Text("statusAt"));
        foreach (var code in new[] { theirs, imported })
        {
            Assert.Equal(("not_issued", "key_revoked"), await server.JudgeAsync(code));
            Assert.Equal(("not_issued", "key_revoked"), await server.JudgeAsync(BrandBatches.WithoutSignature(code)));
            Assert.Equal(("not_issued", "key_revoked"), await server.JudgeAsync($"(01){brand.Gtin}(21){BrandBatches.SerialOf(code)}"));
        }

        foreach (var code in new[] { mine, compact })
            Assert.Equal(("issued", null), await server.JudgeAsync(code));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_change_is_in_the_trail_and_no_private_byte_is_in_any_answer_or_row(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var first = (await brand.KeysAsync())[0].GetProperty("keyId").GetInt32();
        var answers = new List<string> { (await brand.RotateAsync()).GetRawText() };
        answers.Add((await brand.RevokeAsync(first)).AssertStatus(200).Text);
        answers.Add((await brand.RetireAsync(first + 1)).AssertStatus(200).Text);
        answers.Add((await brand.Admin.GetAnswerAsync(brand.KeysPath())).Text);
        var trail = (await server.Owner.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit")).AssertStatus(200);
        answers.Add(trail.Text);

        Assert.Equal(
            [("signing_key.retire", $"{first + 1}"), ("signing_key.revoke", $"{first}"), ("signing_key.rotate", $"{first + 1}")],
            trail.Json.GetProperty("items").EnumerateArray().Select(entry => (entry.Text("action"), entry.Text("target")))
                .Where(entry => entry.Item1.StartsWith("signing_key", StringComparison.Ordinal)));
        Assert.Contains("Found outside", trail.Text, StringComparison.Ordinal);

        var masterKey = server.Services.GetRequiredService<MasterKey>();
        var rows = await server.Database().ReadAsync(KeysStore.ListSigningKeysAsync, TestContext.Current.CancellationToken);
        var dump = await server.DumpAsync();
        Assert.Equal(3, rows.Count);
        foreach (var seed in rows.Select(row => masterKey.Open(row.Sealed, row.Purpose)!))
        {
            Assert.Equal(32, seed.Length);
            Assert.DoesNotContain(Convert.ToHexString(seed), dump, StringComparison.OrdinalIgnoreCase);
            Assert.All(answers, answer => Assert.All(
                new[] { Convert.ToHexString(seed), Convert.ToBase64String(seed)[..42], System.Buffers.Text.Base64Url.EncodeToString(seed)[..42] },
                text => Assert.DoesNotContain(text, answer, StringComparison.OrdinalIgnoreCase)));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_repeated_rotation_makes_one_key(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();

        var first = (await brand.Admin.PostBytesAsync($"{brand.KeysPath()}/rotate", [], mediaType: null, "r1")).AssertStatus(201);
        var again = (await brand.Admin.PostBytesAsync($"{brand.KeysPath()}/rotate", [], mediaType: null, "r1")).AssertStatus(201);

        Assert.Equal((first.Text, true, 2), (again.Text, again.IsReplay, (await brand.KeysAsync()).Count));
    }
}
