using Trace.Server.Tests.Places;
using Trace.Server.Tests.Reports;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;
using static Trace.Server.Tests.Claims.CoveredCodes;
using PageAnswer = Trace.Server.Tests.Verification.Answer;

namespace Trace.Server.Tests.Claims;

/// <summary>Of all who enter the covered code of a unit one is the first, and nobody may guess.</summary>
public sealed class ClaimTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_twenty_claims_at_once_one_is_the_first_whatever_server_takes_them(Engine engine)
    {
        var database = await engine.CreateDatabaseAsync();
        await using var one = await RunningServer.StartAsync(_folder.Path, database);
        await using var two = database == null ? null : await RunningServer.StartAsync(_folder.Path, database);
        var brand = await one.CreateBrandAsync();
        // The other server has the keys of before in memory.
        if (two != null)
            await two.VerdictAsync(await brand.CodeAsync());
        var batch = await brand.CreateCoveredBatchAsync(1);
        var unit = Assert.Single(await brand.CoveredAsync(batch));

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => await (i % 2 == 0 ? one : two ?? one).Public.ResultAsync(unit.Uri, unit.Cover)));

        Assert.Equal(
            [("first", 1), ("too_many_tries", 15), ("used_before", 4)],
            results.GroupBy(result => result.Result!).Select(group => (group.Key, group.Count())).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal([0, 1, 2, 3, 4], results.Where(result => result.Result != "too_many_tries").Select(result => result.Left!.Value).Order());
        Assert.Equal(5, await one.FindAsync<long>("SELECT uses FROM cover_claim;"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task After_five_tries_a_unit_rests_for_an_hour_and_others_do_not(Engine engine)
    {
        var clock = Clock.At("2026-03-02T10:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var units = await brand.CoveredAsync(await brand.CreateCoveredBatchAsync(2));
        var (uri, cover) = (units[0].Uri, units[0].Cover);

        for (var left = 4; left >= 0; left--)
        {
            Assert.Equal(("wrong", left), await server.Public.ResultAsync(uri, left % 2 == 0 ? Wrong(cover) : units[1].Cover));
            clock.Advance(TimeSpan.FromMinutes(20));
        }

        // More than an hour after the first try, not after the last: never more than five within any hour.
        clock.Advance(TimeSpan.FromMinutes(39));
        Assert.Equal(("too_many_tries", 0), await server.Public.ResultAsync(uri, cover));
        Assert.Equal(("first", 4), await server.Public.ResultAsync(units[1].Uri, $" {units[1].Cover.ToLowerInvariant()[..5]}-{units[1].Cover[5..]}"));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(("first", 4), await server.Public.ResultAsync(uri, cover));
        Assert.Equal(("used_before", 3), await server.Public.ResultAsync(uri, cover));

        var claim = (await brand.Admin.GetAnswerAsync($"/api/v1/units/{brand.Gtin}/{units[0].Serial}")).AssertStatus(200).Json.GetProperty("claim");
        Assert.Equal((clock.GetUtcNow(), 2), (claim.GetProperty("firstUsedAt").GetDateTimeOffset(), claim.GetProperty("uses").GetInt32()));
    }

    [Fact]
    public async Task What_has_no_covered_code_is_wrong_and_leaves_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var unit = (await brand.CoveredAsync(await brand.CreateCoveredBatchAsync(1)))[0];
        var plain = await brand.CodeAsync();

        foreach (var code in new[] { plain, $"(01){brand.Gtin}(21)0123456789AB", "nonsense", $"(01){TestGtin.Of(9)}(21)X", unit.Uri.Replace(unit.Serial, "0123456789AB", StringComparison.Ordinal) })
            Assert.Equal(("wrong", null), await server.Public.ResultAsync(code, unit.Cover));

        foreach (var bad in new object[] { new { code = plain }, new { cover = unit.Cover }, new { code = plain, cover = "" }, new { code = plain, cover = new string('1', 25) }, new { code = unit.Uri, cover = unit.Cover[1..] }, new { code = unit.Uri, cover = "UUUUUUUUUU" }, new { code = plain, cover = 1 } })
            (await server.Public.PostAnswerAsync("/api/v1/claims", bad)).AssertProblem(400, "invalid_json");
        Assert.Equal(0, await server.FindAsync<long>("SELECT COUNT(*) FROM cover_claim;"));
        Assert.False((await brand.Admin.GetAnswerAsync($"/api/v1/units/{brand.Gtin}/{BrandBatches.SerialOf(plain)}")).AssertStatus(200).Json.TryGetProperty("claim", out _));
        Assert.True((await server.Public.VerifyAsync(unit.Uri)).GetProperty("unit").GetProperty("cover").GetBoolean());
        Assert.False((await server.Public.VerifyAsync(plain)).GetProperty("unit").TryGetProperty("cover", out _));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_page_tells_the_first_buyer_a_repeat_and_a_later_one_when_and_where(Engine engine)
    {
        using var places = new PlaceFolder();
        var countries = places.Add(new MmdbWriter("Country").Add("192.0.2.0/24", Records.Nested(53.55, 10.0, "DE", 12)), "country.mmdb");
        var clock = Clock.At("2026-03-02T10:00:00Z");
        await using var server = await clock.StartServerAsync(engine, configure: null, "--Places:Databases", countries, "--Proxies:Known=127.0.0.1");
        server.Public.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.10");
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateCoveredBatchAsync(1);
        var unit = (await brand.CoveredAsync(batch))[0];
        var answer = await server.CheckAsync(unit.Uri);

        var slip = await SendAsync(answer, unit.Cover[1..]);
        var wrong = await SendAsync(answer, Wrong(unit.Cover));
        var first = await SendAsync(answer, $"{unit.Cover[..5]}-{unit.Cover[5..]}".ToLowerInvariant());
        clock.Advance(TimeSpan.FromHours(2));
        var again = await SendAsync(answer, unit.Cover);
        server.Public.DefaultRequestHeaders.Remove("X-Forwarded-For");
        var answerLater = await server.CheckAsync(unit.Uri, "de");
        var later = await SendAsync(answerLater, unit.Cover, "de");
        await brand.Admin.PostAsync($"/api/v1/batches/{batch}/status", new { from = 0, to = 0, status = "stolen" });
        var laterAgain = await SendAsync(answerLater, unit.Cover, "de");
        var ofStolen = await SendAsync(await server.CheckAsync(unit.Uri), Wrong(unit.Cover));
        using var foreign = new HttpRequestMessage(HttpMethod.Post, new Uri("/claim", UriKind.Relative)) { Content = new FormUrlEncodedContent([new("answer", answer), new("cover", unit.Cover)]) };
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        var elsewhere = await server.Public.SendForAnswerAsync(foreign);

        AssertSays(slip, 422, "the code has 10 letters and digits");
        AssertSays(wrong, 422, "This is not the code we have for this unit.", "until an hour has passed: 4");
        AssertSays(first, 200, "This is the first time this code was entered.", "2 March 2026, 10:00 UTC (Germany)");
        AssertSays(again, 200, "You have entered this code.", "2 March 2026, 10:00 UTC (Germany)");
        AssertSays(ofStolen, 422, "reported as stolen", "This is not the code we have for this unit.", $"value=\"{Wrong(unit.Cover)}\"");
        AssertSays(laterAgain, 200, "Dieser Code wurde schon einmal eingegeben.");
        AssertSays(later, 200, "Dieser Code wurde schon einmal eingegeben.", "2. März 2026, 10:00 UTC (Deutschland)");
        AssertSays(elsewhere, 200, "too old to be shown again");
        // The page of the first use or of the last, sent again, is no other use.
        Assert.Equal(2, await server.FindAsync<long>("SELECT uses FROM cover_claim;"));
        // Of a person there is nothing but the country.
        Assert.Equal("DE", await server.FindAsync<string>("SELECT country FROM cover_claim;"));
        Assert.DoesNotContain(unit.Cover, await server.DumpAsync(), StringComparison.Ordinal);

        Task<PageAnswer> SendAsync(string sealedAnswer, string cover, string language = "en") => server.Public.PostFormAsync("/claim", ("answer", sealedAnswer), ("cover", cover), ("lang", language));

        static void AssertSays(PageAnswer page, int status, params string[] words)
        {
            Assert.Equal(status, page.Status);
            var text = System.Net.WebUtility.HtmlDecode(page.Body).Replace('\u00A0', ' ');
            Assert.All(words, word => Assert.Contains(word, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_page_asks_for_it_only_where_the_label_has_one_and_one_address_may_not_flood()
    {
        await using var server = await RunningServer.StartAsync(arguments: ["--RateLimits:Enabled=true", "--RateLimits:ClaimsPerMinute=2"]);
        var brand = await server.CreateBrandAsync();
        var unit = (await brand.CoveredAsync(await brand.CreateCoveredBatchAsync(1)))[0];
        var (with, without) = (await OpenAsync(unit.Uri), await OpenAsync(await brand.CodeAsync()));

        Assert.Contains("name=\"cover\"", with.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("cover", without.Body, StringComparison.Ordinal);
        Assert.Contains("too old", (await server.Public.PostFormAsync("/claim", ("answer", SentReports.AnswerIn(without)), ("cover", unit.Cover))).Text, StringComparison.Ordinal);
        Assert.Equal("first", (await server.Public.ResultAsync(unit.Uri, unit.Cover)).Result);
        (await server.Public.ClaimAsync(unit.Uri, unit.Cover)).AssertProblem(429, "rate_limited");

        Task<PageAnswer> OpenAsync(string uri) => server.Public.OpenAsync(CodeRequests.PathOf(uri), ("Accept", "text/html"));
    }
}
