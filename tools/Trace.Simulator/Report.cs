using System.Diagnostics;
using System.Globalization;
using Trace.Core.Detection;
using Trace.Simulator.Copiers;
using Trace.Simulator.Measuring;
using Trace.Simulator.Worlds;

namespace Trace.Simulator;

/// <summary>Prints what detectors do in a world, as Markdown.</summary>
internal static class Report
{
    private const ulong CopierSeed = 3;

    public static void Write(World world, ulong seed, long units)
    {
        Line($"## {world.Name} ({world.Set})");
        Line($"");
        Line($"{Parameters(world)}");
        var watch = Stopwatch.StartNew();
        var calibration = Calibration.Of(world, seed, units);
        var seconds = watch.Elapsed.TotalSeconds;
        var measured = calibration.Measured;
        Line($"{units:N0} genuine units to choose thresholds, and {measured.Units:N0} others ({measured.Scanned:N0} scanned, {measured.Checks:N0} honest checks) for these rates; {2 * units / seconds * 60 / 1e6:N1} million units a minute with all detectors on {Environment.ProcessorCount} cores.");
        Line($"");
        WriteHonest(calibration);
        WriteCopiers(calibration, seed);
    }

    private static string Parameters(World world) => string.Create(CultureInfo.InvariantCulture,
        $"Scanned {world.ScanRate:P0}, in shops {world.ShopScans:P1}, second device {world.SecondDevice:P0} (tail {world.SecondDeviceTail}), given {world.Gift:P1}, travel {world.Travel:P1}, mobile {world.Mobile:P0}, VPN {world.Vpn:P0}, position by browser {world.BrowserPosition:P0}, cookie lost {world.CookieLost:P0}, error {world.FixedErrorKm} km fixed, {world.MobileErrorKm} km mobile, markets {string.Join(' ', world.Markets)}.");

    private static void WriteHonest(Calibration calibration)
    {
        Line($"| detector | threshold | false alarms per unit lifetime | 95 % | units, of them posted online | false cautions per 10,000 honest checks | mobile : fixed |");
        Line($"|---|---|---|---|---|---|---|");
        var measured = calibration.Measured;
        for (var i = 0; i < calibration.Detectors.Length; i++)
        {
            for (var j = 0; j < calibration.Thresholds[i].Length; j++)
            {
                var (threshold, scores) = (calibration.Thresholds[i][j], measured.Scores[i]);
                var alarms = scores.Alarms(threshold);
                var (low, high) = Wilson.Interval(alarms, measured.Units);
                Line($"| {calibration.Detectors[i].Name}, {At(j)} | {threshold:0.##} | {(double)alarms / measured.Units:0.0e0} | {low:0.0e0} to {high:0.0e0} | {alarms:N0}, {scores.AlarmsOfPosted(threshold):N0} | {10_000.0 * scores.Cautions(threshold) / measured.Checks:0.##} | {Ratio(measured, i, threshold)} |");
            }
        }

        Line($"");
    }

    private static string Ratio(HonestRun run, int detector, double threshold)
    {
        var (mobile, fixedLine) = (run.Scores[detector].Alarms(threshold, NetworkKind.Mobile), run.Scores[detector].Alarms(threshold, NetworkKind.Fixed));
        return mobile + fixedLine < 10 || fixedLine == 0
            ? $"{mobile} and {fixedLine} units"
            : string.Create(CultureInfo.InvariantCulture, $"{(double)mobile / run.ScannedMobile / ((double)fixedLine / run.ScannedFixed):0.00}");
    }

    private static void WriteCopiers(Calibration calibration, ulong seed)
    {
        var copying = Run(calibration, AllCopiers.Copying, seed);
        for (var rate = 0; rate < Calibration.Rates.Length; rate++)
            WriteFound(calibration, copying, rate);
        WriteDetails(calibration, copying);
        var genuine = Run(calibration, AllCopiers.Genuine, seed);
        for (var rate = 0; rate < Calibration.Rates.Length; rate++)
            WriteWronglyFound(calibration, genuine, rate);
        WriteKinds(calibration, genuine);
    }

