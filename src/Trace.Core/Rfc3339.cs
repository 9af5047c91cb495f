using System.Globalization;

namespace Trace.Core;

/// <summary>Times as text: <c>2026-11-24T09:30:00.000Z</c>.</summary>
/// <remarks>
/// Source: RFC 3339 section 5.6, all of its <c>date-time</c> with <c>T</c> and <c>Z</c> in either case, and nothing else. Not taken are the
/// second 60 of a leap second and times outside the years 1 to 9999 in UTC, for which there is no value. Digits of a second beyond the
/// seventh are cut off.
/// </remarks>
public static class Rfc3339
{
    private const int SecondsEnd = 19;
    private const int TickDigits = 7;

    /// <summary>Reads a time with its offset; the result is in UTC.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length <= SecondsEnd || text[10] is not ('T' or 't')
            || !DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || !TimeOnly.TryParseExact(text[11..SecondsEnd], "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
            return false;

        var rest = text[SecondsEnd..];
        if (!TryTakeFraction(ref rest, out var fraction) || !TryReadOffset(rest, out var offset))
            return false;
        var ticks = date.ToDateTime(clock).Ticks + fraction - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A point and at least one digit, or nothing.</summary>
    private static bool TryTakeFraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (rest[0] != '.')
            return true;
        rest = rest[1..];
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        if (end <= 0)
            return false;
        for (var i = 0; i < TickDigits; i++)
            ticks = (10 * ticks) + (i < end ? rest[i] - '0' : 0);
        rest = rest[end..];
        return true;
    }

    /// <summary><c>Z</c>, or hours and minutes with their sign. -00:00, an unknown place, is UTC.</summary>
    private static bool TryReadOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z" or "z")
            return true;
        if (text[0] is not ('+' or '-') || !TimeOnly.TryParseExact(text[1..], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
            return false;
        offset = text[0] == '-' ? -clock.ToTimeSpan() : clock.ToTimeSpan();
        return true;
    }
}
