using System.Diagnostics;
using System.Globalization;
using CsCheck;
using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>What CodeReader refuses, what it says about it, and that nothing makes it throw.</summary>
public sealed class CodeReaderRefusalTests
{
    private const string Start = "https://a/01/09506000134352";

    [Theory]
    [InlineData("/21/S?s=1&s=2", "The query repeats s.")]
    [InlineData("/21/S?s&s=2", "The query repeats s.")]
    [InlineData("/21/S?17=271231&17=271231", "The query repeats 17.")]
    [InlineData("/21/S?01=09506000134352", "?01= is not allowed: the GTIN belongs in the path.")]
    [InlineData("/21/S?10=L", "?10= is not allowed: a lot belongs in the path.")]
    [InlineData("/21/S?21=S", "?21= is not allowed: the serial belongs in the path.")]
    [InlineData("/21/S?22=S", "?22= is not allowed: a variant belongs in the path.")]
    [InlineData("/21/S?89=1", "The query has “89”, which is not an AI that may stand there.")]
    [InlineData("/21/S?235=1", "The query has “235”, which is not an AI that may stand there.")]
    [InlineData("/21/S?2026=1", "The query has “2026”, which is not an AI that may stand there.")]
    [InlineData("/21/S?7=1", "The query has “7”, which is not an AI that may stand there.")]
    [InlineData("/21/S?17=271232", "The value “271232” of (17) is not a date (YYMMDD).")]
    [InlineData("/21/S?17", "The value “” of (17) is empty.")]
    [InlineData("/21/S?17=", "The value “” of (17) is empty.")]
    [InlineData("/21/S?98=A+B", "The value “A B” of (98) has “ ”, which is not in GS1's character set 82.")]
    [InlineData("/21/S?98=%0", "The value “%0” of (98) has %00, or a % without two hexadecimal digits behind it.")]
    [InlineData("/21/S?8010=A%23", "The value “A#” of (8010) has “#”, which is not in GS1's character set 82.")]
    [InlineData("/21/S%00", "The value “S%00” of (21) has %00, or a % without two hexadecimal digits behind it.")]
    [InlineData("/21/S%", "The value “S%” of (21) has %00, or a % without two hexadecimal digits behind it.")]
    [InlineData("/21/S%7F", "The value “S�” of (21) has “�”, which is not in GS1's character set 82.")]
    [InlineData("/21/S%C3%A9", "The value “S��” of (21) has “�”, which is not in GS1's character set 82.")]
    [InlineData("/21/S~", "The value “S~” of (21) has “~”, which is not in GS1's character set 82.")]
    [InlineData("/21/", "The value “” of (21) is empty.")]
    [InlineData("/21/123456789012345678901", "The value “123456789012345678901” of (21) is too long.")]
    [InlineData("/21/S/", "This web address does not end with /21/ and a serial; a part of it is missing or was added.")]
    [InlineData("/21/S/10/L", "This web address ends with (10); the serial, which stands behind /21/, is missing.")]
    [InlineData("", "This web address ends with (01); the serial, which stands behind /21/, is missing.")]
    [InlineData("/235/T", "This web address ends with (235); the serial, which stands behind /21/, is missing.")]
    [InlineData("/10/L/22/V/21/S", "The path has “10” where /01/ and the GTIN belong; the order is 01, 22, 10, 21.")]
    [InlineData("/10/L/10/L/21/S", "The path has “10” where /01/ and the GTIN belong; the order is 01, 22, 10, 21.")]
    [InlineData("/21/S/21/S", "The path has “21” where /01/ and the GTIN belong; the order is 01, 22, 10, 21.")]
    [InlineData("/x/y/21/S", "The path has “x” where /01/ and the GTIN belong; the order is 01, 22, 10, 21.")]
    [InlineData("/%32%31/S", "This web address does not end with /21/ and a serial; a part of it is missing or was added.")]
    [InlineData("/21/S<b>", "A web address cannot hold “<” (at position 33).")]
    [InlineData("/21/S S", "A web address cannot hold “ ” (at position 33).")]
    [InlineData("/21/S\0", "A web address cannot hold “�” (at position 33).")]
    [InlineData("/21/\uD800", "A web address cannot hold “�” (at position 32).")]
    public void A_broken_code_is_refused_with_a_sentence(string rest, string problem) => AssertRefused(Start + rest, problem);

