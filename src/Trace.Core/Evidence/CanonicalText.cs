using System.Text;

namespace Trace.Core.Evidence;

/// <summary>Text in a manifest, which has one spelling in JSON.</summary>
/// <remarks>
/// RFC 8785 section 3.2.2.2, and no control characters, so only the quotation mark and the backslash are ever escaped.
/// </remarks>
internal static class CanonicalText
{
    public static bool IsText(string text, int maxLength)
    {
        if (text.Length == 0 || text.Length > maxLength || text.Any(char.IsControl))
            return false;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done)
                return false;
            rest = rest[length..];
        }

        return true;
    }

    public static StringBuilder AppendMember(this StringBuilder json, string name, string value)
    {
        json.Append('"').Append(name).Append("\":\"");
        foreach (var character in value)
        {
            if (character is '"' or '\\')
                json.Append('\\');
            json.Append(character);
        }

        return json.Append('"');
    }
}
