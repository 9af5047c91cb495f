namespace Trace.Core.Codes;

/// <summary>Hours, minutes and eight-digit dates inside AI values; the dictionary has made sure that they are digits.</summary>
internal static class TimeLinters
{
    public static bool IsHour(ReadOnlySpan<char> twoDigits) => AsciiNumber.Of(twoDigits) <= 23;

    /// <summary>Minutes, and seconds.</summary>
    public static bool IsMinute(ReadOnlySpan<char> twoDigits) => AsciiNumber.Of(twoDigits) <= 59;

    /// <summary>YYYYMMDD.</summary>
    public static bool IsFullDate(ReadOnlySpan<char> eightDigits)
    {
        var year = (int)AsciiNumber.Of(eightDigits[..4]);
        var month = (int)AsciiNumber.Of(eightDigits[4..6]);
        var day = (int)AsciiNumber.Of(eightDigits[6..]);
        return year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }
}