    [Theory]
    [InlineData("https://a/01/9506000134352/21/S", "The GTIN in a web address has 14 digits; “9506000134352” needs zeros in front.")]
    [InlineData("https://a/01/09506000134353/21/S", "The check digit of 09506000134353 is 3, it should be 2.")]
    [InlineData("https://a/01/0950600013435%32%00/21/S", "The GTIN “0950600013435%32%00” has a wrong percent sign.")]
    [InlineData("https://user@a/01/09506000134352/21/S", "“user@a” is not the name or address of a host.")]
    [InlineData("https:///01/09506000134352/21/S", "“” is not the name or address of a host.")]
    [InlineData("https://a:x/01/09506000134352/21/S", "“a:x” is not the name or address of a host.")]
    [InlineData("https://[::1/01/09506000134352/21/S", "“[::1” is not the name or address of a host.")]
    [InlineData("://a/01/09506000134352/21/S", "A web address has a scheme such as https in front of “://”.")]
    [InlineData("(01)09506000134352(21)S(8010)A#", "The value “A#” of (8010) has “#”, which is not in GS1's character set 82.")]
    [InlineData("ftp://a/01/09506000134352/21/S", "A code starts with http:// or https://, not with “ftp”.")]
    [InlineData("javascript://a/01/09506000134352/21/S", "A code starts with http:// or https://, not with “javascript”.")]
    [InlineData("/21/S", "The path has no /01/ and GTIN.")]
    [InlineData("(01)09506000134352(21)S(21)S", "(21) is there twice.")]
    [InlineData("(01)09506000134352(17)271231(17)271231(21)S", "(17) is there twice.")]
    [InlineData("(01)09506000134352", "There is no serial, AI (21).")]
    [InlineData("(21)S", "There is no GTIN, AI (01).")]
    [InlineData("(01)9506000134352(21)S", "The value “9506000134352” of (01) is too short.")]
    [InlineData("(89)1", "(“89”) is not an application identifier of GS1.")]
    [InlineData("(01", "An application identifier in parentheses was expected at “(01”.")]
    [InlineData("(01)09506000134352(21)A(B", "An application identifier in parentheses was expected at “(B”.")]
    [InlineData("]d2", "There is no element.")]
    [InlineData("]", "There is no element.")]
    [InlineData("]d2010950", "The value “0950” of (01) is too short.")]
    [InlineData("]d28900", "An application identifier was expected at “8900”.")]
    public void Another_broken_text_is_refused_with_a_sentence(string text, string problem) => AssertRefused(text, problem);

    [Theory]
    [InlineData(null, "There is no text.")]
    [InlineData(" \t\r\n", "There is no text.")]
    [InlineData("https://example.com/about?x=1", "This web address holds no product code: it has no /01/ and GTIN.")]
    [InlineData("https://example.com", "This web address holds no product code: it has no /01/ and GTIN.")]
    [InlineData("WIFI:T:WPA;S:a://b/01/;P:x;;", "This is the login of a Wi-Fi network, not the code of a product.")]
    [InlineData("BEGIN:VCARD\nURL:https://example.com/01/\nEND:VCARD", "This is a business card, not the code of a product.")]
    [InlineData("MAILTO:someone@example.com", "This is an e-mail address, not the code of a product.")]
    [InlineData("9506000134352", "This is a GTIN alone; the serial is missing.")]
    [InlineData("]E09506000134352", "This is a GTIN alone; the serial is missing.")]
    [InlineData("9506000134353", "The check digit of 9506000134353 is 3, it should be 2.")]
    [InlineData("123", "“123” is a number alone; a code has a GTIN and a serial.")]
    [InlineData("hello", "“hello” is not the code of a product: that has a GTIN of 8 to 14 digits and a serial.")]
    public void Other_texts_that_people_scan_are_refused_with_a_sentence(string? text, string problem) => AssertRefused(text, problem);

