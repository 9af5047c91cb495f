namespace Trace.Core.Codes;

/// <summary>Checks the content of one component; null when it is good, else the end of a sentence that starts with the value.</summary>
internal delegate string? Linter(ReadOnlySpan<char> part);

/// <summary>The GS1 Barcode Syntax Tests ("linters") that need no list kept by someone else.</summary>
/// <remarks>
/// Source: names in the GS1 Barcode Syntax Dictionary, meanings in the GS1 General Specifications section 3. Not checked, so
/// everything passes: GS1 company prefixes (gcppos1, gcppos2), country and currency codes (iso3166…, iso4217), package and
/// media types, coupons.
/// </remarks>
internal static class Linters
{
    private static readonly Dictionary<string, Linter> ByName = new(StringComparer.Ordinal)
    {
        ["csum"] = part => ModuloTen.HasValidCheckDigit(part) ? null : $"has check digit {part[^1]}, it should be {ModuloTen.CheckDigit(part[..^1])}",
        ["csumalpha"] = part => CheckCharacterPair.IsValid(part) ? null : "has wrong check characters",
        ["yymmdd"] = part => Gs1Date.IsPossible(part, allowDayZero: false) ? null : "is not a date (YYMMDD)",
        ["yymmd0"] = part => Gs1Date.IsPossible(part, allowDayZero: true) ? null : "is not a date (YYMMDD)",
        ["yyyymmdd"] = part => TimeLinters.IsFullDate(part) ? null : "is not a date (YYYYMMDD)",
        ["hhmi"] = part => TimeLinters.IsHour(part[..2]) && TimeLinters.IsMinute(part[2..]) ? null : "is not a time (HHMM)",
        ["hh"] = part => TimeLinters.IsHour(part) ? null : "has an hour over 23",
        ["mi"] = part => TimeLinters.IsMinute(part) ? null : "has a minute over 59",
        ["ss"] = part => TimeLinters.IsMinute(part) ? null : "has a second over 59",
        ["zero"] = part => part.ContainsAnyExcept('0') ? "has something other than 0 where 0 belongs" : null,
        ["nonzero"] = part => part.ContainsAnyExcept('0') ? null : "is zero where it must not be",
        ["nozeroprefix"] = part => part[0] == '0' ? "starts with 0" : null,
        ["yesno"] = part => part is "0" or "1" ? null : "is neither 0 nor 1",
        ["winding"] = part => part is "0" or "1" or "9" ? null : "has a winding direction other than 0, 1 and 9",
        ["iso5218"] = part => part is "0" or "1" or "2" or "9" ? null : "is not 0, 1, 2 or 9",
        ["hyphen"] = part => part.ContainsAnyExcept('-') ? "has something other than a hyphen where one belongs" : null,
        ["latitude"] = part => AsciiNumber.Of(part) <= 1_800_000_000 ? null : "has a latitude over 180 degrees from the south pole",
        ["longitude"] = part => AsciiNumber.Of(part) <= 3_600_000_000 ? null : "has a longitude over 360 degrees",
        ["pieceoftotal"] = part => IsPieceOfTotal(part) ? null : "does not say which piece of how many",
        ["posinseqslash"] = part => IsPositionInSequence(part) ? null : "is not a position of a total, such as 1/2",
        ["importeridx"] = part => CharacterSet64.IndexOfOther(part) >= 0 || part is "=" ? "has a wrong importer index" : null,
        ["hasnondigit"] = part => part.ContainsAnyExceptInRange('0', '9') ? null : "has only digits",
        ["pcenc"] = part => PercentEncoding.TryDecode(part, plusMeansSpace: false, out _) ? null : "has a % without two hexadecimal digits behind it",
        ["iban"] = part => Iban.IsValid(part) ? null : "is not an IBAN",
    };

    /// <summary>The linter of that name; null when it is one that is not checked.</summary>
    public static Linter? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Two digits for the piece, two for the total: 0103 is the first of three.</summary>
    private static bool IsPieceOfTotal(ReadOnlySpan<char> part) =>
        AsciiNumber.Of(part[..2]) is var piece and > 0 && piece <= AsciiNumber.Of(part[2..]);

    private static bool IsPositionInSequence(ReadOnlySpan<char> part) =>
        part[1] == '/' && part[0] is >= '1' and <= '9' && part[2] is >= '1' and <= '9' && part[0] <= part[2];
}
