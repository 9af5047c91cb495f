using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>GTIN and serial as people type them.</summary>
public sealed class TypedCodeTests
{
    [Theory]
    [InlineData("09506000134352 7K3M9QX2TV4B")]
    [InlineData("9506000134352,7K3M9QX2TV4B")]
    [InlineData("9506000134352; 7K3M 9QX2 TV4B ")]
    [InlineData("09506000134352/7K3M9QX2TV4B")]
    [InlineData("9506000134352 / 7K3M9QX2TV4B")]
    [InlineData("\u00A09506000134352\t7K3M\u20099QX2 TV4B\n")]
    public void A_typed_gtin_and_serial_are_read(string text)
    {
        var code = Read(text);
        Assert.Equal((CodeForm.Typed, "09506000134352", "7K3M9QX2TV4B"), (code.Form, code.Gtin.Value, code.Serial));
        Assert.Equal("/01/09506000134352/21/7K3M9QX2TV4B", code.CanonicalTail);
    }

    [Theory]
    [InlineData("02345673 x", "00000002345673")]
    [InlineData("416000336108 x", "00416000336108")]
    public void A_typed_short_gtin_is_padded(string text, string gtin) => Assert.Equal(gtin, Read(text).Gtin.Value);

    [Theory]
    [InlineData("9506000134352 ab-12", "ab-12")]
    [InlineData("9506000134352 ,,a", ",a")]
    [InlineData("9506000134352/01/x", "01/x")]
    [InlineData("9506000134352 ABCD-EFGH-JKMN-PQRS", "ABCD-EFGH-JKMN-PQRS")]
    [InlineData("9506000134352 ABCD-EFGH-JKMN-PQRS-TVWX", "ABCDEFGHJKMNPQRSTVWX")]
    public void A_typed_serial_is_kept_as_given_unless_only_its_hyphens_make_it_too_long(string text, string serial) => Assert.Equal(serial, Read(text).Serial);

    [Theory]
    [InlineData("9506000134352 123456789012345678901", "The value “123456789012345678901” of (21) is too long.")]
    [InlineData("9506000134352 AÄ", "The value “A�” of (21) has “�”, which is not in GS1's character set 82.")]
    [InlineData("9506000134352 , ", "This is a GTIN alone; the serial is missing.")]
    public void A_typed_serial_that_cannot_be_one_is_refused(string text, string problem)
    {
        Assert.False(CodeReader.TryRead(text, out _, out var said));
        Assert.Equal(problem, said);
    }

    [Theory]
    [InlineData("7k3m-9qx2-tv4b", "7K3M9QX2TV4B")]
    [InlineData(" oO iI lL ", "001111")]
    [InlineData("uU_/", "UU_/")]
    [InlineData("ı\uD800", "ı\uD800")]
    [InlineData("", "")]
    public void A_typed_serial_is_normalized_as_crockford_says(string typed, string normalized) => Assert.Equal(normalized, CodeReader.NormalizeTyped(typed));

    private static ReadCode Read(string text)
    {
        Assert.True(CodeReader.TryRead(text, out var code, out var problem), problem);
        return code;
    }
}
