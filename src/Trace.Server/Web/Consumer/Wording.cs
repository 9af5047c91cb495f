using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace Trace.Server.Web.Consumer;

/// <summary>How a page speaks to the one who asked: the language, and what is put into its texts.</summary>
/// <param name="language">The language.</param>
/// <param name="isChosen">Chosen on a page, so that its links and forms keep it; else every request says it again by itself.</param>
public sealed class Wording(Language language, bool isChosen)
{
    /// <summary>The form field and query parameter in which a page keeps the language that was chosen on it.</summary>
    public const string Field = "lang";

    private const char NoBreak = '\u00A0';

    public static Wording English { get; } = new(Language.English, isChosen: false);

    public Language Language { get; } = language;

    public bool IsChosen { get; } = isChosen;

    public string this[string key] => Language.Texts[key];

    public static Wording Of(HttpContext context)
    {
        var request = context.Request;
        // A form counts once its handler has read it: reading blocks.
        var field = request.HasFormContentType ? context.Features.Get<IFormFeature>()?.Form?[Field] : request.Query[Field];
        return field is [{ Length: > 0 } tag] && Language.Find(tag) is { } chosen ? new Wording(chosen, isChosen: true) : new Wording(Language.Negotiate(request), isChosen: false);
    }

    public string? Find(string key) => Language.Texts.GetValueOrDefault(key);

    /// <summary>A text with its places filled in.</summary>
    public string With(string key, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var text = this[key];
        foreach (var (name, value) in values)
            text = text.Replace($"{{{name}}}", Isolated(value), StringComparison.Ordinal);
        return text;
    }

    /// <summary>A text with a number in it, which stays on the line of the word before it.</summary>
    public string Number(string key, long number) => Fill(this[key], number);

    /// <summary>The form of a text that goes with a number.</summary>
    public string Count(string key, long number) => Fill(this[$"{key}[{PluralForms.For(Language.Tag, number)}]"], number);

    /// <summary>What stands before and behind a place in a text.</summary>
    public (string Before, string After) Around(string key, string name)
    {
        var text = this[key];
        var place = $"{{{name}}}";
        var at = text.IndexOf(place, StringComparison.Ordinal);
        return (text[..at], text[(at + place.Length)..]);
    }

    /// <summary>Breaks between date and time only.</summary>
    public string Time(DateTimeOffset time) => With(
        "at.moment",
        ("date", time.UtcDateTime.ToString(this["at.date"], Language.Culture).Replace(' ', NoBreak)),
        ("time", time.UtcDateTime.ToString("HH:mm'\u00A0UTC'", CultureInfo.InvariantCulture)));

    /// <summary>A day in UTC.</summary>
    public string Day(DateOnly day) => day.ToString(this["at.date"], Language.Culture).Replace(' ', NoBreak);

    /// <summary>When, and as far as it is known in which country, something was first done.</summary>
    public string At(DateTimeOffset time, string? country) =>
        country != null && Country(country) is { } name ? With("at.country", ("at", Time(time)), ("country", name)) : Time(time);

    /// <summary>What a country is called, by its ISO 3166-1 alpha-2 code; null where nobody knows it.</summary>
    public string? Country(string code)
    {
        try
        {
            var name = new RegionInfo($"{Language.Tag}-{code}").NativeName;
            return name.Equals(code, StringComparison.OrdinalIgnoreCase) ? null : name;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The address of another page of ours, in this language.</summary>
    public string Link(string path) => IsChosen ? $"{path}?{Field}={Language.Tag}" : path;

    private string Fill(string text, long number) => text
        .Replace(" {n}", NoBreak + "{n}", StringComparison.Ordinal)
        .Replace("{n}", number.ToString("N0", Language.Culture), StringComparison.Ordinal);

    /// <summary>What is put into a sentence of the other direction keeps its own order there (Unicode's first strong isolate).</summary>
    private string Isolated(string value) => Language.IsRightToLeft || value.Any(IsRightToLeft) ? $"\u2068{value}\u2069" : value;

    /// <summary>Hebrew, Arabic and their neighbours, with the presentation forms.</summary>
    private static bool IsRightToLeft(char character) =>
        character is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC');
}
