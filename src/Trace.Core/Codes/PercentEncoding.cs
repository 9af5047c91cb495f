using System.Buffers;
using System.Text;

namespace Trace.Core.Codes;

/// <summary>Percent-encoding of AI values in Digital Link URIs.</summary>
/// <remarks>
/// Source: RFC 3986 section 2; GS1 Digital Link URI Syntax section 4. Only <c>A–Z a–z 0–9 - . _ ~</c> stand for
/// themselves, hexadecimal digits are written in upper case, and a decoded byte is one character (U+0000 to U+00FF):
/// GS1 values are ASCII, so there is no text encoding to choose.
/// </remarks>
public static class PercentEncoding
{
    private const string HexDigits = "0123456789ABCDEF";

    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~");

    /// <summary>Encodes ASCII text; <paramref name="spaceAsPlus"/> writes a space as <c>+</c>, as queries may.</summary>
    /// <exception cref="ArgumentException">The text holds a character above U+007F, which no GS1 value does.</exception>
    public static string Encode(ReadOnlySpan<char> value, bool spaceAsPlus = false)
    {
        if (!value.ContainsAnyExcept(Unreserved))
            return value.ToString();
        var encoded = new StringBuilder(value.Length + 16);
        AppendEncoded(encoded, value, spaceAsPlus);
        return encoded.ToString();
    }

    /// <summary>Decodes once and strictly: false for a <c>%</c> without two hexadecimal digits behind it, and for <c>%00</c>.</summary>
    /// <param name="text">The encoded value.</param>
    /// <param name="plusMeansSpace">True in a query, false in a path.</param>
    /// <param name="value">The value, empty when the result is false. It may hold any character, set 82 is not checked here.</param>
    public static bool TryDecode(ReadOnlySpan<char> text, bool plusMeansSpace, out string value) =>
        TryDecode(text, plusMeansSpace, strict: true, out value);

    /// <summary>Decodes once; a <c>%</c> without two hexadecimal digits behind it stands for itself, as in GS1's own engine.</summary>
    public static string DecodeLeniently(ReadOnlySpan<char> text, bool plusMeansSpace)
    {
        TryDecode(text, plusMeansSpace, strict: false, out var value);
        return value;
    }

    internal static void AppendEncoded(StringBuilder target, ReadOnlySpan<char> value, bool spaceAsPlus = false)
    {
        while (true)
        {
            var next = value.IndexOfAnyExcept(Unreserved);
            if (next < 0)
            {
                target.Append(value);
                return;
            }

            var character = value[next];
            if (!char.IsAscii(character))
                throw new ArgumentException($"U+{(int)character:X4} is not ASCII; GS1 values are.", nameof(value));
            target.Append(value[..next]);
            if (spaceAsPlus && character == ' ')
                target.Append('+');
            else
                target.Append('%').Append(HexDigits[character >> 4]).Append(HexDigits[character & 15]);
            value = value[(next + 1)..];
        }
    }

    private static bool TryDecode(ReadOnlySpan<char> text, bool plusMeansSpace, bool strict, out string value)
    {
        if (!text.Contains('%') && !(plusMeansSpace && text.Contains('+')))
        {
            value = text.ToString();
            return true;
        }

        value = "";
        var decoded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && TryReadByte(text[(i + 1)..], out var octet))
            {
                if (strict && octet == '\0')
                    return false;
                decoded.Append(octet);
                i += 2;
            }
            else if (text[i] == '%' && strict)
                return false;
            else
                decoded.Append(plusMeansSpace && text[i] == '+' ? ' ' : text[i]);
        }

        value = decoded.ToString();
        return true;
    }

    private static bool TryReadByte(ReadOnlySpan<char> text, out char octet)
    {
        octet = '\0';
        if (text.Length < 2 || !char.IsAsciiHexDigit(text[0]) || !char.IsAsciiHexDigit(text[1]))
            return false;
        octet = (char)((HexValue(text[0]) << 4) | HexValue(text[1]));
        return true;
    }

    private static int HexValue(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
