namespace Trace.Server.Web.Console;

/// <summary>How a browser wants the console: kept in cookies that <c>console.js</c> writes, so that every server and the first answer know it.</summary>
/// <param name="Language">One of <see cref="ConsoleTexts.Languages"/>.</param>
/// <param name="Theme">light or dark; null follows the system.</param>
public sealed record ConsolePreferences(string Language, string? Theme)
{
    private const string LanguageCookie = "trace_console_language";
    private const string ThemeCookie = "trace_console_theme";

    public static ConsolePreferences Of(HttpRequest request) => new(
        request.Cookies[LanguageCookie] is { } language && ConsoleTexts.Languages.Contains(language)
            ? language
            : ConsoleTexts.Choose(request.Headers.AcceptLanguage.ToString()),
        request.Cookies[ThemeCookie] is "light" or "dark" ? request.Cookies[ThemeCookie] : null);
}
