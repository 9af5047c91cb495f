using System.Buffers;

namespace Trace.Core.Codes;

/// <summary>The 82 characters that lots, serials and most other alphanumeric values are made of.</summary>
/// <remarks>Source: GS1 General Specifications figure 7.11-1, in the order of the values used by the check character pair.</remarks>
public static class CharacterSet82
{
    internal const string Characters =
        "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> Set = SearchValues.Create(Characters);

    /// <summary>True when every character is in the set; true for empty text.</summary>
    public static bool ContainsOnly(ReadOnlySpan<char> text) => IndexOfOther(text) < 0;

    /// <summary>Why a value is not made of this set, as a sentence for people; null when it is.</summary>
    internal static string? Problem(string ai, ReadOnlySpan<char> value) =>
        IndexOfOther(value) is >= 0 and var at ? $"The value {Quote.Of(value)} of ({ai}) has {Quote.Of(value.Slice(at, 1))}, which is not in GS1's character set 82." : null;

    /// <summary>Index of the first character outside the set, −1 when there is none.</summary>
    public static int IndexOfOther(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Set);
}
