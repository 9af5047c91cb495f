namespace Trace.Core.TransparencyLog;

/// <summary>Base64 in its one canonical form (RFC 4648 sections 3.5 and 4): no white space, padded, no stray bits behind the last byte.</summary>
/// <remarks>The framework's decoder is lenient, and a signed text that has two spellings has two hashes.</remarks>
internal static class StrictBase64
{
    public static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = new byte[(text.Length / 4) * 3];
        if (text.Length == 0 || text.Length % 4 != 0 || !Convert.TryFromBase64String(text, bytes, out var length))
            return false;
        Array.Resize(ref bytes, length);
        return string.Equals(Convert.ToBase64String(bytes), text, StringComparison.Ordinal);
    }
}
