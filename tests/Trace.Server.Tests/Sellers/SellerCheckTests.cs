using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Server.Sellers;
using Trace.Server.Storage;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Sellers;

/// <summary>What everybody may ask: listed or not, on this day, and nothing else.</summary>
public sealed class SellerCheckTests
{
    private static FakeTimeProvider Clock() => new(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_shop_on_an_internal_list_answers_byte_for_byte_as_one_nobody_knows(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(Clock()));
        var brand = await server.CreateBrandAsync();
        await brand.AddSellerAsync(TestSellers.Of("good.example", platform: "eBay", handle: "good"));
        foreach (var list in new[] { "deny", "watch", "allow" })
            await brand.AddSellerAsync(TestSellers.Of($"{list}.example", list, platform: "eBay", handle: list, until: "2999-12-31", notes: "secret"));

        var unknown = await server.AskAsync("brand=acme&shop=unknown.example");
        Assert.Equal("{\"brand\":\"acme\",\"listed\":false,\"on\":\"2026-11-29\"}", unknown.AssertStatus(200).Text);
        foreach (var query in new[] { "shop=deny.example", "shop=watch.example", "shop=allow.example", "platform=ebay&seller=deny", "platform=ebay&seller=nobody" })
        {
            var answer = await server.AskAsync($"brand=acme&{query}");
            Assert.Equal((unknown.Status, unknown.MediaType, unknown.Text), (answer.Status, answer.MediaType, answer.Text));
            Assert.Equal(Headers(unknown), Headers(answer));
        }

        Assert.Equal("{\"brand\":\"acme\",\"listed\":true,\"on\":\"2026-11-29\"}", (await server.AskAsync("brand=acme&shop=good.example")).AssertStatus(200).Text);
        // The same page too, but for what was asked.
        var (known, stranger) = (await PageAsync("deny.example"), await PageAsync("nope.example"));
        Assert.Equal(stranger.Replace("nope", "deny", StringComparison.Ordinal), known);
        Assert.Contains("Not listed", known, StringComparison.Ordinal);
        // The brand's own people are told.
        var look = await server.Services.GetRequiredService<AuthorizedSellers>().LookAsync(Parse(brand.Id), new SellerQuery(Shop: "deny.example"), new DateOnly(2026, 11, 29));
        Assert.Equal((false, null, "deny"), (look.Listed, look.EntryId, look.InternalList));

        async Task<string> PageAsync(string shop) => (await server.Public.OpenAsync($"/sellers/acme?shop={shop}")).Body;
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task It_answers_by_the_day(Engine engine)
    {
        var clock = Clock();
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        await brand.AddSellerAsync(TestSellers.Of("always.example"));
        await brand.AddSellerAsync(TestSellers.Of("ends.example", until: "2026-11-29"));
        await brand.AddSellerAsync(TestSellers.Of("begins.example", from: "2026-11-30"));
        async Task<string> ListedAsync() => string.Join(' ', await Task.WhenAll(new[] { "always", "ends", "begins" }.Select(async shop => await server.IsListedAsync($"brand=acme&shop={shop}.example") ? "yes" : "no")));

        Assert.Equal("yes yes no", await ListedAsync());
        clock.Advance(TimeSpan.FromHours(12));
        Assert.Equal("yes no yes", await ListedAsync());
        Assert.Equal("2026-11-30", (await server.AskAsync("brand=acme&shop=always.example")).Json.Text("on"));
        // A case may ask for the day of a sale.
        var look = server.Services.GetRequiredService<AuthorizedSellers>();
        Assert.True((await look.LookAsync(Parse(brand.Id), new SellerQuery(Shop: "ends.example"), new DateOnly(2026, 11, 29))).Listed);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task It_answers_by_product_country_and_odd_spellings(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        await brand.AddSellerAsync(TestSellers.Of("bücher.example", platform: "ebay.de", handle: "Oliven_Haus", gtins: [brand.Gtin], territories: ["EU"]));

        foreach (var query in new[]
        {
            "shop=b%C3%BCcher.example", "shop=B%C3%9CCHER.example", "shop=xn--bcher-kva.example", "shop=XN--BCHER-KVA.EXAMPLE.", "shop=https%3A%2F%2Fwww.b%C3%BCcher.example%3A443%2Fx%3Fy", "shop=bu%CC%88cher%E3%80%82example",
            "platform=eBay&seller=oliven_haus", "platform=https%3A%2F%2Fwww.ebay.co.uk&seller=%40OLIVEN_HAUS", $"shop=b%C3%BCcher.example&gtin={brand.Gtin}", $"shop=b%C3%BCcher.example&gtin={brand.Gtin[1..]}",
        })
            Assert.True(await server.IsListedAsync($"brand=acme&{query}"), query);
        foreach (var query in new[] { "shop=bucher.example", "shop=shop.b%C3%BCcher.example", "platform=amazon&seller=oliven_haus", "platform=ebay&seller=oliven-haus", $"shop=b%C3%BCcher.example&gtin={TestGtin.Of(7)}" })
            Assert.False(await server.IsListedAsync($"brand=acme&{query}"), query);

        var sellers = server.Services.GetRequiredService<AuthorizedSellers>();
        async Task<bool> InAsync(string country) => (await sellers.LookAsync(Parse(brand.Id), new SellerQuery(Shop: "bücher.example", Country: country), new DateOnly(2026, 11, 29))).Listed;
        Assert.Equal((true, false), (await InAsync("PT"), await InAsync("US")));
    }

    [Fact]
    public async Task Pages_of_other_sites_may_ask_and_caches_may_keep_the_answer_for_minutes()
    {
        await using var server = await RunningServer.StartAsync(arguments: ["--RateLimits:Enabled=true", "--RateLimits:SellerChecksPerMinute=8"]);
        var brand = await server.CreateBrandAsync();
        await brand.AddSellerAsync(TestSellers.Of("good.example"));

        var answer = await server.AskAsync("brand=acme&shop=good.example");
        Assert.Equal(("*", "cross-origin", "public, max-age=300"), (Header(answer, "Access-Control-Allow-Origin"), Header(answer, "Cross-Origin-Resource-Policy"), answer.Headers.CacheControl?.ToString()));
        foreach (var query in new[] { "brand=acme", "brand=acme&shop=nothing", "brand=acme&platform=ebay", "brand=acme&seller=x", "brand=acme&shop=a.example&gtin=1" })
            Assert.Equal("*", Header(AssertRefused(await server.AskAsync(query)), "Access-Control-Allow-Origin"));
        // No other address lets scripts of other sites read it.
        Assert.False((await server.Public.GetAnswerAsync("/health/live")).Headers.Contains("Access-Control-Allow-Origin"));

        Assert.Equal(200, (await server.AskAsync("brand=acme&shop=b.example")).Status);
        Assert.Equal(200, (await server.AskAsync("brand=acme&shop=c.example")).Status);
        (await server.AskAsync("brand=acme&shop=d.example")).AssertProblem(429, "rate_limited");
        Assert.Contains("Many shops are looked up", (await server.Public.OpenAsync("/sellers/acme?shop=e.example", ("Accept", "text/html"))).Text, StringComparison.Ordinal);

        static Answer AssertRefused(Answer refused)
        {
            refused.AssertProblem(400, "invalid_request");
            return refused;
        }
    }

    /// <summary>A brand without a list is not asked: "not listed" would say something of shops that nobody listed.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Only_a_brand_with_a_seller_on_its_list_is_asked_and_its_answers_lead_there(Engine engine)
    {
        var clock = Clock();
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var code = (await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0];
        async Task<bool> LeadsAsync()
        {
            var page = await server.Public.OpenAsync(new Uri(code).PathAndQuery);
            return page.Body.Contains("href=\"/sellers/acme\"", StringComparison.Ordinal);
        }

        await brand.AddSellerAsync(TestSellers.Of("deny.example", "deny", until: "2999-12-31"));
        Assert.False(await LeadsAsync());
        Assert.Equal(404, (await server.Public.OpenAsync("/sellers/acme")).Status);
        (await server.AskAsync("brand=acme&shop=deny.example")).AssertProblem(404, "not_found");
        (await server.AskAsync("brand=nobody&shop=deny.example")).AssertProblem(404, "not_found");

        var id = await brand.AddSellerAsync(TestSellers.Of("good.example", until: "2026-11-29"));
        Assert.True(await LeadsAsync());
        Assert.Equal(200, (await server.Public.OpenAsync("/sellers/acme")).Status);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.False(await LeadsAsync());
        (await brand.Admin.SendAnswerAsync(HttpMethod.Put, $"{TestSellers.Path}/{id}", JsonContent.Create(TestSellers.Of("good.example")))).AssertStatus(200);
        Assert.True(await LeadsAsync());
        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"{TestSellers.Path}/{id}")).AssertStatus(204);
        Assert.False(await LeadsAsync());
    }

