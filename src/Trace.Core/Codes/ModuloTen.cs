namespace Trace.Core.Codes;

/// <summary>The check digit of GTIN, SSCC, GLN and the other numeric GS1 keys.</summary>
/// <remarks>Source: GS1 General Specifications section 7.9.1: weights 3 and 1 alternate from the right, sum modulo 10.</remarks>
internal static class ModuloTen
{
    /// <summary>True when the text is at least two ASCII digits and the last one is the check digit of the others.</summary>
    public static bool HasValidCheckDigit(ReadOnlySpan<char> digits) =>
        digits.Length >= 2 && !digits.ContainsAnyExceptInRange('0', '9') && CheckDigit(digits[..^1]) == digits[^1];

    /// <summary>The check digit, as a character, that belongs behind these ASCII digits.</summary>
    public static char CheckDigit(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        var weight = 3;
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            sum = (sum + (weight * (digits[i] - '0'))) % 10;
            weight = 4 - weight;
        }

        return (char)('0' + ((10 - sum) % 10));
    }
}
