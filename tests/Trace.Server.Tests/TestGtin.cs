using System.Globalization;

namespace Trace.Server.Tests;

/// <summary>GTINs to test with.</summary>
public static class TestGtin
{
    /// <summary>The n-th GTIN-14 of a made-up range, in ascending order; the check digit by GS1's own rule: weights 3 and 1 from the right.</summary>
    public static string Of(int number)
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"095060{number:D7}");
        var sum = digits.Select((digit, i) => (digit - '0') * (i % 2 == 0 ? 3 : 1)).Sum();
        return string.Create(CultureInfo.InvariantCulture, $"{digits}{(10 - (sum % 10)) % 10}");
    }
}
