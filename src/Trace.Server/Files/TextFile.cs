using System.Buffers;
using System.Text;

namespace Trace.Server.Files;

/// <summary>Text without marks that a program would follow: well-formed UTF-8, no control characters but line ends, tabs and form feeds.</summary>
internal static class TextFile
{
    /// <summary>What a browser takes for a page (WHATWG MIME Sniffing, 7.1), and drawings besides.</summary>
    private static readonly string[] Markup =
    [
        "<!doctype", "<html", "<head", "<script", "<iframe", "<h1", "<div", "<font", "<table", "<a", "<style", "<title", "<b", "<body", "<br", "<p", "<!--", "<?xml", "<svg", "<meta", "<link",
    ];

    private static readonly SearchValues<string> AnyMarkup = SearchValues.Create(["<html", "<script", "<svg", "<iframe", "<!doctype html"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(number => (char)number).Where(character => char.IsControl(character) && character is not ('\t' or '\n' or '\r' or '\f'))]);

    /// <summary>At its beginning as browsers sniff it, or anywhere in its first pages what can only be meant for one.</summary>
    public static bool IsMarkup(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n', '\f');
        return Markup.Any(mark => text.StartsWith(mark, StringComparison.OrdinalIgnoreCase) && (mark.Length + 1 > text.Length || !char.IsAsciiLetter(text[mark.Length])))
            || text.AsSpan().IndexOfAny(AnyMarkup) >= 0;
    }

    public static bool IsText(Stream file)
    {
        var decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();
        var (bytes, chars) = (new byte[64 << 10], new char[(64 << 10) + 4]);
        file.Position = 0;
        try
        {
            int read;
            do
            {
                read = file.Read(bytes);
                var count = decoder.GetChars(bytes, 0, read, chars, 0, flush: read == 0);
                if (chars.AsSpan(0, count).ContainsAny(Controls))
                    return false;
            }
            while (read > 0);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}

/// <summary>Mail as it is transported (RFC 5322): header fields to an empty line, among them who sent it and when.</summary>
internal static class MailFile
{
    public static bool Is(ReadOnlySpan<byte> head)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (head.IndexOf((byte)'\n') is var end and >= 0)
        {
            var line = head[..end].TrimEnd((byte)'\r');
            head = head[(end + 1)..];
            if (line.IsEmpty)
                return names.Contains("From") && (names.Contains("Date") || names.Contains("Received"));
            // A line that begins with white space goes on with the one before.
            if (line[0] is (byte)' ' or (byte)'\t' && names.Count > 0)
                continue;
            if (line.IndexOf((byte)':') is not (> 0 and <= 76 and var colon) || line[..colon].ContainsAnyExceptInRange((byte)'!', (byte)'~'))
                return false;
            names.Add(Encoding.ASCII.GetString(line[..colon]));
        }

        return false;
    }
}
