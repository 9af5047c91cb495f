using Trace.Server.Web.Consumer;

namespace Trace.Server.Web.Console;

/// <summary>How a browser wants the console: kept in cookies that <c>console.js</c> writes, so that every server and the first answer know it.</summary>
/// <param name="Language">One of <see cref="ConsoleTexts.Languages"/>.</param>
/// <param name="Theme">light or dark; null follows the system.</param>
public sealed record ConsolePreferences(string Language, string? Theme)
{
    private const string LanguageCookie = "trace_language";
    private const string ThemeCookie = "trace_theme";

    public static ConsolePreferences Of(HttpRequest request) => new(
        Chosen(request) ?? ConsoleTexts.Choose(request.Headers.AcceptLanguage.ToString()),
        request.Cookies[ThemeCookie] is "light" or "dark" ? request.Cookies[ThemeCookie] : null);

    /// <summary>For pages without a script: what was chosen in the address, as the script would keep it.</summary>
    public static void KeepChosenLanguage(HttpContext context)
    {
        if (context.Request.Query[Wording.Field] is [{ } tag] && Known(tag) is { } language)
            context.Response.Cookies.Append(LanguageCookie, language, new CookieOptions { Path = "/", MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps });
    }

    private static string? Chosen(HttpRequest request) => Known(request.Query[Wording.Field].ToString()) ?? Known(request.Cookies[LanguageCookie]);

    /// <summary>Also of a tag with a script or country, such as <c>zh-Hans</c>.</summary>
    private static string? Known(string? tag) => ConsoleTexts.Languages.FirstOrDefault(language => language == tag?.Split('-')[0]);
}
