using System.Diagnostics;
using System.Globalization;

namespace Trace.Bench;

/// <summary>Rates, and the line that states what they were measured on.</summary>
internal static class Measure
{
    public const int Rounds = 5;

    public static void PrintMachine() => Print(
        $"{Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}, .NET {Environment.Version}");

    public static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>Operations per second of <paramref name="ceiling"/> and of each side, from the round whose ratio is the median.</summary>
    /// <remarks>Every round runs all of them in turn, after a round to warm up: a machine that changes its speed changes both sides of a ratio.</remarks>
    public static async Task<IReadOnlyList<(double Ceiling, double Rate)>> RatesAsync(Side ceiling, params Side[] sides)
    {
        var rounds = new List<double[]>();
        for (var round = 0; round <= Rounds; round++)
        {
            var rates = new List<double>();
            foreach (var side in (Side[])[ceiling, .. sides])
                rates.Add(await side.RateAsync());
            if (round > 0)
                rounds.Add([.. rates]);
        }

        return [.. sides.Select((_, i) => rounds.Select(rates => (rates[0], rates[i + 1])).OrderBy(pair => pair.Item2 / pair.Item1).ElementAt(Rounds / 2))];
    }

    /// <summary>Prints a ratio against its target and says whether it is met; without a target it always is.</summary>
    public static bool PrintRatio(string name, (double Ceiling, double Rate) measured, double? target)
    {
        var (ceiling, rate) = measured;
        var ratio = rate / ceiling;
        var aim = target == null ? "" : string.Create(CultureInfo.InvariantCulture, $" (target {target:0.00}{(ratio >= target ? "" : ", MISSED")})");
        Print($"{name,-48} {rate,12:N0}/s   {ratio:0.00} of {ceiling:N0}/s{aim}");
        return target == null || ratio >= target;
    }

    /// <summary>Prints a figure that has to stay below a target and says whether it does.</summary>
    public static bool PrintBelow(string name, double value, string unit, double target)
    {
        Print($"{name,-48} {value,12:N1} {unit} (target below {target:N0}{(value < target ? "" : ", MISSED")})");
        return value < target;
    }
}

/// <summary>One thing to measure: each call measures it once and gives operations per second.</summary>
internal sealed record Side(Func<Task<double>> RateAsync)
{
    /// <summary>So many operations, done by one call.</summary>
    public Side(int operations, Func<Task> run) : this(async () =>
    {
        var started = Stopwatch.GetTimestamp();
        await run();
        return operations / Stopwatch.GetElapsedTime(started).TotalSeconds;
    })
    {
    }

    public Side(int operations, Action run) : this(operations, () =>
    {
        run();
        return Task.CompletedTask;
    })
    {
    }
}
