using System.Buffers;

namespace Trace.Core.Codes;

/// <summary>The file-safe, URI-safe base 64 characters of AI (8030), and the padding character.</summary>
/// <remarks>Source: GS1 General Specifications figure 7.11-3.</remarks>
public static class CharacterSet64
{
    private static readonly SearchValues<char> Set =
        SearchValues.Create("-0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    /// <summary>Index of the first character outside the set, −1 when there is none.</summary>
    public static int IndexOfOther(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Set);
}
