using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Server.Listings;
using Trace.Server.Tests.Reports;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Listings;

/// <summary>Offers that were seen: entered, found, corrected, erased, and gone in time.</summary>
public sealed class ListingsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_offer_is_entered_once_corrected_and_found_by_what_is_known_of_it(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();

        var created = (await brand.Admin.PostAnswerAsync("/api/v1/listings", TestListings.Offer, "one")).AssertStatus(201);
        var again = (await brand.Admin.PostAnswerAsync("/api/v1/listings", TestListings.Offer, "one")).AssertStatus(201);
        Assert.True(again.IsReplay);
        var id = created.Json.Text("id");
        Assert.Equal($"/api/v1/listings/{id}", created.Location);
        var other = await brand.ListAsync(new { url = "https://market.example/oil", platform = "market.example", sellerHandle = "oil-depot" });

        var seen = (await brand.Admin.GetAnswerAsync($"/api/v1/listings/{id}")).AssertStatus(200).Json.GetProperty("listing");
        Assert.Equal(
            ("https://www.ebay.example/itm/123?x=1", "ebay", "Oil-Depot", "DE", brand.Gtin, 4.50m, "EUR", 120, "Portugal", "Ships from Poland"),
            (seen.Text("url"), seen.Text("platform"), seen.Text("sellerHandle"), seen.Text("country"), seen.Text("gtin"), seen.GetProperty("price").GetDecimal(), seen.Text("currency"), seen.GetProperty("quantity").GetInt32(), seen.Text("claimedOrigin"), seen.Text("note")));
        async Task<string> FindAsync(string query) => string.Join(' ', (await brand.Admin.GetAnswerAsync($"/api/v1/listings?{query}")).AssertStatus(200).Json.GetProperty("items").EnumerateArray().Select(item => item.Text("id")));
        // A seller is the same however the handle is written, and another one on another platform.
        Assert.Equal(id, await FindAsync("platform=EBAY&seller=%40oil-DEPOT"));
        Assert.Equal(other, await FindAsync("platform=market.example&seller=oil-depot"));
        Assert.Equal(id, await FindAsync($"gtin={brand.Gtin}"));
        Assert.Equal(id, await FindAsync("country=DE"));
        Assert.Equal(other, await FindAsync("url=https%3A%2F%2Fmarket.example%2Foil"));
        Assert.Equal("", await FindAsync("platform=ebay&seller=oil"));
        (await brand.Admin.GetAnswerAsync("/api/v1/listings?seller=oil-depot")).AssertProblem(400, "invalid_request");
        var page = (await brand.Admin.GetAnswerAsync("/api/v1/listings?limit=1")).Json;
        var next = (await brand.Admin.GetAnswerAsync($"/api/v1/listings?limit=1&cursor={page.Text("next")}")).Json;
        Assert.Equal(new[] { id, other }.Order(StringComparer.Ordinal), new[] { page, next }.Select(list => list.GetProperty("items")[0].Text("id")).Order(StringComparer.Ordinal));

        (await brand.Admin.SendAnswerAsync(HttpMethod.Put, $"/api/v1/listings/{id}", System.Net.Http.Json.JsonContent.Create(new { url = "https://www.ebay.example/itm/456", platform = "ebay", sellerHandle = "somebody" }))).AssertStatus(200);
        Assert.Equal("", await FindAsync("platform=ebay&seller=oil-depot"));
        Assert.Equal(id, await FindAsync("platform=ebay&seller=somebody"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"url":"javascript:alert(1)","platform":"ebay"}""")]
    [InlineData("""{"url":"https://user:pass@shop.example/","platform":"ebay"}""")]
    [InlineData("""{"url":"https://shop.example/ x","platform":"ebay"}""")]
    [InlineData("""{"url":"https://shop.example/\u202Egpj","platform":"ebay"}""")]
    [InlineData("""{"url":"https://shop.example/","platform":"e bay"}""")]
    [InlineData("""{"url":"https://shop.example/","platform":"ebay","country":"de"}""")]
    [InlineData("""{"url":"https://shop.example/","platform":"ebay","gtin":"123"}""")]
    [InlineData("""{"url":"https://shop.example/","platform":"ebay","price":1}""")]
    [InlineData("""{"url":"https://shop.example/","platform":"ebay","price":-1,"currency":"EUR"}""")]
    [InlineData("""{"url":"https://shop.example/","platform":"ebay","price":1,"currency":"euro"}""")]
    [InlineData("""{"url":"https://shop.example/","platform":"ebay","quantity":-1}""")]
    [InlineData("""{"url":"https://shop.example/","platform":"ebay","sellerHandle":"a\u0007"}""")]
    public async Task What_is_no_offer_is_refused(string body)
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        (await brand.Admin.PostTextAsync("/api/v1/listings", body)).AssertProblem(422, "invalid_listing");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_report_becomes_a_listing_in_one_step_and_once(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var uris = await brand.UrisAsync(await brand.CreateBatchAsync(2), 0, 2);
        var report = SentReports.IdIn(await server.Public.SendReportAsync(await server.CheckAsync(uris[0]), [("seller", "www.shop.example/oil?id=1"), ("price", "4,50"), ("currency", "EUR"), ("place", "Market in Porto")]));
        var without = await server.ReportAsync(uris[1]);

        (await rival.Admin.PostAnswerAsync("/api/v1/listings", new { report })).AssertProblem(404, "not_found");
        var listing = (await brand.Admin.PostAnswerAsync("/api/v1/listings", new { report })).AssertStatus(201).Json;

        Assert.Equal(
            ("https://www.shop.example/oil?id=1", "shop.example", brand.Gtin, 4.50m, "EUR", "Market in Porto", report),
            (listing.Text("url"), listing.Text("platform"), listing.Text("gtin"), listing.GetProperty("price").GetDecimal(), listing.Text("currency"), listing.Text("note"), listing.Text("report")));
        (await brand.Admin.PostAnswerAsync("/api/v1/listings", new { report })).AssertProblem(409, "listing_exists");
        // What the report does not say is asked for.
        (await brand.Admin.PostAnswerAsync("/api/v1/listings", new { report = without })).AssertProblem(422, "invalid_listing");
        (await brand.Admin.PostAnswerAsync("/api/v1/listings", new { report = without, url = "https://shop.example/", platform = "ebay" })).AssertStatus(201);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nothing_of_a_seller_is_in_the_database_in_clear(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        await brand.BuyAsync(new { listing = await brand.ListAsync(), orderNumber = "SECRETORDER", platform = "ebay", sellerHandle = "Oil-Depot", paymentReference = "RF18SECRETREF" });

        var dump = await server.DumpAsync();

        Assert.Contains("listing.create", dump, StringComparison.Ordinal);
        foreach (var word in new[] { "Oil-Depot", "oil-depot", "itm/123", "Poland", "SECRETORDER", "SECRETREF" })
        {
            Assert.DoesNotContain(word, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(word)), dump, StringComparison.Ordinal);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_seller_has_everything_erased_but_what_open_cases_need(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var before = await server.CountRowsAsync();
        var (first, held) = (await brand.ListAsync(), await brand.ListAsync());
        var purchase = await brand.BuyAsync();
        (await brand.Admin.CaptureAsync(first, "offer.txt", "Olive oil"u8.ToArray())).AssertStatus(201);
        (await brand.Admin.SendFormAsync($"/api/v1/purchases/{purchase}/documents", "order.txt", "Order"u8.ToArray())).AssertStatus(201);
        var other = await brand.ListAsync(new { url = "https://market.example/oil", platform = "market.example", sellerHandle = "oil-depot" });
        var brandId = TestId.Of(brand.Id);
        var heldId = TestId.Of(held);
        var listings = server.Services.GetRequiredService<BrandListings>();
        Assert.True(await server.Database().WriteAsync(session => listings.HoldAsync(session, brandId, heldId), Cancellation));

        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/listings/{held}")).AssertProblem(409, "listing_held");
        var answer = (await brand.Admin.PostAnswerAsync("/api/v1/listings/erase-seller", new { platform = "ebay", sellerHandle = "oil-DEPOT" })).AssertStatus(200).Json;

        Assert.Equal((1, 1, 1), (answer.GetProperty("listings").GetInt32(), answer.GetProperty("purchases").GetInt32(), answer.GetProperty("held").GetInt32()));
        (await brand.Admin.GetAnswerAsync($"/api/v1/listings/{first}")).AssertProblem(404, "not_found");
        (await brand.Admin.GetAnswerAsync($"/api/v1/listings/{other}")).AssertStatus(200);
        Assert.True(await server.Database().WriteAsync(session => listings.ReleaseAsync(session, brandId, heldId), Cancellation));
        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/listings/{held}")).AssertStatus(204);
        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/listings/{other}")).AssertStatus(204);
        var after = await server.CountRowsAsync();
        foreach (var table in new[] { "listing", "listing_capture", "test_purchase", "test_purchase_entry", "kept_file", "kept_file_chunk" })
            Assert.Equal(before[table], after[table]);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_nobody_used_for_three_years_goes_unless_a_case_needs_it(Engine engine)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-01-15T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var (old, held, used) = (await brand.ListAsync(), await brand.ListAsync(), await brand.ListAsync());
        var purchase = await brand.BuyAsync();
        var brandId = TestId.Of(brand.Id);
        var heldId = TestId.Of(held);
        await server.Database().WriteAsync(session => server.Services.GetRequiredService<BrandListings>().HoldAsync(session, brandId, heldId), Cancellation);
        clock.Advance(TimeSpan.FromDays(1000));
        (await brand.Admin.CaptureAsync(used, "offer.txt", "Olive oil"u8.ToArray())).AssertStatus(201);
        clock.Advance(TimeSpan.FromDays(97));

        await server.Services.GetRequiredService<ListingErasure>().RemoveUnusedAsync(Cancellation);
        await server.Services.GetRequiredService<Trace.Server.Purchases.PurchaseErasure>().RemoveUnusedAsync(Cancellation);

        (await brand.Admin.GetAnswerAsync($"/api/v1/listings/{old}")).AssertProblem(404, "not_found");
        (await brand.Admin.GetAnswerAsync($"/api/v1/purchases/{purchase}")).AssertProblem(404, "not_found");
        foreach (var kept in new[] { held, used })
            (await brand.Admin.GetAnswerAsync($"/api/v1/listings/{kept}")).AssertStatus(200);
    }
}
