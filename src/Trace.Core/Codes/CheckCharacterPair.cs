using System.Diagnostics;

namespace Trace.Core.Codes;

/// <summary>The two check characters at the end of a Global Model Number, AI (8013), and of AI (8014).</summary>
/// <remarks>
/// Source: GS1 General Specifications section 7.9.5: values of <see cref="CharacterSet82"/>, weighted from the right by
/// the primes 2 to 83, sum modulo 1021, written as two characters of a 32-character alphabet.
/// </remarks>
internal static class CheckCharacterPair
{
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int Modulus = 1021;

    private static ReadOnlySpan<int> Weights => [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83];

    /// <summary>True when the last two of 3 to 25 characters of set 82 are the check characters of the others.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text.Length > Weights.Length + 2 || !CharacterSet82.ContainsOnly(text))
            return false;
        var (first, second) = Of(text[..^2]);
        return text[^2] == first && text[^1] == second;
    }

    private static (char First, char Second) Of(ReadOnlySpan<char> text)
    {
        Debug.Assert(text.Length <= Weights.Length, "a weight for each character");
        var sum = 0;
        for (var i = 0; i < text.Length; i++)
            sum += Weights[text.Length - 1 - i] * CharacterSet82.Characters.IndexOf(text[i]);
        sum %= Modulus;
        return (Alphabet[sum / 32], Alphabet[sum % 32]);
    }
}
