using System.Globalization;

namespace Trace.Core.Codes;

/// <summary>An expiry as a brand states it: a day (<c>YYYY-MM-DD</c>) or a month (<c>YYYY-MM</c>, good to its last day).</summary>
/// <remarks>AI (17) of the GS1 General Specifications: YYMMDD, day 00 for a month.</remarks>
public readonly record struct ExpiryDate
{
    private ExpiryDate(DateOnly lastDay, bool wholeMonth)
    {
        LastDay = lastDay;
        WholeMonth = wholeMonth;
    }

    /// <summary>The last day on which the unit has not expired.</summary>
    public DateOnly LastDay { get; }

    public bool WholeMonth { get; }

    /// <summary>YYMMDD for AI (17).</summary>
    public string ToAi17() => WholeMonth ? Gs1Date.FormatMonth(LastDay) : Gs1Date.Format(LastDay);

    public override string ToString() => LastDay.ToString(WholeMonth ? "yyyy-MM" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static bool TryParse(string? text, out ExpiryDate expiry)
    {
        expiry = default;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            expiry = new ExpiryDate(day, wholeMonth: false);
            return true;
        }

        if (!DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
            return false;
        // Not the day before the next month: December 9999 has none.
        expiry = new ExpiryDate(new DateOnly(month.Year, month.Month, DateTime.DaysInMonth(month.Year, month.Month)), wholeMonth: true);
        return true;
    }
}
