using System.Diagnostics;
using System.Globalization;
using CsCheck;
using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>The parts under CodeReader have no cap of their own: they stay linear, and agree with it.</summary>
public sealed class HostileUriTests
{
    private const int Size = 10_000_000;

    [Theory]
    [InlineData("/")]
    [InlineData("/01/09506000134352")]
    [InlineData("/10/01")]
    [InlineData("/01")]
    [InlineData("%")]
    [InlineData("&17=271231")]
    [InlineData("&x=1")]
    [InlineData("(10)L")]
    [InlineData(@"\(")]
    [InlineData("11271231")]
    [InlineData("10L\u001D")]
    [InlineData("\uD800")]
    public void Ten_megabytes_are_read_in_linear_time(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, Size / unit.Length));
        var watch = Stopwatch.StartNew();
        Assert.All(
            new[] { text, "https://a" + text, "https://a/01/09506000134352?" + text },
            uri => Assert.Equal(DigitalLinkUri.TryParse(uri, out _, out var problem), problem.Length == 0));
        Assert.Equal(unit == "(10)L", ElementString.TryParseBracketed(text, out _, out _));
        Assert.Equal(unit is "11271231" or "10L\u001D", ElementString.TryParseRaw(text, out _, out _));
        Assert.False(CodeReader.TryRead(text, out _, out _));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("https://a/01/09506000134352/21/S/22/V", "in this order")]
    [InlineData("https://a/01/09506000134352/10/L/10/L/10/L/10/L", "does not end in a primary key")]
    [InlineData("https://a/01/09506000134352/10/A%20B", "character set 82")]
    [InlineData("https://a/01/09506000134352?22=V", "may not be in the query")]
    [InlineData("HTTPs://a/01/09506000134352", "starts with http")]
    [InlineData("https://a@b/01/09506000134352", "not the name or address of a host")]
    [InlineData("/01/09506000134352", "starts with http")]
    public void A_wrong_digital_link_uri_says_why(string text, string problem)
    {
        Assert.False(DigitalLinkUri.TryParse(text, out var uri, out var said));
        Assert.Null(uri);
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_digital_link_uri_knows_its_parts()
    {
        Assert.True(DigitalLinkUri.TryParse("HTTPS://A:8080/stem/01/09506000134352/10/a%2fb/21/1?x=1&17=271231#f", out var uri, out _));
        Assert.Equal("HTTPS://A:8080/stem", uri.Stem);
        Assert.Equal(new AttributeValue("01", "09506000134352"), uri.PrimaryKey);
        Assert.Equal([new("10", "a/b"), new("21", "1")], uri.Qualifiers);
        Assert.Equal([new AttributeValue("17", "271231")], uri.Attributes);
        Assert.Equal("HTTPS://A:8080/stem/01/09506000134352/10/a%2Fb/21/1?17=271231", uri.ToString());
    }

    [Theory]
    [InlineData("(10)L", "primary key")]
    [InlineData("(01)09506000134352(10)A(10)B", "two values")]
    public void Elements_that_make_no_uri_say_why(string elements, string problem)
    {
        Assert.True(ElementString.TryParseBracketed(elements, out var parsed, out _));
        Assert.False(DigitalLinkBuilder.TryBuild(parsed, null, out _, out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    /// <summary>CodeReader only narrows GS1's grammar: a URI it takes means the same to GS1's rules. Random edits of a good URI.</summary>
    [Fact]
    public void What_the_reader_takes_from_a_uri_gs1_takes_too()
    {
        const string Good = "https://a.example/stem/01/09506000134352/22/V/10/01/21/A%2FB?17=271231&x=1&3103=000195&s=123";
        string[] pieces = ["/", "/01/09506000134352", "/21/X", "/10/Y", "?", "&", "=", "%", "%41", "%252F", "+", "#", "&99=Z", "&17=271231", "a", "7", "", "~", ":", "[", "@"];
        var edit = Gen.Select(Gen.Int[0, Good.Length], Gen.Int[0, 6], Gen.Int[0, pieces.Length - 1]);
        var taken = 0;
        edit.Array[0, 3].Sample(
            edits =>
            {
                var text = edits.Aggregate(Good, (current, change) => Apply(current, change.Item1, change.Item2, pieces[change.Item3]));
                if (!CodeReader.TryRead(text, out var code, out _) || !text.StartsWith("https://", StringComparison.Ordinal))
                    return true;
                Interlocked.Increment(ref taken);
                return DigitalLinkUri.TryParse(text, out var uri, out _) && Elements(code).SequenceEqual(
                    [uri.PrimaryKey, .. uri.Qualifiers, .. uri.Attributes.OrderBy(attribute => int.Parse(attribute.Ai, CultureInfo.InvariantCulture))]);
            },
            iter: 50_000);
        Assert.True(taken > 1000, $"Only {taken} edited URIs were still codes.");
    }

    private static string Apply(string text, int place, int removed, string inserted)
    {
        var start = Math.Min(place, text.Length);
        return text.Remove(start, Math.Min(removed, text.Length - start)).Insert(start, inserted);
    }

    private static IEnumerable<AttributeValue> Elements(ReadCode code)
    {
        yield return new("01", code.Gtin.Value);
        if (code.ConsumerProductVariant is not null)
            yield return new("22", code.ConsumerProductVariant);
        if (code.Lot is not null)
            yield return new("10", code.Lot);
        yield return new("21", code.Serial);
        foreach (var attribute in code.Attributes)
            yield return attribute;
    }
}