    [Fact]
    public void Text_over_the_cap_is_refused_at_once()
    {
        var code = Start + "/21/S?x=";
        Assert.True(CodeReader.TryRead(code.PadRight(CodeReader.MaxLength, 'x'), out _, out _));
        AssertRefused(code.PadRight(CodeReader.MaxLength + 1, 'x'), "The text has 8193 characters, no code has more than 8192.");
        AssertRefused(new string('/', 10_000_000), "The text has 10000000 characters, no code has more than 8192.");
    }

    /// <summary>At the cap, the worst texts we know of cost little: 1,000 of each in seconds even on a slow machine.</summary>
    [Theory]
    [InlineData("/01/09506000134352")]
    [InlineData("/10/L")]
    [InlineData("%")]
    [InlineData("&17=271231")]
    [InlineData("/")]
    [InlineData("(10)L")]
    [InlineData("(17)271231")]
    [InlineData(@"\(")]
    [InlineData("10L\u001D")]
    [InlineData("11271231")]
    [InlineData(" ")]
    [InlineData("\uDFFF")]
    public void Repetition_costs_linear_time(string unit)
    {
        var repeated = string.Concat(Enumerable.Repeat(unit, CodeReader.MaxLength / unit.Length))[..(CodeReader.MaxLength - 64)];
        string[] texts = [repeated, "https://a" + repeated, Start + "/21/S?" + repeated, "(21)" + repeated, "]d2" + repeated, "9506000134352 " + repeated];
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 1000; i++)
            CodeReader.TryRead(texts[i % texts.Length], out _, out _);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Every_attribute_at_once_is_read_in_ascending_order()
    {
        var query = ApplicationIdentifiers.All.Where(entry => entry.IsDigitalLinkAttribute && entry.IsValid("000000") && entry.Ai != "10").Reverse();
        Assert.True(CodeReader.TryRead(Start + "/21/S?" + string.Join('&', query.Select(entry => entry.Ai + "=000000")), out var code, out var problem), problem);
        Assert.True(code.Attributes.Count > 200);
        Assert.Equal(code.Attributes.OrderBy(attribute => int.Parse(attribute.Ai, CultureInfo.InvariantCulture)), code.Attributes);
    }

    /// <summary>Pieces of codes, put together at random, and random characters of every kind.</summary>
    [Fact]
    public void Nothing_makes_the_reader_throw()
    {
        string[] pieces =
        [
            "https://", "a", "/", "/01/", "09506000134352", "/21/", "/10/", "/22/", "?", "&", "=", "s=", "17=", "271231", "%", "%00", "%2F", "%252F", "#",
            "(", ")", "(01)", "(21)", "]d2", "]Q1", "]", "\u001D", "\0", "\uD800", "\uDC00", "é", " ", ",", "01", "21", "ABC", "\\", "\\(", "[", ":", "1", "\uFEFF",
        ];
        var piece = Gen.OneOf(Gen.Int[0, pieces.Length - 1].Select(place => pieces[place]), Gen.String[Gen.Char, 0, 5]);
        piece.Array[0, 30].Select(string.Concat).Sample(
            text =>
            {
                var read = CodeReader.TryRead(text, out var code, out var problem);
                var isUri = DigitalLinkUri.TryParse(text, out var uri, out _);
                return isUri == (uri is not null) && read == (code is not null) && read == (problem.Length == 0) && (code is null || code.CanonicalTail.StartsWith("/01/", StringComparison.Ordinal));
            },
            iter: 20_000);
    }

    private static void AssertRefused(string? text, string problem)
    {
        Assert.False(CodeReader.TryRead(text, out var code, out var said));
        Assert.Null(code);
        Assert.Equal(problem, said);
    }
}
