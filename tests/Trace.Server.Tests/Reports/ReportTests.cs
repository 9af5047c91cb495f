using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SkiaSharp;
using Trace.Server.Reports;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Reports;

/// <summary>What people report of a product whose code they checked: for its brand alone, sealed, and gone in time.</summary>
public sealed class ReportTests
{
    private static readonly (string Name, string Value)[] Everything =
    [
        ("text", "The cap is of another green.\r\nIt smells of nothing."), ("place", "Market in Porto"), ("price", "4,50"), ("currency", "EUR"),
        ("seller", "https://shop.example/oil?id=1"), ("contact", "ines@example.com"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_report_reaches_the_brand_of_the_code_with_everything_that_was_entered(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uri = (await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0];

        var sent = await server.Public.SendReportAsync(await server.CheckAsync(uri), Everything, SentReports.Photo(3000, 1000, "SECRETPLACE"), SentReports.Photo(40, 30));

        Assert.Equal(200, sent.Status);
        Assert.Contains("Acme can read it from now on.", sent.Text, StringComparison.Ordinal);
        var id = SentReports.IdIn(sent);
        var detail = (await brand.Admin.GetAnswerAsync($"/api/v1/reports/{id}")).AssertStatus(200).Json;
        var report = detail.GetProperty("report");
        Assert.Equal(
            ("The cap is of another green.\nIt smells of nothing.", "Market in Porto", "4,50", "EUR", "https://shop.example/oil?id=1", "ines@example.com"),
            (detail.Text("text"), detail.Text("place"), detail.Text("price"), detail.Text("currency"), detail.Text("sellerLink"), detail.Text("contact")));
        Assert.Equal(("issued", brand.Gtin, 2, "open", true), (report.Text("verdict"), report.Text("gtin"), report.GetProperty("pictures").GetInt32(), report.Text("status"), report.GetProperty("hasContact").GetBoolean()));
        // It names the scan of that check, and reporting was none.
        var unit = (await brand.Admin.GetAnswerAsync($"/api/v1/units/{brand.Gtin}/{report.Text("serial")}")).AssertStatus(200).Json;
        Assert.Equal(report.Text("scan"), Assert.Single(unit.GetProperty("scans").EnumerateArray()).Text("id"));
        var picture = (await brand.Admin.GetAnswerAsync($"/api/v1/reports/{id}/pictures/1")).AssertStatus(200);
        using var image = SKBitmap.Decode(picture.Body);
        Assert.Equal((1600, 533), (image.Width, image.Height));
        Assert.Equal("image/webp", picture.MediaType);
        Assert.DoesNotContain("SECRETPLACE", Encoding.Latin1.GetString(picture.Body), StringComparison.Ordinal);
        (await brand.Admin.GetAnswerAsync($"/api/v1/reports/{id}/pictures/3")).AssertProblem(404, "not_found");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_was_typed_is_nowhere_in_the_database_in_clear(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uri = (await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0];

        await server.Public.SendReportAsync(await server.CheckAsync(uri), Everything);

        var row = Assert.Single(await server.Database().ReadAsync(
            session => session.ListAsync<ReportRow>($"{ReportsStore.Columns};"), Cancellation));
        foreach (var sealedValue in new[] { row.Words, row.Contact! })
            Assert.All(new[] { "Porto", "green", "ines", "shop" }, word => Assert.DoesNotContain(word, Encoding.UTF8.GetString(sealedValue), StringComparison.Ordinal));
        // A seal holds in its own row and column alone.
        var seal = server.Services.GetRequiredService<ReportSeal>();
        Assert.Equal("ines@example.com", seal.OpenContact(row));
        Assert.Null(seal.OpenContact(row with { ReportId = row.ReportId + 1 }));
        Assert.Null(seal.OpenContact(row with { Contact = row.Words }));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Only_the_brand_sees_it_and_only_its_admin_the_contact(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var acme = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var uri = (await acme.UrisAsync(await acme.CreateBatchAsync(1), 0, 1))[0];
        var id = SentReports.IdIn(await server.Public.SendReportAsync(await server.CheckAsync(uri), Everything, SentReports.Photo(40, 30)));

        await acme.Admin.PostAsync("/api/v1/products", new { gtin = TestGtin.Of(7), name = "Vinegar" });
        foreach (var path in new[] { $"/api/v1/reports/{id}", $"/api/v1/reports/{id}/pictures/1" })
        {
            (await rival.Admin.GetAnswerAsync(path)).AssertProblem(404, "not_found");
            (await (await server.NewClientAsync(acme, "inspector", TestGtin.Of(7))).GetAnswerAsync(path)).AssertProblem(404, "not_found");
            (await (await server.NewClientAsync(acme, "factory")).GetAnswerAsync(path)).AssertProblem(403, "forbidden");
            (await server.Public.GetAnswerAsync(path)).AssertProblem(401, "unauthenticated");
        }

        (await rival.Admin.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/reports/{id}", content: null)).AssertProblem(404, "not_found");
        Assert.Equal(0, (await rival.Admin.GetAnswerAsync("/api/v1/reports")).Json.GetProperty("items").GetArrayLength());
        var viewer = await server.NewClientAsync(acme, "brand_viewer");
        var seen = (await viewer.GetAnswerAsync($"/api/v1/reports/{id}")).AssertStatus(200);
        Assert.DoesNotContain("ines@example.com", seen.Text, StringComparison.Ordinal);
        Assert.True(seen.Json.GetProperty("report").GetProperty("hasContact").GetBoolean());
        (await viewer.PostAnswerAsync($"/api/v1/reports/{id}/status", new { status = "handled" })).AssertProblem(403, "forbidden");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task It_is_handled_opened_again_and_erased_and_the_trail_says_so(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uris = await brand.UrisAsync(await brand.CreateBatchAsync(2), 0, 2);
        var first = await server.ReportAsync(uris[0], SentReports.Photo(40, 30));
        var second = await server.ReportAsync(uris[1]);

        (await brand.Admin.PostAnswerAsync($"/api/v1/reports/{first}/status", new { status = "handled" })).AssertStatus(200);
        async Task<string> ListAsync(string query) => string.Join(' ', (await brand.Admin.GetAnswerAsync($"/api/v1/reports?{query}")).AssertStatus(200).Json.GetProperty("items").EnumerateArray().Select(item => item.Text("id")));
        Assert.Equal((first, second), (await ListAsync("status=handled"), await ListAsync("status=open")));
        (await brand.Admin.PostAnswerAsync($"/api/v1/reports/{first}/status", new { status = "open" })).AssertStatus(200);
        Assert.Equal(2, (await ListAsync($"status=open&gtin={brand.Gtin}")).Split(' ').Length);
        Assert.Equal("", await ListAsync($"gtin={TestGtin.Of(5)}"));
        // Pages follow each other without gap or repeat.
        var page = (await brand.Admin.GetAnswerAsync("/api/v1/reports?limit=1")).Json;
        var next = (await brand.Admin.GetAnswerAsync($"/api/v1/reports?limit=1&cursor={page.Text("next")}")).Json;
        Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), new[] { page, next }.Select(list => list.GetProperty("items")[0].Text("id")).Order(StringComparer.Ordinal));

        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/reports/{first}", content: null)).AssertStatus(204);
        (await brand.Admin.GetAnswerAsync($"/api/v1/reports/{first}")).AssertProblem(404, "not_found");
        Assert.Equal(second, await ListAsync(""));
        Assert.Equal(0, await CountPicturesAsync(server));
        var actions = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit?limit=3")).Json.GetProperty("items").EnumerateArray().Select(entry => entry.Text("action"));
        Assert.Equal(["report.erase", "report.status", "report.status"], actions);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_a_code_that_was_not_issued_the_brand_of_the_product_or_of_the_number_range_is_told(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        (await server.Owner.SendAnswerAsync(HttpMethod.Put, "/api/v1/gtin-prefixes/9999999", System.Net.Http.Json.JsonContent.Create(new { brandId = brand.Id }))).AssertStatus(200);

        var unknownSerial = await server.ReportAsync($"/01/{brand.Gtin}/21/0123456789AB");
        var unknownGtin = await server.ReportAsync("/01/09999999000010/21/X");

        foreach (var id in new[] { unknownSerial, unknownGtin })
        {
            var report = (await brand.Admin.GetAnswerAsync($"/api/v1/reports/{id}")).AssertStatus(200).Json.GetProperty("report");
            Assert.Equal("not_issued", report.Text("verdict"));
            Assert.False(report.TryGetProperty("scan", out _));
        }

        // Where no brand is known, nobody is promised anything and nothing is taken.
        foreach (var path in new[] { $"/01/{TestGtin.Of(77)}/21/X", "/01/nonsense" })
        {
            var answer = await server.CheckAsync(path);
            Assert.Contains("We cannot pass a report on", (await server.Public.PostFormAsync("/report", ("answer", answer))).Text, StringComparison.Ordinal);
            Assert.DoesNotContain("was received", (await server.Public.SendReportAsync(answer, Everything)).Text, StringComparison.Ordinal);
        }

        Assert.Equal(2, (await brand.Admin.GetAnswerAsync("/api/v1/reports")).Json.GetProperty("items").GetArrayLength());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_check_is_reported_once_and_for_a_day(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var answer = await server.CheckAsync((await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0]);

        clock.Advance(TimeSpan.FromHours(23));
        var first = await server.Public.SendReportAsync(answer, Everything);
        var second = await server.Public.SendReportAsync(answer, [("text", "something else")]);
        clock.Advance(TimeSpan.FromHours(2));
        var late = await server.Public.SendReportAsync(answer, Everything);
        var altered = await server.Public.SendReportAsync($"{answer[..^4]}AAAA", Everything);
        var elsewhere = new MultipartFormDataContent { { new StringContent(await server.CheckAsync($"/01/{brand.Gtin}/21/0123456789AB")), "answer" }, { new StringContent("x"), "text" } };
        elsewhere.Headers.Add("X-Unused", "1");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/report/send", UriKind.Relative)) { Content = elsewhere };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        var foreign = await server.Public.SendForAnswerAsync(request);

        Assert.Equal(SentReports.IdIn(first), SentReports.IdIn(second));
        Assert.Contains("Your report was received", first.Text, StringComparison.Ordinal);
        Assert.Contains("nothing was added to it", second.Text, StringComparison.Ordinal);
        Assert.All([late, altered, foreign], refused => Assert.Contains("too old to be shown again", refused.Text, StringComparison.Ordinal));
        var kept = Assert.Single((await brand.Admin.GetAnswerAsync("/api/v1/reports")).Json.GetProperty("items").EnumerateArray());
        Assert.Contains("another green", (await brand.Admin.GetAnswerAsync($"/api/v1/reports/{kept.Text("id")}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_is_not_taken_says_why_and_keeps_what_was_typed()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var answer = await server.CheckAsync((await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0]);

        var empty = await server.Public.SendReportAsync(answer, [("text", " \r\n "), ("contact", "ines@example.com")]);
        var tooMany = await server.Public.SendReportAsync(answer, [("text", "a <b> & \"c\"")], SentReports.Photo(9, 9), SentReports.Photo(9, 9), SentReports.Photo(9, 9), SentReports.Photo(9, 9));
        var noPicture = await server.Public.SendReportAsync(answer, Everything, "<svg/>"u8.ToArray());
        var tooLong = await server.Public.SendReportAsync(answer, [("text", new string('x', 2001))]);
        using var large = new HttpRequestMessage(HttpMethod.Post, new Uri("/report/send", UriKind.Relative)) { Content = new MultipartFormDataContent { { new ByteArrayContent(new byte[37 << 20]), "photo", "IMG_0002.jpg" } } };
        large.Headers.ExpectContinue = true;
        large.Headers.Accept.ParseAdd("text/html");
        var tooLarge = await server.Public.SendForAnswerAsync(large);

        Assert.Equal((422, true), (empty.Status, empty.Text.Contains("fill in at least one field", StringComparison.Ordinal)));
        Assert.Contains("value=\"ines@example.com\"", empty.Body, StringComparison.Ordinal);
        Assert.Equal((422, true), (tooMany.Status, tooMany.Text.Contains("at most 3 photos", StringComparison.Ordinal)));
        Assert.Contains("a &lt;b&gt; &amp;", tooMany.Body, StringComparison.Ordinal);
        Assert.Equal((422, true), (noPicture.Status, noPicture.Text.Contains("a photo could not be read", StringComparison.Ordinal)));
        Assert.Equal((422, true), (tooLong.Status, tooLong.Text.Contains("Nothing was sent yet", StringComparison.Ordinal)));
        Assert.Equal((413, true), (tooLarge.Status, tooLarge.Body.StartsWith("<!DOCTYPE html>", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(0, (await brand.Admin.GetAnswerAsync("/api/v1/reports")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_flood_of_reports_is_held_back_by_address_and_by_brand()
    {
        await using var server = await RunningServer.StartAsync(arguments: ["--RateLimits:Enabled=true", "--RateLimits:ReportsPerHour=3", "--RateLimits:ReportsOfBrandPerHour=2"]);
        var brand = await server.CreateBrandAsync();
        var uris = await brand.UrisAsync(await brand.CreateBatchAsync(4), 0, 4);

        var statuses = new List<int>();
        foreach (var uri in uris)
        {
            var sent = await server.Public.SendReportAsync(await server.CheckAsync(uri), Everything);
            statuses.Add(sent.Status);
            if (sent.Status == 429)
                Assert.Contains("Your report was not taken", sent.Text, StringComparison.Ordinal);
        }

        Assert.Equal([200, 200, 429, 429], statuses);
        Assert.Equal(2, (await brand.Admin.GetAnswerAsync("/api/v1/reports")).Json.GetProperty("items").GetArrayLength());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Reports_go_after_the_days_they_are_kept(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock), "--Reports:KeptDays=30");
        var brand = await server.CreateBrandAsync();
        var uris = await brand.UrisAsync(await brand.CreateBatchAsync(2), 0, 2);
        var retention = server.Services.GetRequiredService<ReportRetention>();

        await server.ReportAsync(uris[0], SentReports.Photo(40, 30));
        clock.Advance(TimeSpan.FromDays(29));
        var newer = await server.ReportAsync(uris[1]);
        await retention.RunAsync(Cancellation);
        Assert.Equal(2, (await brand.Admin.GetAnswerAsync("/api/v1/reports")).Json.GetProperty("items").GetArrayLength());
        clock.Advance(TimeSpan.FromDays(2));
        await retention.RunAsync(Cancellation);

        Assert.Equal(newer, Assert.Single((await brand.Admin.GetAnswerAsync("/api/v1/reports")).Json.GetProperty("items").EnumerateArray()).Text("id"));
        Assert.Equal(0, await CountPicturesAsync(server));
        Assert.Contains("Kept for 30 days", (await server.Public.OpenAsync("/privacy")).Text, StringComparison.Ordinal);
    }

    private static Task<long> CountPicturesAsync(RunningServer server) => server.Database().ReadAsync(
        session => session.FindAsync<long>("SELECT COUNT(*) FROM product_report_picture;"), Cancellation);
}
