using System.Globalization;

namespace Trace.Core.Codes;

/// <summary>The characters a component of an AI value is made of, named as in the GS1 Barcode Syntax Dictionary.</summary>
public enum AiCharacters
{
    /// <summary>N: digits.</summary>
    Digits,

    /// <summary>X: <see cref="CharacterSet82"/>.</summary>
    Set82,

    /// <summary>Y: <see cref="CharacterSet39"/>.</summary>
    Set39,

    /// <summary>Z: <see cref="CharacterSet64"/>.</summary>
    Set64,
}

/// <summary>One component of an AI's value, such as <c>N13,csum</c> or <c>[X..17]</c>.</summary>
/// <remarks>Source: header of the GS1 Barcode Syntax Dictionary.</remarks>
public sealed class AiComponent
{
    private readonly Linter[] _linters;

    private AiComponent(string notation, AiCharacters characters, int minLength, int maxLength, bool isOptional, Linter[] linters)
    {
        Notation = notation;
        Characters = characters;
        MinLength = minLength;
        MaxLength = maxLength;
        IsOptional = isOptional;
        _linters = linters;
    }

    /// <summary>As the dictionary writes it, without the tests that are not checked: <c>N13,csum</c>.</summary>
    public string Notation { get; }

    public AiCharacters Characters { get; }

    public int MinLength { get; }

    public int MaxLength { get; }

    public bool IsOptional { get; }

    /// <summary>Reads the dictionary's notation: <c>N6,yymmd0</c>, <c>X..20</c>, <c>[N3],iso3166</c>.</summary>
    /// <exception cref="FormatException">The notation is not one the dictionary's header describes.</exception>
    internal static AiComponent Parse(string notation)
    {
        var parts = notation.Split(',');
        var isOptional = parts[0].StartsWith('[') && parts[0].EndsWith(']');
        var type = isOptional ? parts[0][1..^1] : parts[0];
        var isVariable = type.AsSpan(1).StartsWith("..");
        var maxLength = int.Parse(type.AsSpan(isVariable ? 3 : 1), CultureInfo.InvariantCulture);
        var characters = type[0] switch
        {
            'N' => AiCharacters.Digits,
            'X' => AiCharacters.Set82,
            'Y' => AiCharacters.Set39,
            'Z' => AiCharacters.Set64,
            _ => throw new FormatException($"Unknown component {notation}."),
        };
        var tests = parts.Skip(1).Where(name => Linters.Find(name) is not null).ToArray();
        var checkedNotation = string.Join(',', tests.Prepend(parts[0]));
        return new AiComponent(checkedNotation, characters, isVariable ? 1 : maxLength, maxLength, isOptional, [.. tests.Select(name => Linters.Find(name)!)]);
    }

    /// <summary>
    /// Takes this component off the front of <paramref name="rest"/>. The result is null, or what is wrong, as the end of a
    /// sentence that starts with the value.
    /// </summary>
    internal string? Take(ref ReadOnlySpan<char> rest)
    {
        if (IsOptional && rest.IsEmpty)
            return null;
        if (rest.Length < MinLength)
            return "is too short";

        var part = rest[..Math.Min(rest.Length, MaxLength)];
        var other = IndexOfOther(part);
        if (other >= 0)
            return $"has {Quote.Of(part.Slice(other, 1))}, which is not {Describe(Characters)}";

        foreach (var linter in _linters)
        {
            if (linter(part) is { } problem)
                return problem;
        }

        rest = rest[part.Length..];
        return null;
    }

    private static string Describe(AiCharacters characters) => characters switch
    {
        AiCharacters.Digits => "a digit",
        AiCharacters.Set82 => "in GS1's character set 82",
        AiCharacters.Set39 => "in GS1's character set 39",
        _ => "in GS1's character set 64",
    };

    private int IndexOfOther(ReadOnlySpan<char> part) => Characters switch
    {
        AiCharacters.Digits => part.IndexOfAnyExceptInRange('0', '9'),
        AiCharacters.Set82 => CharacterSet82.IndexOfOther(part),
        AiCharacters.Set39 => CharacterSet39.IndexOfOther(part),
        _ => CharacterSet64.IndexOfOther(part),
    };
}
