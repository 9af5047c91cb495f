using Microsoft.Extensions.Time.Testing;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Machines that look at a link are no scans; people are, whatever app they open it in.</summary>
public sealed class ScanFilterTests
{
    /// <summary>As their makers document them, or as they stand in public logs.</summary>
    private static readonly string[] Machines =
    [
        "WhatsApp/2.23.20.0 A", "WhatsApp/2.22.20.72 i", "WhatsApp/2.2329.9 W", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
        "facebookexternalhit/1.1;line-poker/1.0", "facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984",
        "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
        "Twitterbot/1.0", "TelegramBot (like TwitterBot)", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "Slack-ImgProxy (+https://api.slack.com/robots)",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)", "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com", "Mozilla/5.0 (compatible; Pinterestbot/1.0; +http://www.pinterest.com/bot.html)",
        "Mozilla/5.0 (compatible; Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots)", "Mozilla/5.0 (compatible; redditbot/1.0; +http://www.reddit.com/feedback)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.6422.60 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", "Mozilla/5.0 (iPhone; CPU iPhone OS 8_3 like Mac OS X) AppleWebKit/600.1.4 (KHTML, like Gecko) Version/8.0 Mobile/12F70 Safari/600.1.4 (compatible; Applebot/0.1; +http://www.apple.com/go/applebot)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)", "Mozilla/5.0 (compatible; vkShare; +http://vk.com/dev/Share)", "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    ];

    /// <summary>In-app browsers name their app, as the preview machines of the same app do.</summary>
    private static readonly string[] People =
    [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.71 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Snapchat/12.80.0.33 (like Safari/8618.1.15.10.15, panda)",
        "Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0.6422.165 Mobile Safari/537.36Snapchat12.90.0.46 (SM-S918B; Android 14#S918BXXS6CXE8#34; gzip; )",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [Pinterest/iOS]",
        "Mozilla/5.0 (Linux; Android 8.0.0; SM-G965F Build/R16NW; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/70.0.3538.64 Mobile Safari/537.36 [Pinterest/Android]",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/14.8.0",
        "Mozilla/5.0 (Linux; Android 13; SO-51C Build/64.1.F.2.174; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/119.0.6045.163 Mobile Safari/537.36 Line/13.19.1/IAB",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Zalo iOS/502 ZaloTheme/light ZaloLanguage/vn",
        "Mozilla/5.0 (Linux; Android 14; SM-A546E Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.6367.114 Mobile Safari/537.36 Zalo android/13169 ZaloTheme/light ZaloLanguage/vi",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Viber/21.0.0",
        "Mozilla/5.0 (Linux; Android 13; SM-A536B Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/115.0.5790.166 Mobile Safari/537.36 Viber/20.7.1.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 15_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 WhatsApp/2.22.4.74 W",
        "Mozilla/5.0 (Linux; Android 14; SM-S911B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.122 Mobile Safari/537.36 WhatsApp/2.24.13.78",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 311.0.0.30.118 (iPhone14,2; iOS 17_1; en_US; en-US; scale=3.00; 1170x2532; 547321908)",
        "Mozilla/5.0 (Linux; Android 13; SM-G991B Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0.6099.144 Mobile Safari/537.36 Instagram 314.0.0.20.114 Android (33/13; 480dpi; 1080x2177; samsung; SM-G991B; o1s; exynos2100; de_DE; 556277116)",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79 [FBAN/FBIOS;FBAV/470.0.0.37.106;FBBV/600000000;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;FBSV/17.5;FBSS/3;FBID/phone;FBLC/de_DE;FBOP/5]",
        "Mozilla/5.0 (Linux; Android 13; Pixel 7 Build/TQ3A.230805.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/445.0.0.34.118;]",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN",
        "Mozilla/5.0 (Linux; Android 13; V2227A Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240301 MMWEBID/9856 MicroMessenger/8.0.48.2580(0x28003036) WeChat/arm64 Weixin NetType/5G Language/zh_CN ABI/arm64",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 KAKAOTALK 10.3.1",
        "Mozilla/5.0 (Linux; Android 13; SM-X706N Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/115.0.5790.138 Safari/537.36;KAKAOTALK 2410310",
        "Mozilla/5.0 (Linux; Android 13; CPH2531 Build/SP1A.210812.016; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 TwitterAndroid",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [LinkedInApp]/9.29.8962",
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 Telegram-Android/11.0 (Google Pixel 9; Android 15; SDK 35; HIGH)",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/323.0.647062479 Mobile/15E148 Safari/604.1",
        "",
    ];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Previews_and_crawlers_make_no_scan_and_no_try(Engine engine)
    {
        var clock = Clock.At("2026-11-24T12:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var path = CodeRequests.PathOf(await (await server.CreateBrandAsync()).CodeAsync());

        foreach (var agent in Machines)
            await AssertLooksOnlyAsync(server, path, ("User-Agent", agent));

        await AssertNothingStoredAsync(server, clock);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Prefetches_parts_of_pages_and_questions_about_an_address_make_no_scan(Engine engine)
    {
        var clock = Clock.At("2026-11-24T12:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var path = CodeRequests.PathOf(await (await server.CreateBrandAsync()).CodeAsync());

        foreach (var (name, value) in new[]
        {
            ("Sec-Purpose", "prefetch"), ("Sec-Purpose", "prefetch;prerender"), ("Sec-Purpose", "prefetch;anonymous-client-ip"), ("Purpose", "prefetch"), ("X-Purpose", "preview"), ("X-Moz", "prefetch"),
            ("Sec-Fetch-Dest", "image"), ("Sec-Fetch-Dest", "script"), ("Sec-Fetch-Dest", "style"), ("Sec-Fetch-Dest", "iframe"), ("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Dest", "video"),
        })
        {
            await AssertLooksOnlyAsync(server, path, (name, value));
        }

        foreach (var target in new[] { path, $"/stem{path}", path.Replace("/21/", "/10/L1/21/", StringComparison.Ordinal), "/01/nonsense" })
        {
            var head = await server.Public.RequestAsync(HttpMethod.Head, target);
            Assert.Equal((200, ""), (head.Status, head.Body));
            Assert.Equal(204, (await server.Public.RequestAsync(HttpMethod.Head, target, ("Accept", "application/json"))).Status);
            var options = await server.Public.RequestAsync(HttpMethod.Options, target);
            Assert.Equal((204, "GET, HEAD, OPTIONS"), (options.Status, options.Headers["Allow"]));
        }

        await AssertNothingStoredAsync(server, clock);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_person_counts_in_whatever_app_the_link_opens(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var codes = await (await server.CreateBrandAsync()).CodesAsync(People.Length);
        var uncounted = new List<string>();

        foreach (var (code, agent) in codes.Zip(People))
        {
            var page = await server.Public.OpenAsync(
                CodeRequests.PathOf(code), ("User-Agent", agent), ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), ("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Mode", "navigate"));
            if (!page.Body.Contains("Acme issued this code.", StringComparison.Ordinal) || !page.Body.Contains("This is the first check of this code.", StringComparison.Ordinal))
                uncounted.Add(agent);
        }

        Assert.Empty(uncounted);
        Assert.Equal((People.Length, People.Length), await StoredScans.Of(server).CountAsync());
    }

    /// <summary>A program that posts a code means it, whatever it calls itself.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_posted_code_always_counts(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var code = await (await server.CreateBrandAsync()).CodeAsync();
        using var client = server.NewClient(apiKey: null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", Machines[0]);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Dest", "empty");

        Assert.Equal(1, (await client.VerifyAsync(code)).Ordinal());
    }

    /// <summary>Neither as a page nor as JSON is there a verdict or history: nobody tries codes without leaving a trace.</summary>
    private static async Task AssertLooksOnlyAsync(RunningServer server, string path, (string Name, string Value) header)
    {
        var page = await server.Public.OpenAsync(path, header);
        Assert.Equal((header.Value, 200, "text/html"), (header.Value, page.Status, page.MediaType));
        Assert.False(page.Body.Contains("Acme", StringComparison.Ordinal) || page.Body.Contains("first check", StringComparison.Ordinal), $"{header.Value} got a verdict.");
        Assert.False(page.Headers.ContainsKey("Set-Cookie"));
        var json = await server.Public.OpenAsync(path, header, ("Accept", "application/json"));
        Assert.Equal((header.Value, 204, ""), (header.Value, json.Status, json.Body));
        // A code that was not issued is no try either, and looks the same.
        Assert.Equal(204, (await server.Public.OpenAsync($"{path}0", header, ("Accept", "application/json"))).Status);
        Assert.Equal(page.Body.Replace(path, "", StringComparison.Ordinal), (await server.Public.OpenAsync($"{path}0", header)).Body.Replace($"{path}0", "", StringComparison.Ordinal));
    }

    private static async Task AssertNothingStoredAsync(RunningServer server, FakeTimeProvider clock)
    {
        Assert.Equal((0, 0), await StoredScans.Of(server).CountAsync());
        // Once this one try is written, any before it would be too.
        await server.Public.VerifyAsync("hello");
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("not_a_code", Assert.Single(await StoredScans.Of(server).RefusedAsync(tries: 1)).Reason);
    }
}
