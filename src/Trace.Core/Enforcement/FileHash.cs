namespace Trace.Core.Enforcement;

/// <summary>The SHA-256 of a file that is kept, as text: 64 lower-case hexadecimal digits.</summary>
internal static class FileHash
{
    public static bool Is(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);
}
