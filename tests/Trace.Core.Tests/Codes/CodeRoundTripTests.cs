using System.Globalization;
using CsCheck;
using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>What is built reads back as it was, whatever the values.</summary>
public sealed class CodeRoundTripTests
{
    private const string Set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

    private static readonly string[] Ais = ["17", "240", "99", "3103"];

    private static readonly Gen<string> Value = Gen.String[Gen.Char[Set82], 1, 20];

    private static readonly Gen<Gtin> AnyGtin = Gen.Long[0, 9_999_999_999_999].Select(number =>
    {
        var digits = number.ToString("D13", CultureInfo.InvariantCulture);
        var sum = digits.Select((digit, place) => (digit - '0') * (place % 2 == 0 ? 3 : 1)).Sum();
        Assert.True(Gtin.TryParse(digits + ((10 - (sum % 10)) % 10), out var gtin));
        return gtin;
    });

    /// <summary>Nulls of the optional parts included; attributes in any order.</summary>
    private static readonly Gen<(Gtin Gtin, string? Variant, string? Lot, string Serial, AttributeValue[] Attributes)> Code =
        Gen.Select(AnyGtin, Value.Null(), Value.Null(), Value, Gen.Shuffle(Ais, 0, 4), Value)
            .Select((gtin, variant, lot, serial, ais, text) => (gtin, variant, lot, serial, ais.Select(ai => Attribute(ai, text)).ToArray()));

    [Fact]
    public void A_canonical_tail_reads_back_as_the_code_it_was_built_from() => Code.Sample(code =>
    {
        var tail = CanonicalTail.Build(code.Gtin, code.Variant, code.Lot, code.Serial, code.Attributes);
        var read = CodeReader.TryRead("HTTPS://EXAMPLE.COM/stem" + tail + (code.Attributes.Length > 0 ? "&s=1" : "?s=1"), out var found, out _);
        return read && found!.CanonicalTail == tail && found.SignatureDigits == "1"
            && (found.Gtin, found.ConsumerProductVariant, found.Lot, found.Serial) == (code.Gtin, code.Variant, code.Lot, code.Serial)
            && found.Attributes.ToHashSet().SetEquals(code.Attributes);
    });

    [Fact]
    public void A_digital_link_uri_reads_back_as_its_elements() => Code.Sample(code =>
    {
        var elements = Elements(code);
        return DigitalLinkBuilder.TryBuild(elements, "https://example.com/stem", out var text, out _)
            && DigitalLinkUri.TryParse(text, out var uri, out _)
            && uri.ToString() == text && uri.Stem == "https://example.com/stem" && uri.Elements.ToHashSet().SetEquals(elements);
    });

    [Fact]
    public void An_element_string_reads_back_as_its_elements_bracketed_and_raw() => Code.Sample(code =>
    {
        var elements = Elements(code);
        return ElementString.TryParseBracketed(ElementString.ToBracketed(elements), out var bracketed, out _) && bracketed.SequenceEqual(elements)
            && ElementString.TryParseRaw("]d2" + ElementString.ToRaw(elements), out var raw, out _) && raw.SequenceEqual(elements);
    });

    [Fact]
    public void No_two_codes_have_the_same_tail() => Gen.Select(Code, Code).Sample((one, two) =>
    {
        var tails = new[] { one, two }.Select(code => CanonicalTail.Build(code.Gtin, code.Variant, code.Lot, code.Serial, code.Attributes)).ToList();
        return Elements(one).ToHashSet().SetEquals(Elements(two)) == (tails[0] == tails[1]);
    });

    [Fact]
    public void The_tail_of_a_code_with_lot_and_expiry_is_that_of_the_format()
    {
        Assert.True(Gtin.TryParse("09506000134352", out var gtin));
        Assert.Equal("/01/09506000134352/21/7K3M9QX2TV4B", CanonicalTail.Build(gtin, null, null, "7K3M9QX2TV4B", []));
        Assert.Equal("/01/09506000134352/10/AB1/21/7K3M9QX2TV4B?17=271231", CanonicalTail.Build(gtin, null, "AB1", "7K3M9QX2TV4B", [new("17", "271231")]));
    }

    [Fact]
    public void A_tail_that_could_not_be_read_is_not_built()
    {
        Assert.True(Gtin.TryParse("09506000134352", out var gtin));
        Assert.Throws<ArgumentException>(() => CanonicalTail.Build(default, null, null, "S", []));
        Assert.Throws<ArgumentException>(() => CanonicalTail.Build(gtin, null, null, "", []));
        Assert.Throws<ArgumentException>(() => CanonicalTail.Build(gtin, null, "", "S", []));
        Assert.Throws<ArgumentException>(() => CanonicalTail.Build(gtin, null, null, "é", []));
        Assert.Throws<ArgumentException>(() => CanonicalTail.Build(gtin, null, null, "S", [new("10", "L")]));
        Assert.Throws<ArgumentException>(() => CanonicalTail.Build(gtin, null, null, "S", [new("s", "1")]));
        Assert.Throws<ArgumentException>(() => CanonicalTail.Build(gtin, null, null, "S", [new("17", "1"), new("17", "2")]));
    }

    private static AttributeValue Attribute(string ai, string text) => new(ai, ai switch { "17" => "271231", "3103" => "000195", _ => text });

    private static List<AttributeValue> Elements((Gtin Gtin, string? Variant, string? Lot, string Serial, AttributeValue[] Attributes) code)
    {
        List<AttributeValue> elements = [new("01", code.Gtin.Value)];
        if (code.Variant is not null)
            elements.Add(new("22", code.Variant));
        if (code.Lot is not null)
            elements.Add(new("10", code.Lot));
        elements.Add(new("21", code.Serial));
        elements.AddRange(code.Attributes);
        return elements;
    }
}
