using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Server.Tests.Verification;
using Trace.Server.Web.Consumer;
using Trace.Testing;
using Xunit;
using PageAnswer = Trace.Server.Tests.Verification.Answer;

namespace Trace.Server.Tests.Web;

/// <summary>Which language a page is in, and that choosing another one is no other check.</summary>
public sealed partial class LanguagePagesTests
{
    private const int MaxCompressedBytes = 14 * 1024;

    public static TheoryData<string, string> Wishes => new()
    {
        { "", "en" },
        { "de", "de" },
        { "de-AT,en;q=0.5", "de" },
        { "en;q=0.5, fr;q=0.9", "fr" },
        { "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans" },
        { "zh-TW", "zh-Hans" },
        { "pt-BR,pt;q=0.9", "pt" },
        { "nl, ja;q=0.4", "ja" },
        { "nl", "en" },
        { "ar;q=0, tr;q=0.1", "tr" },
        { "en;q=0, *", "de" },
        { "*", "en" },
        { "DE-de", "de" },
        { "de;q=x, it", "it" },
        { ";;;,,=", "en" },
    };

    [Theory, MemberData(nameof(Wishes))]
    public async Task The_best_language_of_those_wanted_is_taken(string accepted, string tag)
    {
        await using var server = await RunningServer.StartAsync();

        var page = accepted.Length == 0 ? await server.Public.OpenAsync("/") : await server.Public.OpenAsync("/", ("Accept-Language", accepted));

        Assert.Equal((200, tag), (page.Status, page.Headers["Content-Language"]));
        Assert.Contains($"<html lang=\"{tag}\" dir=\"{(tag == "ar" ? "rtl" : "ltr")}\">", page.Body, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode(Language.Find(tag)!.Texts["home.title"]), WebUtility.HtmlEncode(WebUtility.HtmlDecode(page.Body)), StringComparison.Ordinal);
        Assert.Contains("Accept-Language", page.Headers["Vary"], StringComparison.Ordinal);
    }

