using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

public sealed class ExpiryDateTests
{
    [Theory]
    [InlineData("2027-12-31", "271231", "2027-12-31")]
    [InlineData("2028-02-29", "280229", "2028-02-29")]
    [InlineData("2028-02", "280200", "2028-02-29")]
    [InlineData("2027-02", "270200", "2027-02-28")]
    [InlineData("2100-02", "000200", "2100-02-28")]
    [InlineData("2027-12", "271200", "2027-12-31")]
    public void A_day_or_a_month_is_read_and_written_for_ai_17(string text, string ai17, string lastDay)
    {
        Assert.True(ExpiryDate.TryParse(text, out var expiry));
        Assert.Equal((ai17, text), (expiry.ToAi17(), expiry.ToString()));
        Assert.Equal(DateOnly.ParseExact(lastDay, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), expiry.LastDay);
        Assert.True(ApplicationIdentifiers.Find("17")!.IsValid(ai17));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2027")]
    [InlineData("2027-13")]
    [InlineData("2027-02-29")]
    [InlineData("2027-1-1")]
    [InlineData("27-12-31")]
    [InlineData("2027-12-31 ")]
    [InlineData("2027-12-31T00:00:00Z")]
    [InlineData("31.12.2027")]
    [InlineData("2027-12-00")]
    [InlineData("\u0662\u0660\u0662\u0667-12-31")]
    public void Another_text_is_no_expiry(string? text) => Assert.False(ExpiryDate.TryParse(text, out _));

    /// <summary>9999-12 ends on the last day there is.</summary>
    [Fact]
    public void The_last_month_of_the_calendar_does_not_throw()
    {
        Assert.True(ExpiryDate.TryParse("9999-12", out var expiry));
        Assert.Equal(DateOnly.MaxValue, expiry.LastDay);
    }
}
