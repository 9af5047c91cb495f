using System.Collections.Frozen;
using System.Globalization;

namespace Trace.Server.Web.Consumer;

/// <summary>A language of the pages, with its texts.</summary>
public sealed class Language
{
    /// <summary>English first: what it is for whoever names none of these.</summary>
    public static readonly IReadOnlyList<Language> All =
    [
        new("en", "English"), new("de", "Deutsch"), new("fr", "Français"), new("es", "Español"), new("pt", "Português"), new("it", "Italiano"),
        new("pl", "Polski"), new("tr", "Türkçe"), new("ar", "العربية"), new("hi", "हिन्दी"), new("zh-Hans", "简体中文"), new("ja", "日本語"),
    ];

    private Language(string tag, string name)
    {
        (Tag, Name, Culture, Texts) = (tag, name, CultureInfo.GetCultureInfo(tag), TextFile.Read(tag));
        IsRightToLeft = Culture.TextInfo.IsRightToLeft;
    }

    public static Language English => All[0];

    /// <summary>As in <c>lang</c> attributes: language, and script where there are two.</summary>
    public string Tag { get; }

    /// <summary>What its own speakers call it.</summary>
    public string Name { get; }

    public CultureInfo Culture { get; }

    public bool IsRightToLeft { get; }

    /// <summary>By key; a plural form has its name in brackets behind the key.</summary>
    public FrozenDictionary<string, string> Texts { get; }

    /// <summary>The language of a tag such as <c>pt-BR</c>: its first part decides. Null for one that we do not have.</summary>
    public static Language? Find(ReadOnlySpan<char> tag)
    {
        var primary = Primary(tag);
        foreach (var language in All)
        {
            if (primary.Equals(Primary(language.Tag), StringComparison.OrdinalIgnoreCase))
                return language;
        }

        return null;
    }

    /// <summary>What somebody reads best of what we have, by <c>Accept-Language</c> (RFC 9110, section 12.5.4).</summary>
    public static Language Negotiate(HttpRequest request)
    {
        var wanted = request.GetTypedHeaders().AcceptLanguage;
        var refused = wanted.Where(range => range.Quality == 0).Select(range => Find(range.Value.AsSpan())).ToHashSet();
        foreach (var range in wanted.Where(range => range.Quality != 0).OrderByDescending(range => range.Quality ?? 1))
        {
            var language = range.Value == "*" ? All.FirstOrDefault(language => !refused.Contains(language)) : Find(range.Value.AsSpan());
            if (language != null)
                return language;
        }

        return English;
    }

    private static ReadOnlySpan<char> Primary(ReadOnlySpan<char> tag) => tag.IndexOf('-') is var end and >= 0 ? tag[..end] : tag;
}
