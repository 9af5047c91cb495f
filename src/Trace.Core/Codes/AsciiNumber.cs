namespace Trace.Core.Codes;

/// <summary>The number that a run of ASCII digits stands for.</summary>
internal static class AsciiNumber
{
    /// <summary>The value of up to 18 characters, all of which the caller has checked to be 0 to 9.</summary>
    public static long Of(ReadOnlySpan<char> digits)
    {
        var number = 0L;
        foreach (var digit in digits)
            number = (10 * number) + (digit - '0');
        return number;
    }
}
