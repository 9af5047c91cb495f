using System.Text;
using System.Text.Json.Nodes;
using Trace.Server.Log;
using Xunit;

namespace Trace.Server.Tests.Log;

public sealed class CanonicalJsonTests
{
    /// <summary>RFC 8785 sections 3.2.2 and 3.2.3, without its fractions.</summary>
    [Theory]
    [InlineData("""{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null, true, false]}""", "{\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}")]
    [InlineData("""{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}""", "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}")]
    [InlineData("""{"b":[9007199254740991,-9007199254740991, 0],"a":{},"B":[]}""", """{"B":[],"a":{},"b":[9007199254740991,-9007199254740991,0]}""")]
    [InlineData("\"\\b\\t\\n\\f\\r\\u001f\\u007f<>&+\"", "\"\\b\\t\\n\\f\\r\\u001f\u007f<>&+\"")]
    public void It_has_the_one_spelling(string text, string expected) => Assert.Equal(expected, Encoding.UTF8.GetString(CanonicalJson.Write(JsonNode.Parse(text))));

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("9007199254740992")]
    [InlineData("-9007199254740992")]
    public void Numbers_that_have_several_spellings_are_refused(string number) => Assert.Throws<ArgumentException>(() => CanonicalJson.Write(new JsonArray(JsonNode.Parse(number))));

    [Fact]
    public void Half_a_character_is_refused() => Assert.Throws<EncoderFallbackException>(() => CanonicalJson.Write(new JsonArray("\ud83d")));

    [Fact]
    public void Numbers_of_all_types_are_written() =>
        Assert.Equal("[1,2,3,4]", Encoding.UTF8.GetString(CanonicalJson.Write(new JsonArray((byte)1, 2, 3L, (ushort)4))));
}
