using System.Globalization;

namespace Trace.Server.Http;

/// <summary>Days as requests, answers and the database write them: <c>2026-11-29</c>, in UTC. They sort as texts.</summary>
public static class CalendarDay
{
    private const string Form = "yyyy-MM-dd";

    public static DateOnly Today(this TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    public static string Format(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);

    public static string? Format(DateOnly? day) => day is { } given ? Format(given) : null;

    /// <summary>What was written by <see cref="Format(DateOnly?)"/>.</summary>
    public static DateOnly? Read(string? text) => text == null ? null : DateOnly.ParseExact(text, Form, CultureInfo.InvariantCulture);

    /// <summary>A day that may be left out; false for what is no day.</summary>
    public static bool TryParse(string? text, out DateOnly? day)
    {
        var isDay = DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed);
        day = isDay ? parsed : null;
        return isDay || text == null;
    }
}
