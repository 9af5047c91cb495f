using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Trace.Core.Enforcement;

/// <summary>Which letter.</summary>
public enum LetterKind
{
    /// <summary>Asks a seller for proof of authorization and asserts nothing.</summary>
    FirstLetter,

    /// <summary>Asks once more, or says what is still open.</summary>
    Reminder,

    /// <summary>Goes with a notice to a platform.</summary>
    PlatformComplaint,

    /// <summary>Takes back what went out.</summary>
    Retraction,
}

/// <summary>A letter that is ready to go.</summary>
public sealed record Letter(string Subject, string Body);

/// <summary>A letter with named places: <c>{{seller}}</c> must be filled in, the line of <c>{{remarks?}}</c> goes if it is not.</summary>
/// <remarks>The first line of the file is the subject. What is filled in is never read as a template again.</remarks>
public sealed partial class LetterTemplate
{
    private const int MostCharacters = 4000;

    private readonly string text;

    private LetterTemplate(LetterKind kind, string language, string text)
    {
        (Kind, Language, this.text) = (kind, language, text);
        var places = Place().Matches(text);
        Required = [.. places.Where(place => !place.Groups["optional"].Success).Select(Name).Distinct(StringComparer.Ordinal)];
        Optional = [.. places.Where(place => place.Groups["optional"].Success).Select(Name).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Every letter in every language.</summary>
    public static IReadOnlyList<LetterTemplate> All { get; } = [.. EmbeddedFile.Names(".txt").Select(Load)];

    public LetterKind Kind { get; }

    /// <summary><c>en</c>, <c>de</c>, <c>zh</c>.</summary>
    public string Language { get; }

    public IReadOnlyList<string> Required { get; }

    public IReadOnlyList<string> Optional { get; }

    public static LetterTemplate? Find(LetterKind kind, string language) => All.FirstOrDefault(letter => letter.Kind == kind && letter.Language == language);

    /// <summary>What is missing or wrong, by the name of the place.</summary>
    public IReadOnlyList<Gap> Check(IReadOnlyDictionary<string, string> places) =>
    [
        .. Required.Where(name => !IsFilled(places, name)).Select(name => new Gap("place_missing", $"The letter needs {name.Replace('_', ' ')}.", name)),
        .. places.Keys.Except([.. Required, .. Optional], StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => new Gap("place_unknown", $"The letter has no place {name}.", name)),
        .. places.Where(place => place.Value.Length > MostCharacters).Select(place => new Gap("place_too_long", $"{place.Key} has {place.Value.Length} characters; {MostCharacters} fit.", place.Key)),
        .. places.Where(place => !NoticeValue.IsPlain(place.Value)).Select(place => new Gap("place_invalid", $"{place.Key} has characters that are no text.", place.Key)),
    ];

    /// <summary>The letter, or what <see cref="Check"/> finds.</summary>
    public bool TryFill(IReadOnlyDictionary<string, string> places, [NotNullWhen(true)] out Letter? letter, out IReadOnlyList<Gap> gaps)
    {
        gaps = Check(places);
        letter = null;
        if (gaps.Count > 0)
            return false;
        var lines = text.Split('\n').Where(line => Place().Matches(line).All(place => IsFilled(places, Name(place)))).Select(line => Fill(line, places)).ToList();
        letter = new Letter(lines[0].ReplaceLineEndings(" "), Body(lines.Skip(1)));
        return true;
    }

    private static string Fill(string line, IReadOnlyDictionary<string, string> places) => Place().Replace(line, place => places[Name(place)].Trim());

    /// <summary>No two empty lines on end where a line went.</summary>
    private static string Body(IEnumerable<string> lines)
    {
        var body = new StringBuilder();
        var emptyBefore = true;
        foreach (var line in lines)
        {
            if (line.Length > 0 || !emptyBefore)
                body.Append(line).Append('\n');
            emptyBefore = line.Length == 0;
        }

        return body.ToString().TrimEnd('\n') + "\n";
    }

    private static bool IsFilled(IReadOnlyDictionary<string, string> places, string name) => places.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value);

    private static string Name(Match place) => place.Groups["name"].Value;

    private static LetterTemplate Load(string resource) =>
        resource.Split('.') is ["Letters", var kind, var language, "txt"] && Words.TryParse<LetterKind>(kind, out var known)
            ? new LetterTemplate(known, language, Encoding.UTF8.GetString(EmbeddedFile.Read(resource)))
            : throw new InvalidOperationException($"{resource} is not named as a letter.");

    [GeneratedRegex("\\{\\{(?<name>[a-z_]+)(?<optional>\\?)?\\}\\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
