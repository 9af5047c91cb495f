using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Each verdict, asked for in both ways: posted, and opened as the address the label holds.</summary>
public sealed class VerdictTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_code_in_use_is_issued_in_both_profiles(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();

        foreach (var (profile, signature) in new[] { ("signed", "valid"), ("compact", "mac_valid") })
        {
            var uri = await brand.CodeAsync(profile);
            var answer = await AssertVerdictAsync(server, uri, "issued", signature);

            var (unit, product, scan) = (answer.GetProperty("unit"), answer.GetProperty("product"), answer.GetProperty("scan"));
            Assert.Equal((brand.Gtin, BrandBatches.SerialOf(uri)), (unit.Text("gtin"), unit.Text("serial")));
            Assert.Equal((brand.Gtin, "Olive oil, 500 ml", "Acme"), (product.Text("gtin"), product.Text("name"), product.Text("brand")));
            Assert.Equal(1, scan.GetProperty("ordinal").GetInt64());
            Assert.False(unit.TryGetProperty("lot", out _) || unit.TryGetProperty("expiry", out _) || product.TryGetProperty("imageUrl", out _));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_serial_from_the_brands_own_system_is_issued_with_signature_and_without(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        // Set 82 has the marks that web addresses, CSV and percent-encoding stumble over.
        string[] serials = ["A/B%2F+\"x\",;'", "0123456789ABCDEFGHIJ", "KCVBT83T2W43", "1"];
        var batch = await brand.ImportAsync(serials);

        foreach (var (serial, uri) in serials.Zip(await brand.UrisAsync(batch, 0, serials.Length)))
        {
            var answer = await AssertVerdictAsync(server, uri, "issued", "valid");
            Assert.Equal(serial, answer.GetProperty("unit").Text("serial"));
            await AssertVerdictAsync(server, BrandBatches.WithoutSignature(uri), "caution", "absent", "signature_missing");
        }

        Assert.Equal("issued", (await server.Public.VerifyAsync($"{brand.Gtin} {serials[0]}")).Text("verdict"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_status_has_its_verdict_and_its_reason(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        foreach (var (profile, signature) in new[] { ("signed", "valid"), ("compact", "mac_valid") })
        {
            var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 8, profile });
            (string? Status, string Verdict, string[] Reasons)[] expected =
            [
                (null, "not_activated", ["not_activated"]),
                ("active", "issued", []),
                ("spoiled", "caution", ["reported_spoiled"]),
                ("unused", "caution", ["reported_unused"]),
                ("lost", "caution", ["reported_lost"]),
                ("stolen", "caution", ["reported_stolen"]),
                ("recalled", "recalled", ["recalled"]),
                ("retired", "retired", ["retired"]),
            ];
            foreach (var (index, (status, _, _)) in expected.Index().Where(entry => entry.Item.Status != null))
                await brand.ReportAsync(batch, index, index, status!);

            var uris = await brand.UrisAsync(batch, 0, 8);
            foreach (var (index, (_, verdict, reasons)) in expected.Index())
                await AssertVerdictAsync(server, uris[index], verdict, signature, reasons);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_status_reported_after_a_scan_shows_in_the_next_one(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(10);
        var uri = (await brand.UrisAsync(batch, 4, 1))[0];
        Assert.Equal("issued", (await server.Public.VerifyAsync(uri)).Text("verdict"));

        foreach (var (status, verdict) in new[] { ("stolen", "caution"), ("recalled", "recalled"), ("active", "issued"), ("retired", "retired") })
        {
            await brand.ReportAsync(batch, 3, 5, status);
            Assert.Equal(verdict, (await server.Public.VerifyAsync(uri)).Text("verdict"));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_unit_expires_when_its_last_day_is_over(Engine engine)
    {
        var clock = Clock.At("2026-11-29T12:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var month = await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1, expiry = "2026-11", activate = true });
        var day = await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1, expiry = "2026-11-29", inCode = new[] { "expiry" }, activate = true });

        clock.Set("2026-11-29T23:59:59.999Z");
        await AssertVerdictAsync(server, day, "issued", "valid");
        clock.Set("2026-11-30T00:00:00Z");
        Assert.Equal("2026-11-29", (await AssertVerdictAsync(server, day, "caution", "valid", "expired")).GetProperty("unit").Text("expiry"));
        clock.Set("2026-11-30T23:59:59.999Z");
        await AssertVerdictAsync(server, month, "issued", "valid");
        clock.Set("2026-12-01T00:00:00Z");
        Assert.Equal("2026-11", (await AssertVerdictAsync(server, month, "caution", "valid", "expired")).GetProperty("unit").Text("expiry"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_signed_label_read_without_its_signature_gets_caution(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync();

        await AssertVerdictAsync(server, BrandBatches.WithoutSignature(uri), "caution", "absent", "signature_missing");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_lot_date_or_variant_that_is_not_the_batches_gets_caution(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1, lot = "L1", expiry = "2040-12", activate = true });
        var serial = BrandBatches.SerialOf(uri);
        var signer = await BrandSigner.OfAsync(server, brand);

        foreach (var tail in new[] { $"/10/L2/21/{serial}", $"/10/l1/21/{serial}", $"/22/V/21/{serial}", $"/21/{serial}?17=401231", $"/21/{serial}?17=391200" })
            await AssertVerdictAsync(server, signer.Uri($"/01/{brand.Gtin}{tail}"), "caution", "valid", "data_mismatch");
        // What agrees, or is not ours to know, is no mismatch. Lot and expiry shown are the batch's in any case.
        foreach (var tail in new[] { $"/10/L1/21/{serial}", $"/21/{serial}?17=401200", $"/21/{serial}?240=X" })
        {
            var unit = (await AssertVerdictAsync(server, signer.Uri($"/01/{brand.Gtin}{tail}"), "issued", "valid")).GetProperty("unit");
            Assert.Equal(("L1", "2040-12"), (unit.Text("lot"), unit.Text("expiry")));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Specimens_and_samples_say_so_whatever_the_verdict(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var specimens = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 2, activate = true, specimen = true });
        await brand.ReportAsync(specimens, 1, 1, "recalled");
        var sampled = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 9, samplePercent = 10, activate = true });

        var codes = await brand.UrisAsync(specimens, 0, 2);
        await AssertVerdictAsync(server, codes[0], "issued", "valid", "specimen");
        await AssertVerdictAsync(server, codes[1], "recalled", "valid", "recalled", "specimen");
        codes = await brand.UrisAsync(sampled, 8, 2);
        await AssertVerdictAsync(server, codes[0], "issued", "valid");
        await AssertVerdictAsync(server, codes[1], "issued", "valid", "specimen");
    }

    /// <summary>Asks in both ways, and returns the posted answer.</summary>
    private static async Task<JsonElement> AssertVerdictAsync(RunningServer server, string uri, string verdict, string signature, params string[] reasons)
    {
        var posted = await server.Public.VerifyForAnswerAsync(new { code = uri });
        var opened = await server.Public.OpenAsJsonAsync(CodeRequests.PathOf(uri));
        Assert.All([posted, opened], answer =>
        {
            Assert.Equal((200, "application/json"), (answer.Status, answer.MediaType));
            Assert.Equal((uri, verdict, signature), (uri, answer.Verdict, answer.Json.Text("signature")));
            Assert.Equal(reasons, answer.Reasons);
            Assert.All(answer.Json.GetProperty("reasons").EnumerateArray(), reason => Assert.EndsWith(".", reason.Text("text")));
        });
        Assert.Equal(posted.Json.GetProperty("unit").GetRawText(), opened.Json.GetProperty("unit").GetRawText());
        Assert.Equal(posted.Json.GetProperty("product").GetRawText(), opened.Json.GetProperty("product").GetRawText());
        Assert.Equal(posted.Json.Ordinal() + 1, opened.Json.Ordinal());
        return posted.Json;
    }
}
