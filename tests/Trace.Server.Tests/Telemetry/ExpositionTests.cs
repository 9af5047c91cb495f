using Xunit;

namespace Trace.Server.Tests.Telemetry;

/// <summary>The control of the tests beside it: what is not in the format is noticed.</summary>
public sealed class ExpositionTests
{
    private const string Good = """
        # TYPE a_total counter
        # HELP a_total Some.
        a_total{x="1",y="\"\\"} 1
        a_total{x="2",y=""} 1E-06
        # TYPE b histogram
        # HELP b Some.
        b_bucket{le="0.1"} 1
        b_bucket{le="+Inf"} 2
        b_sum{} 0.5
        b_count{} 2

        """;

    [Fact]
    public void What_is_in_the_format_is_read()
    {
        var read = Exposition.Parse(Good);

        Assert.Equal(["a_total", "b"], read.Families.Keys);
        Assert.Equal(1.000001, read.Sum("a_total"));
        Assert.Equal(1, read.Sum("a_total", ("x", "1")));
        Assert.Throws<KeyNotFoundException>(() => read.Sum("a_total", ("x", "3")));
    }

    [Theory]
    [InlineData("a_total{x=\"2\",y=\"\"}", "a_total{x=\"1\",y=\"\\\"\\\\\"}")]
    [InlineData("x=\"2\"", "x=\"2")]
    [InlineData("x=\"2\"", "x=\"\\2\"")]
    [InlineData("x=\"2\",y", "x=\"2\",x")]
    [InlineData("1E-06", "one")]
    [InlineData("1E-06", "-1")]
    [InlineData("1E-06", "")]
    [InlineData("# HELP a_total Some.\n", "")]
    [InlineData("# TYPE b histogram", "# TYPE a_total histogram")]
    [InlineData("# TYPE b histogram", "# TYPE b counter")]
    [InlineData("b_bucket{le=\"0.1\"} 1", "b_bucket{le=\"0.1\"} 3")]
    [InlineData("b_bucket{le=\"+Inf\"} 2\n", "")]
    [InlineData("b_count{} 2", "b_count{} 3")]
    [InlineData("b_count{} 2\n", "b_count{} 2")]
    [InlineData("b_sum{} 0.5\n", "")]
    [InlineData("b_sum{}", "c_sum{}")]
    public void What_is_not_in_the_format_is_refused(string part, string broken)
    {
        Assert.Contains(part, Good, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => Exposition.Parse(Good.Replace(part, broken, StringComparison.Ordinal)));
    }
}
