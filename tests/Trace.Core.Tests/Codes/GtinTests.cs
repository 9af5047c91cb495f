using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

public sealed class GtinTests
{
    /// <summary>GTIN-8, -12 and -13 from the vectors of GS1's engine, and the GTIN of GS1's examples.</summary>
    [Theory]
    [InlineData("02345673", "00000002345673")]
    [InlineData("416000336108", "00416000336108")]
    [InlineData("2112345678900", "02112345678900")]
    [InlineData("9506000134352", "09506000134352")]
    [InlineData("09506000134352", "09506000134352")]
    public void A_gtin_of_any_length_has_14_digits(string text, string digits)
    {
        Assert.True(Gtin.TryParse(text, out var gtin));
        Assert.Equal(digits, gtin.Value);
        Assert.Equal(digits, gtin.ToString());
        Assert.Null(Gtin.Problem(text));
    }

    [Theory]
    [InlineData("", "The GTIN is missing.")]
    [InlineData("09506000134353", "The check digit of 09506000134353 is 3, it should be 2.")]
    [InlineData("950600013435", "The check digit of 950600013435 is 5, it should be 9.")]
    [InlineData("9506000134", "A GTIN has 8, 12, 13 or 14 digits, “9506000134” has 10.")]
    [InlineData("0950600013435X", "A GTIN has only digits, “0950600013435X” has something else.")]
    [InlineData("०९५०६०००१३४३५२", "A GTIN has only digits, “��������������” has something else.")]
    [InlineData(" 9506000134352", "A GTIN has only digits, “ 9506000134352” has something else.")]
    public void A_wrong_gtin_says_why(string text, string problem)
    {
        Assert.False(Gtin.TryParse(text, out var gtin, out var said));
        Assert.Equal(problem, said);
        Assert.True(gtin.IsEmpty);
    }

    [Fact]
    public void No_gtin_cannot_be_mistaken_for_one()
    {
        Assert.Throws<InvalidOperationException>(() => default(Gtin).Value);
        Assert.Equal("(no GTIN)", default(Gtin).ToString());
        Assert.True(Gtin.TryParse("00000000000000", out var zeros));
        Assert.NotEqual(default, zeros);
    }

    [Fact]
    public void Changing_any_one_digit_is_noticed()
    {
        const string Good = "09506000134352";
        for (var place = 0; place < Good.Length; place++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
            {
                var changed = Good.ToCharArray();
                changed[place] = digit;
                Assert.Equal(digit == Good[place], Gtin.TryParse(changed, out _));
            }
        }
    }
}
