using CsCheck;
using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

public sealed class Gs1DateTests
{
    [Theory]
    [InlineData("271231", 2026, "2027-12-31")]
    [InlineData("270200", 2026, "2027-02-28")]
    [InlineData("280200", 2026, "2028-02-29")]
    [InlineData("760101", 2026, "2076-01-01")]
    [InlineData("770101", 2026, "1977-01-01")]
    [InlineData("000101", 2051, "2100-01-01")]
    [InlineData("500101", 2099, "2050-01-01")]
    [InlineData("480101", 2099, "2148-01-01")]
    public void A_two_digit_year_lies_within_49_years_before_and_50_after(string text, int currentYear, string date)
    {
        Assert.True(Gs1Date.TryParse(text, currentYear, out var read));
        Assert.Equal(DateOnly.ParseExact(date, "yyyy-MM-dd"), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("27123")]
    [InlineData("2712311")]
    [InlineData("271331")]
    [InlineData("270031")]
    [InlineData("270229")]
    [InlineData("27-131")]
    [InlineData("２７１２３１")]
    public void What_is_no_date_is_refused(string text) => Assert.False(Gs1Date.TryParse(text, 2026, out _));

    [Fact]
    public void A_month_is_written_with_day_00_and_read_as_its_last_day()
    {
        var text = Gs1Date.FormatMonth(new DateOnly(2028, 2, 3));
        Assert.Equal("280200", text);
        Assert.True(Gs1Date.TryParse(text, 2026, out var read));
        Assert.Equal(new DateOnly(2028, 2, 29), read);
    }

    [Fact]
    public void A_date_within_the_window_reads_as_it_was_written() =>
        Gen.Select(Gen.Int[1950, 9000], Gen.Int[-49, 50], Gen.Int[0, 364]).Sample((now, ahead, day) =>
        {
            var date = new DateOnly(now + ahead, 1, 1).AddDays(day);
            return Gs1Date.TryParse(Gs1Date.Format(date), now, out var read) && read == date;
        });
}
