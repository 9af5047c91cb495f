using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Trace.Server.Http;
using Trace.Server.Web.Consumer;

namespace Trace.Server.Web.Console;

/// <summary>The console's words in one language: those of each folder of pages, from its <c>Texts.{language}.json</c>.</summary>
public sealed class ConsoleTexts
{
    /// <summary>As they stand in <c>lang</c>; the first is for whoever asks for none of them.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "zh"];

    private static readonly FrozenDictionary<string, ConsoleTexts> ByLanguage =
        Languages.ToFrozenDictionary(language => language, language => new ConsoleTexts(language), StringComparer.Ordinal);

    private readonly FrozenDictionary<string, string> _words;

    private ConsoleTexts(string language)
    {
        Language = language;
        Frame = new Wording(Web.Consumer.Language.Find(language)!, isChosen: false);
        Culture = CultureInfo.GetCultureInfo(language == "zh" ? "zh-CN" : "en-GB");
        // A key that two folders have fails here.
        _words = Files(language).SelectMany(Read).ToDictionary(StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);
    }

    public string Language { get; }

    public CultureInfo Culture { get; }

    /// <summary>The words of the frame that pages without a circuit share with the consumer's.</summary>
    public Wording Frame { get; }

    public IReadOnlyCollection<string> Keys => _words.Keys;

    /// <summary>The words of a key. A key without words shows itself; the tests hold every key that pages use against the files.</summary>
    public string this[string key] => _words.GetValueOrDefault(key, key);

    public static ConsoleTexts Of(string language) => ByLanguage[language];

    /// <summary>The words of a key with values in their places, numbers in the way of the language.</summary>
    public string With(string key, params ReadOnlySpan<object?> values) => string.Format(Culture, this[key], values);

    /// <summary>The same for a count: <c>key.one</c> or <c>key.other</c>, the count in place 0.</summary>
    public string Count(string key, long count) => With(count == 1 ? $"{key}.one" : $"{key}.other", count);

    /// <summary>A word of the domain, which a newer part of the server may know before this page does.</summary>
    public string Word(string group, string word) => _words.GetValueOrDefault($"{group}.{word}", word);

    /// <summary>What was refused, and why. The sentence of the failure is English: elsewhere its word is said in the page's language first.</summary>
    public string Of(Failure failure) => Language == Languages[0] ? failure.Detail : With("failure.says", Word("problem", failure.Code), failure.Detail);

    /// <summary>What a country is called, by its ISO 3166-1 alpha-2 code; what is not known says so.</summary>
    public string Country(string? code)
    {
        if (string.IsNullOrEmpty(code))
            return this["country.unknown"];
        try
        {
            return new RegionInfo($"{Language}-{code}").NativeName;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }

    /// <summary>How long ago that was, in the largest unit that fits.</summary>
    public string Ago(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalMinutes: < 1 } => this["ago.now"],
        { TotalHours: < 1 } passed => Count("ago.minutes", (long)passed.TotalMinutes),
        { TotalDays: < 1 } passed => Count("ago.hours", (long)passed.TotalHours),
        { TotalDays: < 60 } passed => Count("ago.days", (long)passed.TotalDays),
        var passed => Count("ago.months", (long)(passed.TotalDays / 30)),
    };

    /// <summary>What the browser asked for first that there is.</summary>
    public static string Choose(string acceptLanguage) => acceptLanguage.Split(',')
        .Select(part => part.Split(';')[0].Split('-')[0].Trim().ToLowerInvariant())
        .FirstOrDefault(Languages.Contains, Languages[0]);

    private static IEnumerable<string> Files(string language) => typeof(ConsoleTexts).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("Console/", StringComparison.Ordinal) && name.EndsWith($"Texts.{language}.json", StringComparison.Ordinal));

    private static Dictionary<string, string> Read(string file)
    {
        using var stream = typeof(ConsoleTexts).Assembly.GetManifestResourceStream(file)!;
        return JsonSerializer.Deserialize(stream, ServerJson.Default.DictionaryStringString)!;
    }
}
