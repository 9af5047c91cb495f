using System.Reflection;

namespace Trace.Server.Accounts;

/// <summary>How many guesses a password needs of someone who tries what people choose: an estimate in bits.</summary>
/// <remarks>
/// The cheapest way to write the password as a row of pieces: a common password or a word of the person (the bits of its rank), a piece
/// that stands in it already, a character that repeats or continues the one before, or any other character. The idea is that of zxcvbn
/// (Wheeler, USENIX Security 2016), with fewer kinds of pieces.
/// </remarks>
public static class PasswordGuesses
{
    private const double CharacterBits = 5;
    private const double RunBits = 1;
    private const double RepeatBits = 4;
    private const double OwnWordBits = 2;
    private const int MaxWord = 24;

    private static readonly Lazy<Dictionary<string, double>> Common = new(Load);

    public static double Bits(string password, IEnumerable<string> ownWords)
    {
        var text = Plain(password);
        var own = ownWords.Select(Plain).Where(word => word.Length >= 3).ToHashSet(StringComparer.Ordinal);
        var best = new double[text.Length + 1];
        for (var end = 1; end <= text.Length; end++)
        {
            best[end] = best[end - 1] + (Continues(text, end - 1) ? RunBits : CharacterBits);
            for (var start = Math.Max(0, end - MaxWord); start <= end - 3; start++)
                best[end] = Math.Min(best[end], best[start] + PieceBits(text, start, end, own));
        }

        return best[^1];
    }

    private static double PieceBits(string text, int start, int end, HashSet<string> own)
    {
        var piece = text[start..end];
        if (own.Contains(piece))
            return OwnWordBits;
        if (text.AsSpan(0, start).Contains(piece, StringComparison.Ordinal))
            return RepeatBits;
        return Common.Value.TryGetValue(piece, out var bits) ? bits : double.PositiveInfinity;
    }

    /// <summary>aaa, abc, 321.</summary>
    private static bool Continues(string text, int at) => at > 0 && Math.Abs(text[at] - text[at - 1]) <= 1;

    /// <summary>Without case and the usual disguises of letters.</summary>
    private static string Plain(string text) => string.Create(text.Length, text, static (plain, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            plain[i] = char.ToLowerInvariant(source[i]) switch
            {
                '@' or '4' => 'a',
                '3' => 'e',
                '1' or '!' => 'i',
                '0' => 'o',
                '$' or '5' => 's',
                '7' => 't',
                var other => other,
            };
        }
    });

    private static Dictionary<string, double> Load()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Trace.Server.Accounts.common-passwords.txt")!);
        var words = new Dictionary<string, double>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
                words.TryAdd(Plain(line), 2 + Math.Log2(words.Count + 2));
        }

        return words;
    }
}