    /// <summary>Every page in every language, each a small answer.</summary>
    [Fact]
    public async Task Every_page_speaks_every_language_and_is_small()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 30, lot = "L1", expiry = "2020-12", cover = true });
        await brand.ReportAsync(batch, 0, 29, "recalled");
        var paths = (await brand.UrisAsync(batch, 0, 1)).Select(CodeRequests.PathOf).Append("/").Append("/privacy").Append("/01/nonsense").Append("/01/12345678901231/21/A").Append("/nothing").ToList();
        foreach (var language in Language.All)
        {
            foreach (var path in paths)
            {
                var page = await server.Public.OpenAsync(path, ("Accept-Language", language.Tag), ("Accept", "text/html"));
                Assert.Contains($"<html lang=\"{language.Tag}\"", page.Body, StringComparison.Ordinal);
                Assert.DoesNotMatch(UnfilledPlace(), page.Body.Split("</style>")[1]);
                using var compressed = new MemoryStream();
                using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
                    gzip.Write(Encoding.UTF8.GetBytes(page.Body));
                Assert.True(compressed.Length <= MaxCompressedBytes, $"{language.Tag} {path}: {compressed.Length} bytes");
                if (language != Language.English)
                    Assert.DoesNotContain(Wording.English["page.privacy"], page.Body, StringComparison.Ordinal);
            }
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Another_language_is_no_other_check(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync();
        // The client keeps no cookies: whoever asks again is a stranger.
        var english = await server.Public.OpenAsync(CodeRequests.PathOf(uri));

        var german = await ChooseAsync(server, "de", $"answer={AnswerOf(english)}");
        var arabic = await ChooseAsync(server, "ar", $"answer={AnswerOf(german)}");

        Assert.Contains("Acme hat diesen Code ausgegeben.", WebUtility.HtmlDecode(german.Body), StringComparison.Ordinal);
        Assert.Contains("Dieser Code wird zum ersten Mal geprüft.", WebUtility.HtmlDecode(german.Body), StringComparison.Ordinal);
        Assert.Contains("هذا أول فحص لهذا الرمز.", WebUtility.HtmlDecode(arabic.Body), StringComparison.Ordinal);
        Assert.Contains("id.acme.example", arabic.Body, StringComparison.Ordinal);
        Assert.False(german.Headers.ContainsKey("Set-Cookie"));
        // Its links and forms keep what was chosen.
        Assert.Contains("href=\"/privacy?lang=ar\"", arabic.Body, StringComparison.Ordinal);
        Assert.Equal(("no-store", "de"), (german.Headers["Cache-Control"], german.Headers["Content-Language"]));
        Assert.Equal(2, (await server.Public.VerifyAsync(uri)).Ordinal());
    }

    [Fact]
    public async Task An_answer_is_shown_again_for_an_hour_and_only_from_our_own_page()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-05-20T10:24:00Z", null));
        await using var server = await RunningServer.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var answer = AnswerOf(await server.Public.OpenAsync(CodeRequests.PathOf(await (await server.CreateBrandAsync()).CodeAsync())));
        const string Shown = "Acme hat diesen Code ausgegeben.";
        string tooOld = Language.Find("de")!.Texts["home.too_old"];

        clock.Advance(TimeSpan.FromMinutes(60));
        Assert.Contains(Shown, (await ChooseAsync(server, "de", $"answer={answer}")).Body, StringComparison.Ordinal);
        foreach (var (form, site) in new[]
        {
            ($"answer={answer}", "cross-site"), ($"answer={answer[..^1]}{(answer[^1] == 'A' ? 'B' : 'A')}", "same-origin"), ($"answer={answer}AAAA", "same-origin"), ($"answer={answer[..40]}", "same-origin"), ("answer=%2E%3D", "same-origin"), ("answer=", "same-origin"), ("", "same-origin"),
        })
        {
            var page = await ChooseAsync(server, "de", form, site);
            Assert.Contains(tooOld, WebUtility.HtmlDecode(page.Body), StringComparison.Ordinal);
            Assert.DoesNotContain(Shown, page.Body, StringComparison.Ordinal);
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains(tooOld, WebUtility.HtmlDecode((await ChooseAsync(server, "de", $"answer={answer}")).Body), StringComparison.Ordinal);
        Assert.Equal(302, (await server.Public.OpenAsync("/language", ("Accept", "text/html"))).Status);
    }

    [Fact]
    public async Task A_code_not_yet_checked_stays_so_in_another_language()
    {
        await using var server = await RunningServer.StartAsync();
        var uri = await (await server.CreateBrandAsync()).CodeAsync();
        var preview = await server.Public.OpenAsync(CodeRequests.PathOf(uri), ("Purpose", "prefetch"));
        var code = WebUtility.UrlEncode(WebUtility.HtmlDecode(Code().Match(preview.Body).Groups["code"].Value));

        var turkish = await ChooseAsync(server, "tr", $"code={code}");

        Assert.Contains(Language.Find("tr")!.Texts["preview.check"], WebUtility.HtmlDecode(turkish.Body), StringComparison.Ordinal);
        Assert.DoesNotContain("Acme", turkish.Body, StringComparison.Ordinal);
        Assert.Equal(1, (await server.Public.VerifyAsync(uri)).Ordinal());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_country_of_the_first_check_is_said_where_it_is_known(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync();
        using var lines = new StringContent($"{{\"code\":\"{uri}\",\"scannedAt\":\"2026-03-01T10:00:00Z\",\"country\":\"PT\"}}\n", Encoding.UTF8, "application/x-ndjson");
        Assert.Equal(200, (await brand.Admin.PostForAnswerAsync("/api/v1/scans/import", lines)).Status);

        var english = await server.Public.OpenAsync(CodeRequests.PathOf(uri));
        var arabic = await ChooseAsync(server, "ar", $"answer={AnswerOf(english)}");

        Assert.Contains("1\u00A0March\u00A02026, 10:00\u00A0UTC (Portugal)</time>.", WebUtility.HtmlDecode(english.Body), StringComparison.Ordinal);
        Assert.Contains("One check came before this one.", english.Body, StringComparison.Ordinal);
        Assert.Contains("البرتغال", WebUtility.HtmlDecode(arabic.Body), StringComparison.Ordinal);
    }

    /// <summary>A browser says in which language it reads; a program gets the contract's own words.</summary>
    [Fact]
    public async Task The_reasons_of_the_contract_stay_english()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var path = CodeRequests.PathOf(await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1, expiry = "2020-01", activate = true }));

        var json = await server.Public.OpenAsync(path, ("Accept", "application/json"), ("Accept-Language", "de"));
        var page = await server.Public.OpenAsync(path, ("Accept-Language", "de"));

        Assert.Contains("The expiry date of this unit, 2020-01, has passed.", json.Body, StringComparison.Ordinal);
        Assert.Contains("Das Ablaufdatum dieses Exemplars, 2020-01, ist überschritten.", WebUtility.HtmlDecode(page.Body), StringComparison.Ordinal);
    }

    private static string AnswerOf(PageAnswer page) => AnswerField().Match(page.Body).Groups["answer"].Value;

    private static async Task<PageAnswer> ChooseAsync(RunningServer server, string language, string form, string site = "same-origin")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/language");
        request.Content = new StringContent($"lang={language}&{form}", Encoding.ASCII, "application/x-www-form-urlencoded");
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        return await server.Public.SendForAnswerAsync(request);
    }

    [GeneratedRegex("name=\"answer\" value=\"(?<answer>[^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AnswerField();

    [GeneratedRegex("name=\"code\" value=\"(?<code>[^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex("\\{\\w+\\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UnfilledPlace();
}
