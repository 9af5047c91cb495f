using System.Globalization;
using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>DigitalLinkUri, DigitalLinkBuilder and PercentEncoding against the vectors of GS1's engine.</summary>
public sealed class DigitalLinkVectorTests
{
    private static readonly DigitalLinkVectors Vectors = DigitalLinkVectors.Load();

    public static TheoryData<int> ParseLines => [.. Vectors.Parse.Select(vector => vector.Line)];

    public static TheoryData<int> GenerateLines => [.. Vectors.Generate.Select(vector => vector.Line)];

    [Theory]
    [MemberData(nameof(ParseLines))]
    public void A_uri_reads_as_in_the_engine_of_gs1(int line) =>
        Assert.Null(Mismatch(Vectors.Parse.Single(vector => vector.Line == line)));

    [Theory]
    [MemberData(nameof(GenerateLines))]
    public void A_uri_is_built_as_in_the_engine_of_gs1(int line)
    {
        var vector = Vectors.Generate.Single(vector => vector.Line == line);
        var uri = "";
        var ok = ElementString.TryParseBracketed(vector.ElementString, out var elements, out _)
            && DigitalLinkBuilder.TryBuild(elements, vector.Stem, out uri, out _);
        Assert.Equal((vector.ExpectedOk, vector.ExpectedOk ? vector.Uri : ""), (ok, uri));
    }

    [Fact]
    public void Values_are_percent_encoded_as_in_the_engine_of_gs1()
    {
        Assert.Equal(5, Vectors.Escape.Count);
        Assert.All(Vectors.Escape, vector => Assert.Equal(
            (vector.Path, vector.Query), (PercentEncoding.Encode(vector.Value), PercentEncoding.Encode(vector.Value, spaceAsPlus: true))));
    }

    [Fact]
    public void Values_are_percent_decoded_as_in_the_engine_of_gs1()
    {
        Assert.Equal(11, Vectors.Unescape.Count);
        Assert.All(Vectors.Unescape, vector => Assert.Equal(
            (vector.Path, vector.Query),
            (PercentEncoding.DecodeLeniently(vector.Value, plusMeansSpace: false), PercentEncoding.DecodeLeniently(vector.Value, plusMeansSpace: true))));
    }

    [Fact]
    public void Every_valid_path_sequence_of_gs1_is_valid_here()
    {
        Assert.Equal(39, Vectors.ValidPathSequences.Count);
        Assert.All(Vectors.ValidPathSequences, sequence =>
            Assert.True(ApplicationIdentifiers.Find(sequence[0])!.AllowsQualifiers(sequence[1..]), string.Join('/', sequence)));
    }

    [Theory]
    [InlineData("01", "21", "10")]
    [InlineData("01", "10", "22")]
    [InlineData("01", "22", "235")]
    [InlineData("01", "10", "10")]
    [InlineData("00", "21")]
    [InlineData("10", "21")]
    public void Another_path_sequence_is_not(params string[] sequence) =>
        Assert.False(ApplicationIdentifiers.Find(sequence[0])!.AllowsQualifiers(sequence[1..]));

    [Fact]
    public void The_file_has_all_the_vectors_it_claims() =>
        Assert.Equal((59, 11), (Vectors.Parse.Count, Vectors.Generate.Count));

    /// <summary>The negative control: the check of the parse vectors fails on every vector that is made wrong.</summary>
    [Fact]
    public void A_wrong_vector_would_be_noticed()
    {
        Assert.All(Vectors.Parse, vector => Assert.NotNull(Mismatch(vector with { Valid = !vector.ExpectedValid, Options = null })));
        Assert.All(
            Vectors.Parse.Where(vector => vector.ExpectedValid),
            vector => Assert.NotNull(Mismatch(vector with { ElementString = vector.ElementString + "0" })));
    }

    private static string? Mismatch(DigitalLinkVectors.ParseCase vector)
    {
        var read = DigitalLinkUri.TryParse(vector.Uri, out var uri, out var problem);
        if (read != vector.ExpectedValid || read != (problem.Length == 0))
            return string.Create(CultureInfo.InvariantCulture, $"read {read}, expected {vector.ExpectedValid}: {vector.Uri}: {problem}");
        var elements = uri?.ToElementString('^');
        return read && elements != vector.ElementString ? $"read {elements}, expected {vector.ElementString}" : null;
    }
}
