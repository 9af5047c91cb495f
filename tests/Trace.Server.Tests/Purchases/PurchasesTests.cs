using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Enforcement;
using Trace.Core.Verification;
using Trace.Server.Purchases;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Files;
using Trace.Server.Tests.Listings;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Purchases;

/// <summary>Test purchases: what shows that the unit at hand is the unit that was bought.</summary>
public sealed class PurchasesTests
{

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_purchase_from_order_to_finding_is_what_the_rules_of_claims_take(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 1, activate = true, market = new[] { "PT", "ES" } });
        var code = (await brand.UrisAsync(batch, 0, 1))[0];
        using var kim = await Person.SignedInAsync(server, brand, "inspector");
        var path = $"/api/v1/purchases/{await brand.BuyAsync()}";
        var gaps = (await brand.Admin.GetAnswerAsync(path)).Json.GetProperty("gaps").EnumerateArray().Select(gap => gap.Text("code"));
        Assert.Equal(["custody_missing"], gaps);

        (await kim.Browser.PostAnswerAsync($"{path}/hand-overs", new { from = "DHL", to = "Kim", at = "2026-01-14T09:00:00Z" })).AssertStatus(201);
        (await kim.Browser.SendFormAsync($"{path}/photos", "parcel.png", FileSamples.Picture(), ("note", "Before it was opened"))).AssertStatus(201);
        (await kim.Browser.SendFormAsync($"{path}/documents", "order.eml", Encoding.ASCII.GetBytes(FileSamples.Mail))).AssertStatus(201);
        (await kim.Browser.PostAnswerAsync($"{path}/seals", new { number = "00481516", intact = true })).AssertStatus(201);
        var scan = (await kim.Browser.PostAnswerAsync($"{path}/scans", new { code })).AssertStatus(201).Json.GetProperty("scan");
        Assert.Equal(("issued", batch, "ES PT"), (scan.Text("verdict"), scan.Text("batch"), string.Join(' ', scan.GetProperty("markets").EnumerateArray().Select(market => market.GetString()))));
        (await kim.Browser.PostAnswerAsync($"{path}/hand-overs", new { from = "Kim", to = "Laboratory", at = "2026-01-15T09:00:00Z" })).AssertStatus(201);
        (await kim.Browser.SendFormAsync($"{path}/findings", "finding.pdf", Encoding.ASCII.GetBytes(FileSamples.Pdf), ("examiner", "Ana Sousa"), ("result", "not_of_the_brand"))).AssertStatus(201);

        var detail = (await brand.Admin.GetAnswerAsync(path)).AssertStatus(200).Json;
        Assert.Equal(["hand_over", "photo", "document", "seal", "scan", "hand_over", "finding"], detail.GetProperty("entries").EnumerateArray().Select(entry => entry.Text("kind")));
        Assert.Equal((0, "RF18SECRETREF"), (detail.GetProperty("gaps").GetArrayLength(), detail.Text("paymentReference")));
        Assert.False((await kim.Browser.GetAnswerAsync(path)).Json.TryGetProperty("paymentReference", out _));
        var purchase = (await FindAsync(server, brand, path))!;
        Assert.Equal([new HandOver("DHL", "Kim", At("2026-01-14T09:00:00Z"), "Kim"), new HandOver("Kim", "Laboratory", At("2026-01-15T09:00:00Z"), "Kim")], purchase.TestPurchase.HandOvers);
        Assert.Equal(("12-08431", new DateOnly(2026, 1, 14)), (purchase.TestPurchase.OrderNumber, purchase.TestPurchase.ReceivedOn));
        Assert.Equal((Verdict.Issued, true), (purchase.Unit!.Verdict, purchase.Unit.AnswersAsTheBrands));
        Assert.Equal(("Ana Sousa", FindingResult.NotOfTheBrand, 64), (purchase.Finding!.Examiner, purchase.Finding.Result, purchase.Finding.Report.Length));
    }

    /// <summary>What proves diversion later is what was true then.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_scan_stays_what_it_was_whatever_becomes_of_the_unit(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 1, activate = true, market = new[] { "PT" } });
        var code = (await brand.UrisAsync(batch, 0, 1))[0];
        var earlier = (await server.Public.VerifyAsync(code)).GetProperty("scan").Text("id");
        var path = $"/api/v1/purchases/{await brand.BuyAsync()}";
        (await brand.Admin.PostAnswerAsync($"{path}/scans", new { code, scan = earlier })).AssertStatus(201);

        await brand.Admin.PostAsync($"/api/v1/batches/{batch}/status", new { from = 0, to = 0, status = "recalled" });
        Assert.Equal("recalled", await server.VerdictAsync(code));

        var unit = (await FindAsync(server, brand, path))!.Unit!;
        Assert.Equal((Verdict.Issued, "PT"), (unit.Verdict, Assert.Single(unit.Markets)));
        Assert.Empty(unit.ReasonCodes);
        // Scanned again it is another entry, and the last one counts.
        (await brand.Admin.PostAnswerAsync($"{path}/scans", new { code })).AssertStatus(201);
        Assert.Equal(Verdict.Recalled, (await FindAsync(server, brand, path))!.Unit!.Verdict);
        Assert.Equal(2, (await FindAsync(server, brand, path))!.Entries.Count);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_unit_without_a_code_one_that_was_not_issued_and_one_of_another_brand_are_told_apart(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var theirs = (await rival.UrisAsync(await rival.CreateBatchAsync(1), 0, 1))[0];
        var path = $"/api/v1/purchases/{await brand.BuyAsync()}";
        Assert.Null((await FindAsync(server, brand, path))!.Unit);

        (await brand.Admin.PostAnswerAsync($"{path}/scans", new { bearsNoCode = true })).AssertStatus(201);
        Assert.Equal((null, false), ((await FindAsync(server, brand, path))!.Unit!.Verdict, (await FindAsync(server, brand, path))!.Unit!.Issued));
        (await brand.Admin.PostAnswerAsync($"{path}/scans", new { code = $"https://id.acme.example/01/{brand.Gtin}/21/0123456789AB" })).AssertStatus(201);
        Assert.Equal((Verdict.NotIssued, true), ((await FindAsync(server, brand, path))!.Unit!.Verdict, (await FindAsync(server, brand, path))!.Unit!.CodeCopied));
        (await brand.Admin.PostAnswerAsync($"{path}/scans", new { code = theirs })).AssertProblem(422, "invalid_purchase");
        foreach (var wrong in new object[] { new { }, new { code = theirs, bearsNoCode = true }, new { scan = "000000000001" }, new { bearsNoCode = false } })
            (await brand.Admin.PostAnswerAsync($"{path}/scans", wrong)).AssertProblem(422, "invalid_purchase");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Custody_that_does_not_join_is_refused_and_only_a_person_signs(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        using var kim = await Person.SignedInAsync(server, brand, "brand_admin");
        var path = $"/api/v1/purchases/{await brand.BuyAsync()}/hand-overs";
        Task<Answer> HandAsync(string from, string to, string at) => kim.Browser.PostAnswerAsync(path, new { from, to, at });

        Assert.Equal(403, (await brand.Admin.PostAnswerAsync(path, new { from = "DHL", to = "Kim" })).Status);
        (await HandAsync("DHL", "Kim", "2026-01-14T09:00:00Z")).AssertStatus(201);
        (await HandAsync("Ana", "Laboratory", "2026-01-15T09:00:00Z")).AssertProblem(422, "custody_broken");
        (await HandAsync("Kim", "Laboratory", "2026-01-14T08:59:59Z")).AssertProblem(422, "custody_broken");
        (await HandAsync("Kim", "Laboratory", "2999-01-01T00:00:00Z")).AssertProblem(422, "invalid_purchase");
        (await HandAsync("", "Laboratory", "2026-01-15T09:00:00Z")).AssertProblem(422, "invalid_purchase");
        (await HandAsync("Kim", "Laboratory", "2026-01-15T09:00:00Z")).AssertStatus(201);

        // Two at once begin with the same person: one of them comes second, and no longer joins.
        var both = await Task.WhenAll(HandAsync("Laboratory", "Ana", "2026-01-16T09:00:00Z"), HandAsync("Laboratory", "Rui", "2026-01-16T09:00:00Z"));
        Assert.Equal([201, 422], both.Select(answer => answer.Status).Order());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_somebody_changed_in_the_database_is_not_shown_as_recorded(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        foreach (var edit in new[] { "at = at + 1", "recorded_by = 1", "kind = 'scan'", "place = 7", "sealed_content = (SELECT sealed_words FROM test_purchase)" })
        {
            var id = await brand.BuyAsync();
            (await brand.Admin.PostAnswerAsync($"/api/v1/purchases/{id}/seals", new { number = "1", intact = true })).AssertStatus(201);
            await server.ExecuteAsync($"UPDATE test_purchase_entry SET {edit};");
            Assert.Empty((await brand.Admin.GetAnswerAsync($"/api/v1/purchases/{id}")).AssertStatus(200).Json.GetProperty("entries").EnumerateArray());
            (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/purchases/{id}")).AssertStatus(204);
        }

        var purchase = await brand.BuyAsync();
        await server.ExecuteAsync("UPDATE test_purchase SET received_on = '2026-01-13';");
        (await brand.Admin.GetAnswerAsync($"/api/v1/purchases/{purchase}")).AssertProblem(404, "not_found");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Only_its_brand_has_it_and_who_may_not_see_the_payment_does_not_lose_it(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var path = $"/api/v1/purchases/{await brand.BuyAsync()}";
        var listing = await rival.ListAsync();

        (await rival.Admin.GetAnswerAsync(path)).AssertProblem(404, "not_found");
        (await rival.Admin.PostAnswerAsync($"{path}/seals", new { number = "1", intact = true })).AssertProblem(404, "not_found");
        (await brand.Admin.PostAnswerAsync("/api/v1/purchases", new { orderNumber = "1", platform = "ebay", listing })).AssertProblem(422, "invalid_purchase");
        (await brand.Admin.PostAnswerAsync("/api/v1/purchases", new { orderNumber = "1", platform = "ebay", orderedOn = "2026-01-14", receivedOn = "2026-01-13" })).AssertProblem(422, "invalid_purchase");
        var inspector = await server.NewClientAsync(brand, "inspector");
        (await inspector.SendAnswerAsync(HttpMethod.Put, path, JsonContent.Create(new { orderNumber = "13", platform = "ebay" }))).AssertStatus(200);
        var detail = (await brand.Admin.GetAnswerAsync(path)).Json;
        Assert.Equal(("13", "RF18SECRETREF"), (detail.GetProperty("purchase").Text("orderNumber"), detail.Text("paymentReference")));
        (await inspector.SendAnswerAsync(HttpMethod.Delete, path)).AssertProblem(403, "forbidden");
        (await (await server.NewClientAsync(brand, "brand_viewer")).PostAnswerAsync($"{path}/seals", new { number = "1", intact = true })).AssertProblem(403, "forbidden");
    }

    private static async Task<Purchase?> FindAsync(RunningServer server, TestBrand brand, string path)
    {
        return await server.Services.GetRequiredService<BrandPurchases>().FindAsync(TestId.Of(brand.Id), TestId.Of(path.Split('/')[^1]));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
