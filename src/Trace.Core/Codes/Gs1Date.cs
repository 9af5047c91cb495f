using System.Globalization;

namespace Trace.Core.Codes;

/// <summary>Six-digit dates, YYMMDD, of AIs such as (11) and (17); day 00 stands for the last day of the month.</summary>
/// <remarks>Source: GS1 General Specifications sections 3.4 (day 00) and 7.12 (century of a two-digit year).</remarks>
public static class Gs1Date
{
    /// <summary>Characters of a date.</summary>
    public const int Length = 6;

    /// <summary>Reads YYMMDD; the century is the one that lies within 49 years before and 50 years after <paramref name="currentYear"/>.</summary>
    /// <param name="text">Six ASCII digits; anything else, or a day the month does not have, is false.</param>
    /// <param name="currentYear">The year it is now, four digits; from the caller's clock.</param>
    /// <param name="date">The date; for day 00, the last day of the month.</param>
    public static bool TryParse(ReadOnlySpan<char> text, int currentYear, out DateOnly date)
    {
        date = default;
        if (!TrySplit(text, out var twoDigitYear, out var month, out var day) || month is < 1 or > 12)
            return false;

        var year = FullYear(twoDigitYear, currentYear);
        var lastDay = DateTime.DaysInMonth(year, month);
        if (day > lastDay)
            return false;

        date = new DateOnly(year, month, day == 0 ? lastDay : day);
        return true;
    }

    /// <summary>YYMMDD of a date.</summary>
    public static string Format(DateOnly date) => date.ToString("yyMMdd", CultureInfo.InvariantCulture);

    /// <summary>YYMM00: the month of a date, meaning its last day.</summary>
    public static string FormatMonth(DateOnly date) => date.ToString("yyMM'00'", CultureInfo.InvariantCulture);

    /// <summary>The four-digit year of a two-digit one: at most 49 years before and 50 after the current year.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The years are not 0 to 99 and 1900 to 9899.</exception>
    public static int FullYear(int twoDigitYear, int currentYear)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(twoDigitYear);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(twoDigitYear, 99);
        ArgumentOutOfRangeException.ThrowIfLessThan(currentYear, 1900);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(currentYear, 9899);

        var ahead = twoDigitYear - (currentYear % 100);
        var century = currentYear - (currentYear % 100);
        if (ahead > 50)
            century -= 100;
        else if (ahead < -49)
            century += 100;
        return century + twoDigitYear;
    }

    /// <summary>True for a date of some century. Without a clock the century is unknown, so 29 February is good in every year divisible by 4.</summary>
    internal static bool IsPossible(ReadOnlySpan<char> text, bool allowDayZero)
    {
        if (!TrySplit(text, out var year, out var month, out var day) || month is < 1 or > 12)
            return false;
        return (day > 0 || allowDayZero) && day <= DateTime.DaysInMonth(2000 + year, month);
    }

    private static bool TrySplit(ReadOnlySpan<char> text, out int year, out int month, out int day)
    {
        year = month = day = 0;
        if (text.Length != Length || text.ContainsAnyExceptInRange('0', '9'))
            return false;
        year = (int)AsciiNumber.Of(text[..2]);
        month = (int)AsciiNumber.Of(text[2..4]);
        day = (int)AsciiNumber.Of(text[4..]);
        return true;
    }
}
