namespace Trace.Testing;

/// <summary>How much a test does: reduced counts by default, every count an issue names with <c>test.sh --full</c>.</summary>
public static class TestScale
{
    public static bool Full { get; } = Environment.GetEnvironmentVariable("TRACE_TEST_FULL") == "1";

    public static int Count(int reduced, int full) => Full ? full : reduced;
}