    private static List<(Copier Copier, CopierResult Result)> Run(Calibration calibration, IReadOnlyList<Copier> copiers, ulong seed) =>
        copiers.Select(copier => (copier, CopierRun.Run(calibration.World, copier, Rng.Mix(seed, CopierSeed), calibration.Thresholds))).ToList();

    private static void WriteFound(Calibration calibration, List<(Copier Copier, CopierResult Result)> results, int rate)
    {
        Line($"Copied codes found at a false alarm rate of {At(rate)}, as a share of all codes; in brackets of what the informed test finds:");
        Line($"");
        Header(calibration, "copier | scanned | two objects scanned");
        foreach (var (copier, result) in results)
        {
            var informed = result.Detectors[0][rate].Codes;
            var cells = result.Detectors.Select((found, i) => Percent(found[rate].Codes, result.Codes) + (i == 0 || informed == 0 ? "" : $" ({Percent(found[rate].Codes, informed)})"));
            Line($"| {copier.Name} | {Percent(result.Scanned, result.Codes)} | {Percent(result.TwoObjects, result.Codes)} | {string.Join(" | ", cells)} |");
        }

        Line($"");
    }

    /// <summary>Of the informed test and the service's own detector.</summary>
    private static void WriteDetails(Calibration calibration, List<(Copier Copier, CopierResult Result)> results)
    {
        foreach (var detector in new[] { 0, 1 })
        {
            var columns = Enumerable.Range(0, calibration.Thresholds[detector].Length).ToArray();
            Line($"How soon, by the {calibration.Detectors[detector].Name}: codes found; median scans and days until then; buyers of copies who scanned and were warned at their first scan");
            Line($"");
            Line($"| copier | {string.Join(" | ", columns.Select(At))} |");
            Line($"|---|{string.Concat(columns.Select(_ => "---|"))}");
            foreach (var (copier, result) in results)
            {
                var cells = result.Detectors[detector].Select(found => found.Codes == 0 ? "none" : string.Create(CultureInfo.InvariantCulture,
                    $"{Percent(found.Codes, result.Codes)}; {found.MedianScans:0} scans, {found.MedianDays:0} d; {Percent(found.Warned, found.Buyers)}"));
                Line($"| {copier.Name} | {string.Join(" | ", cells)} |");
            }

            Line($"");
        }
    }

    private static void WriteWronglyFound(Calibration calibration, List<(Copier Copier, CopierResult Result)> results, int rate)
    {
        Line($"Genuine goods called copied, at {At(rate)}: units, of those that were scanned");
        Line($"");
        Header(calibration, "what happened | scanned");
        foreach (var (copier, result) in results)
            Line($"| {copier.Name} | {result.Scanned:N0} | {string.Join(" | ", result.Detectors.Select(found => Count(found[rate].Codes, result.Scanned)))} |");
        Line($"");
    }

    private static void WriteKinds(Calibration calibration, List<(Copier Copier, CopierResult Result)> results)
    {
        Line($"What the {calibration.Detectors[1].Name} calls them at its shipped threshold:");
        Line($"");
        foreach (var (copier, result) in results)
        {
            var found = result.Detectors[1][Calibration.Rates.Length];
            var kinds = found.Kinds.OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Key} {Count(kind.Value, result.Scanned)}");
            Line($"- {copier.Name}: called copied at any time {Count(found.Codes, result.Scanned)}; at last {(found.Kinds.Count == 0 ? "nothing" : string.Join(", ", kinds))}");
        }

        Line($"");
    }

    private static void Header(Calibration calibration, string first)
    {
        var columns = $"{first} | {string.Join(" | ", calibration.Detectors.Select(detector => detector.Name))}";
        Line($"| {columns} |");
        Line($"|{string.Concat(columns.Split('|').Select(_ => "---|"))}");
    }

    private static string At(int column) => column < Calibration.Rates.Length
        ? string.Create(CultureInfo.InvariantCulture, $"{Calibration.Rates[column]:0e-0}")
        : column == Calibration.Rates.Length ? "as shipped" : "as shipped to warn people";

    private static string Count(long count, long all) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} ({Percent(count, all)})");

    private static string Percent(long count, long all) => all == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / all:0.##} %");

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
