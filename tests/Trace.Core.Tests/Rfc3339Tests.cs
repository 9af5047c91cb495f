using System.Globalization;
using CsCheck;
using Xunit;

namespace Trace.Core.Tests;

/// <summary>What is taken and refused is in <c>key-documents.json</c>; here is which time it is.</summary>
public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-11-24T09:30:00Z", "2026-11-24 09:30:00.0000000")]
    [InlineData("2026-11-24t09:30:00z", "2026-11-24 09:30:00.0000000")]
    [InlineData("2026-11-24T09:30:00+05:30", "2026-11-24 04:00:00.0000000")]
    [InlineData("2026-11-24T09:30:00-00:00", "2026-11-24 09:30:00.0000000")]
    [InlineData("2026-12-31T23:59:59.9-23:59", "2027-01-01 23:58:59.9000000")]
    [InlineData("2026-11-24T09:30:00.0000001Z", "2026-11-24 09:30:00.0000001")]
    [InlineData("2026-11-24T09:30:00.99999999999Z", "2026-11-24 09:30:00.9999999")]
    [InlineData("0001-01-01T23:59:00+23:59", "0001-01-01 00:00:00.0000000")]
    [InlineData("9999-12-31T00:00:59.9999999-23:59", "9999-12-31 23:59:59.9999999")]
    public void A_time_is_read_in_utc(string text, string utc)
    {
        Assert.True(Rfc3339.TryParse(text, out var time));
        Assert.Equal(TimeSpan.Zero, time.Offset);
        Assert.Equal(utc, time.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_time_that_is_written_reads_back_to_the_millisecond() =>
        Gen.Long[DateTime.MinValue.Ticks / TimeSpan.TicksPerMillisecond, DateTime.MaxValue.Ticks / TimeSpan.TicksPerMillisecond].Sample(milliseconds =>
        {
            var time = new DateTimeOffset(milliseconds * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
            return Rfc3339.TryParse(Rfc3339.Format(time), out var read) && read == time;
        });

    [Fact]
    public void Nothing_makes_it_throw() => Gen.String[Gen.Char[" .+-:0123456789TtZz\uFF11"], 0, 30].Select(Gen.OneOf("", "2026-11-24T09:30:00")).Sample(
        (text, start) => !Rfc3339.TryParse(start + text, out var time) || time.Offset == TimeSpan.Zero, iter: 20_000);
}
