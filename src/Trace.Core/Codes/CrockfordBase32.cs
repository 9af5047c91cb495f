namespace Trace.Core.Codes;

/// <summary>Crockford's base 32 alphabet, 5 bits a character, most significant first.</summary>
/// <remarks>Reading is strict: upper case only and no look-alikes. Typed input is normalised before it comes here.</remarks>
public static class CrockfordBase32
{
    public const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Writes the low <c>5 × destination.Length</c> bits of a value.</summary>
    public static void Encode(long value, Span<char> destination)
    {
        for (var i = destination.Length - 1; i >= 0; i--)
        {
            destination[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }
    }

    public static string Encode(long value, int length) =>
        string.Create(length, value, static (span, v) => Encode(v, span));

    /// <summary>Reads up to 12 characters (60 bits).</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > 12)
            return false;
        foreach (var c in text)
        {
            var digit = Digit(c);
            if (digit < 0)
                return false;
            value = (value << 5) | (long)digit;
        }

        return true;
    }

    private static int Digit(char c) => c < Digits.Length ? Digits[c] : -1;

    private static ReadOnlySpan<sbyte> Digits =>
    [
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -1, -1, -1, -1, -1,
        -1, 10, 11, 12, 13, 14, 15, 16, 17, -1, 18, 19, -1, 20, 21, -1,
        22, 23, 24, 25, 26, -1, 27, 28, 29, 30, 31,
    ];
}
