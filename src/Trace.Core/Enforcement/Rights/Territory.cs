namespace Trace.Core.Enforcement;

/// <summary>Countries by their two letters (ISO 3166-1 alpha-2), and the unions that rights and laws speak of.</summary>
/// <remarks>
/// Sources: Article 52 TEU for the 27 members of the EU; Agreement on the European Economic Area for IS, LI, NO beside them;
/// Benelux Convention on Intellectual Property for BX, the code WIPO gives it (Standard ST.3).
/// </remarks>
public static class Territory
{
    /// <summary>Everywhere: for a law by which it does not matter where the goods were first sold.</summary>
    public const string World = "*";

    private static readonly string[] Eu =
    [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
        "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    ];

    private static readonly Dictionary<string, string[]> Unions = new(StringComparer.Ordinal)
    {
        ["EU"] = Eu,
        ["EEA"] = [.. Eu, "IS", "LI", "NO"],
        ["BX"] = ["BE", "LU", "NL"],
    };

    /// <summary>Two upper-case letters that are no union.</summary>
    public static bool IsCountry(string? text) => text is { Length: 2 } && text.All(char.IsAsciiLetterUpper) && !Unions.ContainsKey(text);

    /// <summary>A country, a union, or the world.</summary>
    public static bool IsKnown(string? text) => text is not null && (text == World || Unions.ContainsKey(text) || IsCountry(text));

    /// <summary>True if the country is one of the places or a member of one.</summary>
    public static bool Holds(IEnumerable<string> places, string country) =>
        places.Any(place => place == World || place == country || (Unions.TryGetValue(place, out var members) && members.Contains(country, StringComparer.Ordinal)));

    /// <summary>True if a country, or any member of a union, is in the places.</summary>
    public static bool Overlaps(IEnumerable<string> places, string countryOrUnion) =>
        Unions.TryGetValue(countryOrUnion, out var members) ? members.Any(country => Holds(places, country)) : Holds(places, countryOrUnion);
}
