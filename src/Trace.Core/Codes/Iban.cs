namespace Trace.Core.Codes;

/// <summary>The form and check digits of an International Bank Account Number, AI (8007).</summary>
/// <remarks>Source: ISO 13616: country letters, two check digits; moved to the end, letters as 10 to 35, the number modulo 97 is 1.</remarks>
internal static class Iban
{
    private const int PrefixLength = 4;

    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length <= PrefixLength || !char.IsAsciiLetterUpper(text[0]) || !char.IsAsciiLetterUpper(text[1])
            || !char.IsAsciiDigit(text[2]) || !char.IsAsciiDigit(text[3]))
            return false;

        var remainder = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[(i + PrefixLength) % text.Length];
            if (char.IsAsciiDigit(character))
                remainder = ((10 * remainder) + (character - '0')) % 97;
            else if (char.IsAsciiLetterUpper(character))
                remainder = ((100 * remainder) + (character - 'A' + 10)) % 97;
            else
                return false;
        }

        return remainder == 1;
    }
}