    [Fact]
    public async Task The_page_says_what_was_looked_for_as_text_and_asks_for_what_is_missing()
    {
        await using var server = await RunningServer.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(Clock()));
        var brand = await server.CreateBrandAsync();
        await brand.AddSellerAsync(TestSellers.Of("good.example", platform: "eBay", handle: "<b>good</b>"));

        var listed = await server.Public.OpenAsync("/sellers/acme?platform=eBay&seller=%3Cb%3Egood%3C%2Fb%3E");
        Assert.Equal(200, listed.Status);
        Assert.Contains("On 29 November 2026 this is on the list of sellers that Acme authorized", listed.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;good&lt;/b&gt;", listed.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>good", listed.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", listed.Body, StringComparison.Ordinal);
        var not = await server.Public.OpenAsync("/sellers/acme?shop=bad.example&lang=de");
        Assert.Contains("Das heißt nicht, dass etwas nicht stimmt", not.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"lang\" value=\"de\"", not.Body, StringComparison.Ordinal);
        foreach (var query in new[] { "shop=nothing", "platform=eBay", "seller=x" })
        {
            var asked = await server.Public.OpenAsync($"/sellers/acme?{query}");
            Assert.Equal((422, true), (asked.Status, asked.Text.Contains("Type the address of a shop", StringComparison.Ordinal)));
        }

        foreach (var empty in new[] { "", "?shop=&platform=&seller=", "?shop=a%E2%80%AEb.example" })
            Assert.Contains("has a list of shops and sellers", (await server.Public.OpenAsync($"/sellers/acme{empty}")).Text, StringComparison.Ordinal);
    }

    private static string Header(Answer answer, string name) => string.Join(',', answer.Headers.GetValues(name));

    private static IEnumerable<string> Headers(Answer answer) => answer.Headers.Where(header => header.Key is not "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}");

    private static long Parse(string id) => PublicId.TryParse(id, out var number) ? number : throw new ArgumentException(id, nameof(id));
}
