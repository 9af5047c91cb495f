namespace Trace.Server.Web.Consumer;

/// <summary>Which form of a text goes with a whole number. Source: Unicode CLDR 46, cardinal rules for integers.</summary>
public static class PluralForms
{
    /// <summary>The forms that a language has, in CLDR's words.</summary>
    public static IReadOnlyList<string> Of(string tag) => tag switch
    {
        "ar" => ["zero", "one", "two", "few", "many", "other"],
        "pl" => ["one", "few", "many", "other"],
        "es" or "fr" or "it" or "pt" => ["one", "many", "other"],
        "ja" or "zh-Hans" => ["other"],
        _ => ["one", "other"],
    };

    /// <summary>The form for a number that is not negative.</summary>
    public static string For(string tag, long number) => tag switch
    {
        "ar" => Arabic(number),
        "pl" => Polish(number),
        "fr" or "pt" => number is 0 or 1 ? "one" : MillionsOrOther(number),
        "es" or "it" => number == 1 ? "one" : MillionsOrOther(number),
        "hi" => number is 0 or 1 ? "one" : "other",
        "ja" or "zh-Hans" => "other",
        _ => number == 1 ? "one" : "other",
    };

    private static string Arabic(long number) => number switch
    {
        0 => "zero",
        1 => "one",
        2 => "two",
        _ => (number % 100) switch { >= 3 and <= 10 => "few", >= 11 => "many", _ => "other" },
    };

    private static string Polish(long number) =>
        number == 1 ? "one"
        : number % 10 is >= 2 and <= 4 && number % 100 is not (>= 12 and <= 14) ? "few"
        : "many";

    private static string MillionsOrOther(long number) => number != 0 && number % 1_000_000 == 0 ? "many" : "other";
}
