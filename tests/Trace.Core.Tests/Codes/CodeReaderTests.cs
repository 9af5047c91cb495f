using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>What CodeReader takes: URIs as printed, as copied, as requested, and element strings.</summary>
public sealed class CodeReaderTests
{
    private const string Gtin14 = "09506000134352";
    private const string Tail = "/01/09506000134352/21/7K3M9QX2TV4B";

    [Theory]
    [InlineData("HTTPS://ID.EXAMPLE.COM" + Tail + "?s=0123")]
    [InlineData("https://id.example.com" + Tail + "?s=0123")]
    [InlineData("HtTp://id.example.com:8443" + Tail + "?s=0123")]
    [InlineData("https://[2001:db8::1]:443/a/b" + Tail + "?s=0123")]
    [InlineData("id.example.com" + Tail + "?s=0123")]
    [InlineData("localhost:8080" + Tail + "?s=0123")]
    [InlineData("//id.example.com" + Tail + "?s=0123")]
    [InlineData(Tail + "?s=0123")]
    [InlineData("/stem" + Tail + "?s=0123#fragment")]
    [InlineData(" \r\nhttps://a" + Tail + "?utm=1&s=0123&S=7&&lang\r\n")]
    [InlineData("https://a/01/%309506000134352/21/%37K3M9QX2TV4B?s=0123&%73=9&%31%37=9")]
    [InlineData("]Q1HTTPS://A" + Tail + "?s=0123")]
    public void A_signed_code_reads_the_same_however_its_uri_is_written(string text)
    {
        var code = Read(text);
        Assert.Equal((CodeForm.Uri, Gtin14, "7K3M9QX2TV4B", "0123"), (code.Form, code.Gtin.Value, code.Serial, code.SignatureDigits));
        Assert.Equal((null, null, 0), (code.Lot, code.ConsumerProductVariant, code.Attributes.Count));
        Assert.Equal(Tail, code.CanonicalTail);
    }

    [Fact]
    public void Lot_variant_and_query_ais_are_read_and_signed_in_canonical_order()
    {
        var code = Read("https://a/01/09506000134352/22/2%2f/10/A%2bB/21/x?3103=000195&s=1&240=q&17=271231");
        Assert.Equal(("2/", "A+B", "x"), (code.ConsumerProductVariant, code.Lot, code.Serial));
        Assert.Equal(["(17)271231", "(240)q", "(3103)000195"], code.Attributes.Select(attribute => attribute.ToString()));
        Assert.Equal("/01/09506000134352/22/2%2F/10/A%2BB/21/x?17=271231&240=q&3103=000195", code.CanonicalTail);
    }

    [Fact]
    public void A_lot_whose_value_is_01_is_not_mistaken_for_a_gtin()
    {
        var code = Read("https://a/01/09506000134352/10/01/21/21");
        Assert.Equal((Gtin14, "01", "21"), (code.Gtin.Value, code.Lot, code.Serial));
    }

    [Fact]
    public void A_variant_whose_value_is_10_is_not_mistaken_for_a_lot()
    {
        var code = Read("https://a/01/09506000134352/22/10/21/S");
        Assert.Equal(("10", null), (code.ConsumerProductVariant, code.Lot));
    }

    [Fact]
    public void The_rightmost_gtin_wins_over_a_stem_that_looks_like_one()
    {
        var code = Read("https://a/01/02112345678900/21/FAKE/01/09506000134352/21/REAL");
        Assert.Equal((Gtin14, "REAL"), (code.Gtin.Value, code.Serial));
    }

    [Fact]
    public void A_twice_encoded_slash_is_another_serial_than_a_once_encoded_one()
    {
        var once = Read("https://a/01/09506000134352/21/A%2FB");
        var twice = Read("https://a/01/09506000134352/21/A%252FB");
        Assert.Equal(("A/B", "A%2FB"), (once.Serial, twice.Serial));
        Assert.Equal("/01/09506000134352/21/A%2FB", once.CanonicalTail);
        Assert.Equal("/01/09506000134352/21/A%252FB", twice.CanonicalTail);
    }

    [Theory]
    [InlineData("?s", "")]
    [InlineData("?s=", "")]
    [InlineData("?s=%31", "%31")]
    [InlineData("?s=1=2", "1=2")]
    [InlineData("?S=1", null)]
    [InlineData("?", null)]
    [InlineData("", null)]
    public void The_signature_is_kept_as_written(string query, string? signature) => Assert.Equal(signature, Read("https://a" + Tail + query).SignatureDigits);

    [Theory]
    [InlineData("(01)09506000134352(21)7K3M9QX2TV4B(10)AB1(17)271231")]
    [InlineData(" (17) 271231 (10) AB1 (01) 09506000134352 (21) 7K3M9QX2TV4B\n")]
    [InlineData("]d201095060001343521727123110AB1\u001D217K3M9QX2TV4B")]
    [InlineData("]C1010950600013435210AB1\u001D217K3M9QX2TV4B\u001D17271231\u001D")]
    [InlineData("]Q30109506000134352\u001D10AB1\u001D217K3M9QX2TV4B\u001D17271231")]
    [InlineData("]e0\u001D010950600013435210AB1\u001D217K3M9QX2TV4B\u001D17271231")]
    [InlineData("010950600013435210AB1\u001D217K3M9QX2TV4B\u001D17271231")]
    [InlineData("10AB1\u001D217K3M9QX2TV4B\u001D172712310109506000134352")]
    public void An_element_string_reads_the_same_bracketed_and_raw(string text)
    {
        var code = Read(text);
        Assert.Equal((CodeForm.ElementString, Gtin14, "7K3M9QX2TV4B", "AB1"), (code.Form, code.Gtin.Value, code.Serial, code.Lot));
        Assert.Equal([new AttributeValue("17", "271231")], code.Attributes);
        Assert.Null(code.SignatureDigits);
    }

    [Fact]
    public void Raw_data_without_separator_or_identifier_is_read_too() => Assert.Equal("ABC/01", Read("010950600013435221ABC/01").Serial);

    [Fact]
    public void A_parenthesis_inside_a_bracketed_value_is_escaped() => Assert.Equal("A(10)B", Read(@"(01)09506000134352(21)A\(10)B").Serial);

    private static ReadCode Read(string text)
    {
        Assert.True(CodeReader.TryRead(text, out var code, out var problem), problem);
        Assert.Equal("", problem);
        return code!;
    }
}
