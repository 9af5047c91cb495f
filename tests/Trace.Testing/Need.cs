using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Trace.Testing;

/// <summary>What a test needs from the machine. Missing: a labelled skip on a desk, a failure in CI.</summary>
public static class Need
{
    /// <summary>True in CI and under <c>test.sh --install</c>: there a missing tool is a failure.</summary>
    public static bool Everything { get; } =
        Environment.GetEnvironmentVariable("CI") == "true"
        || Environment.GetEnvironmentVariable("TRACE_TEST_REQUIRE_ALL") == "1";

    /// <summary>Ends the test: <paramref name="what"/> is a noun phrase such as "the program zbarimg (Debian zbar-tools)".</summary>
    [DoesNotReturn]
    public static void Missing(string what)
    {
        if (Everything)
            Assert.Fail($"needs {what}; this run requires everything (CI or TRACE_TEST_REQUIRE_ALL=1)");
        Assert.Skip($"needs {what}");
    }
}
