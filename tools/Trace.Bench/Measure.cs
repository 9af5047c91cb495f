using System.Diagnostics;
using System.Globalization;

namespace Trace.Bench;

/// <summary>Rates, and the line that states what they were measured on.</summary>
internal static class Measure
{
    private const int Runs = 3;

    public static void PrintMachine() => Print(
        $"{Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}, .NET {Environment.Version}");

    public static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>The best of three runs after one to warm up, in operations per second.</summary>
    public static async Task<double> RateAsync(int operations, Func<Task> run)
    {
        await run();
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < Runs; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await run();
            var elapsed = Stopwatch.GetElapsedTime(started);
            best = elapsed < best ? elapsed : best;
        }

        return operations / best.TotalSeconds;
    }

    public static Task<double> RateAsync(int operations, Action run) => RateAsync(operations, () =>
    {
        run();
        return Task.CompletedTask;
    });

    /// <summary>Prints a ratio against its target and says whether it is met.</summary>
    public static bool PrintRatio(string name, double rate, double ceiling, double target)
    {
        var ratio = rate / ceiling;
        Print($"{name,-48} {rate,12:N0}/s   {ratio:0.00} of the ceiling (target {target:0.00}{(ratio >= target ? "" : ", MISSED")})");
        return ratio >= target;
    }
}
