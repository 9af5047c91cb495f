namespace Trace.Server.Verification;

/// <summary>Tells a person opening a code from a machine looking at a link.</summary>
/// <remarks>
/// HEAD and OPTIONS, prefetches (Sec-Purpose, Purpose, X-Moz), requests a page makes for an image or a script (Sec-Fetch-Dest other than
/// <c>document</c>), and link previews or crawlers that say who they are. Many apps name themselves in the browser they open for people
/// too, so a name counts only in the form its preview fetcher uses.
/// </remarks>
public static class ScanFilter
{
    private static readonly string[] PreviewBots =
    [
        "facebookexternalhit", "facebookcatalog", "meta-externalagent", "meta-externalfetcher", "Facebot", "Slackbot", "Slack-ImgProxy", "Twitterbot",
        "TelegramBot", "Discordbot", "LinkedInBot", "SkypeUriPreview", "MicrosoftPreview", "Microsoft-Preview", "Mattermost-Bot", "redditbot",
        "Pinterestbot", "Snap URL Preview", "Line-Preview", "linespider", "Iframely", "Embedly", "vkShare", "Mastodon/", "Bluesky Cardyb", "Zalobot",
        "kakaotalk-scrap", "Googlebot", "Google-InspectionTool", "GoogleOther", "AdsBot-Google", "APIs-Google", "Google-PageRenderer", "bingbot",
        "BingPreview", "Applebot", "YandexBot", "Baiduspider", "DuckDuckBot", "PetalBot", "AhrefsBot", "SemrushBot", "MJ12bot", "GPTBot",
        "ClaudeBot", "CCBot", "Bytespider", "Amazonbot",
    ];

    /// <summary>Fetchers whose whole user agent begins with the app's name; the app's browser begins with Mozilla.</summary>
    private static readonly string[] PreviewApps =
    [
        "WhatsApp/", "Viber/", "Snapchat/", "Pinterest/", "Line/", "Signal/", "Mattermost/",
    ];

    public static bool Counts(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !IsPrefetch(request) && !IsPartOfAPage(request) && !IsPreviewBot(request);

    /// <summary>
    /// Whether a form was sent by a person who saw it: a page elsewhere could send one each time it is shown, and every time would look
    /// like another device. Old browsers do not say; they are believed.
    /// </summary>
    public static bool CountsForm(HttpRequest request) =>
        !IsPartOfAPage(request)
        && (!request.Headers.TryGetValue("Sec-Fetch-Site", out var site) || site == "same-origin" || site == "none");

    private static bool IsPrefetch(HttpRequest request) =>
        Says(request, "Sec-Purpose", "prefetch") || Says(request, "Purpose", "prefetch")
        || Says(request, "X-Purpose", "preview") || Says(request, "X-Moz", "prefetch");

    private static bool IsPartOfAPage(HttpRequest request) =>
        request.Headers.TryGetValue("Sec-Fetch-Dest", out var destination)
        && !string.Equals(destination, "document", StringComparison.OrdinalIgnoreCase);

    private static bool IsPreviewBot(HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        return PreviewBots.Any(bot => agent.Contains(bot, StringComparison.OrdinalIgnoreCase))
            || PreviewApps.Any(app => agent.StartsWith(app, StringComparison.OrdinalIgnoreCase));
    }

    private static bool Says(HttpRequest request, string header, string word) =>
        request.Headers[header].ToString().Contains(word, StringComparison.OrdinalIgnoreCase);
}
