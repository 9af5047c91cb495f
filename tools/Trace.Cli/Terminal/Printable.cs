using System.Globalization;

namespace Trace.Cli.Terminal;

/// <summary>Text of others on a terminal: a brand name in a key file must not move the cursor or rename a window.</summary>
internal static class Printable
{
    public static string Of(string? text) =>
        text == null ? "" : text.Any(IsUnsafe) ? string.Concat(text.Select(c => IsUnsafe(c) ? '\uFFFD' : c)) : text;

    /// <summary>Control characters, and format characters that reorder what stands around them.</summary>
    private static bool IsUnsafe(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
