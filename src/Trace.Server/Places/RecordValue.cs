using System.Globalization;
using Trace.Server.Codes;

namespace Trace.Server.Places;

/// <summary>A value of a database's record as what it means: makers write numbers as numbers or as text. What is none is unknown, never an error.</summary>
public static class RecordValue
{
    public static double? Number(object? value) => value switch
    {
        double number => Finite(number),
        float number => Finite(number),
        int number => number,
        long number => number,
        ulong number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => Finite(number),
        _ => null,
    };

    /// <summary>3320, "3320" or "AS3320".</summary>
    public static uint? AsNumber(object? value)
    {
        if (value is string text && text.StartsWith("AS", StringComparison.OrdinalIgnoreCase))
            value = text[2..];
        return Number(value) is >= 1 and <= uint.MaxValue and var number && Math.Floor(number) == number ? (uint)number : null;
    }

    public static bool Flag(object? value) => value is true or "true" or "True" or "1" or "yes" || Number(value) == 1;

    /// <summary>Null also for codes that name no country, such as EU or A1, and those that are assigned to none.</summary>
    public static string? Country(object? value) => value is string code && Countries.IsKnown(code) ? code : null;

    /// <summary>Adds a point of the Earth; 0, 0 is how some databases say that they know none.</summary>
    public static void AddPoint(ref PlaceFacts facts, object? latitude, object? longitude, object? radiusKm)
    {
        if (Number(latitude) is >= -90 and <= 90 and var north && Number(longitude) is >= -180 and <= 180 and var east && (north, east) != (0, 0))
            facts.AddPoint(north, east, Number(radiusKm) is > 0 and var radius ? radius : null);
    }

    private static double? Finite(double number) => double.IsFinite(number) ? number : null;
}
