using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Trace.Core.Enforcement;

/// <summary>Members of an enumeration as data files and answers spell them: <c>trade_mark</c>, <c>seller_contacted</c>.</summary>
public static class Words<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Values = Enum.GetValues<T>().ToDictionary(Of, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> All => Values.Keys;

    public static string Of(T value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static bool TryParse([NotNullWhen(true)] string? word, out T value)
    {
        value = default;
        return word is not null && Values.TryGetValue(word, out value);
    }

    /// <summary>All of the words, or false if one is not known or none is there.</summary>
    public static bool TryParse(IReadOnlyList<string>? words, out IReadOnlyList<T> values)
    {
        values = [.. (words ?? []).Where(word => TryParse(word, out _)).Select(word => Values[word])];
        return values.Count > 0 && values.Count == words!.Count;
    }
}
