using System.Buffers;

namespace Trace.Core.Codes;

/// <summary>The 39 characters of AI (8010), the component and part identifier.</summary>
/// <remarks>Source: GS1 General Specifications figure 7.11-2.</remarks>
public static class CharacterSet39
{
    private static readonly SearchValues<char> Set = SearchValues.Create("#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Index of the first character outside the set, −1 when there is none.</summary>
    public static int IndexOfOther(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Set);
}
