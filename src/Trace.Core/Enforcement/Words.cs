using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Trace.Core.Enforcement;

/// <summary>Members of an enumeration as data files and answers spell them: <c>trade_mark</c>, <c>seller_contacted</c>.</summary>
public static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static IReadOnlyCollection<string> All<T>()
        where T : struct, Enum => Table<T>.Values.Keys;

    public static bool TryParse<T>([NotNullWhen(true)] string? word, out T value)
        where T : struct, Enum
    {
        value = default;
        return word is not null && Table<T>.Values.TryGetValue(word, out value);
    }

    /// <summary>True if there are words and all of them are known.</summary>
    internal static bool AreKnown<T>(IReadOnlyList<string>? words)
        where T : struct, Enum => words is { Count: > 0 } && words.All(word => word is not null && Table<T>.Values.ContainsKey(word));

    /// <summary>The values of words that are known.</summary>
    internal static IReadOnlyList<T> Read<T>(IReadOnlyList<string>? words)
        where T : struct, Enum => [.. (words ?? []).Select(word => Table<T>.Values[word])];

    private static class Table<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<string, T> Values = Enum.GetValues<T>().ToDictionary(Of, StringComparer.Ordinal);
    }
}
