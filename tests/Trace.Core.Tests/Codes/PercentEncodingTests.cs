using CsCheck;
using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

public sealed class PercentEncodingTests
{
    [Theory]
    [InlineData("%")]
    [InlineData("%4")]
    [InlineData("A%4G")]
    [InlineData("A%G4")]
    [InlineData("%00")]
    [InlineData("A%2")]
    [InlineData("%%41")]
    [InlineData("%+1")]
    [InlineData("%４１")]
    public void Malformed_encoding_and_nul_are_refused(string text)
    {
        Assert.False(PercentEncoding.TryDecode(text, plusMeansSpace: false, out var value));
        Assert.Equal("", value);
    }

    [Theory]
    [InlineData("%2F", "/")]
    [InlineData("%2f", "/")]
    [InlineData("%252F", "%2F")]
    [InlineData("%25252F", "%252F")]
    [InlineData("a+b", "a+b")]
    public void A_value_is_decoded_exactly_once(string text, string expected)
    {
        Assert.True(PercentEncoding.TryDecode(text, plusMeansSpace: false, out var value));
        Assert.Equal(expected, value);
    }

    [Fact]
    public void Text_that_is_not_ascii_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => PercentEncoding.Encode("é"));

    [Fact]
    public void What_is_encoded_decodes_to_itself_and_has_no_reserved_character() =>
        Gen.String[Gen.Char['\u0001', '\u007F'], 0, 40].Sample(value =>
        {
            var encoded = PercentEncoding.Encode(value);
            return PercentEncoding.TryDecode(encoded, plusMeansSpace: true, out var decoded) && decoded == value
                && encoded.All(character => char.IsAsciiLetterOrDigit(character) || "-._~%".Contains(character));
        });
}
