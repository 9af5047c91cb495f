using System.Diagnostics;
using System.Globalization;
using Trace.Core.Detection;
using Trace.Simulator.Copiers;
using Trace.Simulator.Goods;
using Trace.Simulator.Measuring;
using Trace.Simulator.Worlds;

namespace Trace.Simulator;

/// <summary>Prints what is said of whole batches in a world, as Markdown.</summary>
internal static class PoolReport
{
    private const ulong BaselineSeed = 10;
    private const ulong CalibrationSeed = 11;
    private const ulong MeasureSeed = 12;
    private const ulong CopierSeed = 13;
    private const int BaselineBatches = 60;

    /// <summary>Aimed at, in batch-years for one false alarm.</summary>
    private const double YearsToFalseAlarm = 1_000;

    private static readonly int[] Sizes = [2_500, 7_000, 20_000];

    private static readonly (int Copies, CopiesSold Sold, int Batches)[] Copying =
        [(1, CopiesSold.InOneCity, 50), (3, CopiesSold.InOneCity, 200), (10, CopiesSold.InOneCity, 50), (3, CopiesSold.AllOver, 50), (10, CopiesSold.AllOver, 50), (3, CopiesSold.InAnotherMarket, 50)];

    public static void Write(World world, ulong seed, int batches)
    {
        var watch = Stopwatch.StartNew();
        Line($"## Pools: {world.Name} ({world.Set})");
        Line($"");
        var baseline = BatchRun.Baseline(world, Rng.Mix(seed, BaselineSeed), BaselineBatches);
        var (fewCodes, fewDevices) = Thresholds(BatchRun.Run(world, baseline, null, Rng.Mix(seed, CalibrationSeed), batches));
        var honest = BatchRun.Run(world, baseline, null, Rng.Mix(seed, MeasureSeed), batches);
        Rule[] rules =
        [
            new($"pools, from {Settings.CopiedBatch:0.#}", batch => batch.Score >= Settings.CopiedBatch),
            new($"more than {fewCodes} copied codes", batch => batch.FlaggedCodes > fewCodes),
            new($"second devices by Poisson, over {fewDevices:0}", batch => batch.OtherDevices > fewDevices),
        ];
        Line($"What is expected of a batch is learned from {BaselineBatches} others of its brand. {honest.Length:N0} honest batches of 500 to 20,000 units that differ in all rates, {honest.Sum(batch => batch.Years):N0} batch-years; thresholds of the two simple rules are from as many others.");
        Line($"");
        WriteHonest(honest, rules);
        WriteCopying(world, baseline, rules, seed);
        Line($"Largest state of a batch {honest.Max(batch => batch.Bytes):N0} bytes. {watch.Elapsed.TotalSeconds:0} s.");
        Line($"");
    }

    private static EvidenceSettings Settings => EvidenceSettings.Default;

    /// <summary>Of the simple rules, so that they give as few false alarms as is aimed at.</summary>
    private static (int Codes, double Devices) Thresholds(BatchResult[] honest)
    {
        var allowed = (int)(honest.Sum(batch => batch.Years) / YearsToFalseAlarm);
        return (honest.Select(batch => batch.FlaggedCodes).OrderDescending().ElementAt(allowed), honest.Select(batch => batch.OtherDevices).OrderDescending().ElementAt(allowed));
    }

    private static void WriteHonest(BatchResult[] honest, Rule[] rules)
    {
        Line($"| false alarms | batches | batch-years | {string.Join(" | ", rules.Select(rule => rule.Name))} |");
        Line($"|---|---|---|{string.Concat(rules.Select(_ => "---|"))}");
        foreach (var story in honest.GroupBy(batch => batch.Story).OrderBy(story => story.Key))
            Line($"| {Name(story.Key)} | {story.Count():N0} | {story.Sum(batch => batch.Years):N0} | {string.Join(" | ", rules.Select(rule => story.Count(rule.Flags)))} |");
        var years = honest.Sum(batch => batch.Years);
        Line($"| per 1,000 batch-years (95 %) | {honest.Length:N0} | {years:N0} | {string.Join(" | ", rules.Select(rule => Rate(honest.Count(rule.Flags), years)))} |");
        Line($"");
        Line($"Highest scores of honest batches: {string.Join(", ", honest.OrderByDescending(batch => batch.Score).Take(8).Select(batch => batch.Score.ToString("0.0", CultureInfo.InvariantCulture)))}.");
        Line($"");
    }

    private static void WriteCopying(World world, (PoolBaseline Pools, double OtherDevices) baseline, Rule[] rules, ulong seed)
    {
        Line($"| copied | batches | {string.Join(" | ", rules.Select(rule => rule.Name))} | pools: {string.Join("; ", Sizes.Select(size => $"to {size:N0} units"))} | median days from the first copy in a shop | copies scanned until then |");
        Line($"|---|---|{string.Concat(rules.Select(_ => "---|"))}---|---|---|");
        foreach (var (copies, sold, batches) in Copying)
        {
            var results = BatchRun.Run(world, baseline, () => new BatchCopier(1_000, copies, sold), Rng.Mix(seed, CopierSeed), batches);
            var bySize = Sizes.Select((size, i) => Share(results.Where(batch => batch.Units <= size && batch.Units > (i == 0 ? 0 : Sizes[i - 1])).ToArray(), rules[0]));
            var found = results.Where(batch => batch.FoundAt != null).ToArray();
            Line($"| {new BatchCopier(1_000, copies, sold).Name} | {batches} | {string.Join(" | ", rules.Select(rule => Share(results, rule)))} | {string.Join("; ", bySize)} | {Median(found, batch => batch.Days)} | {Median(found, batch => batch.CopiesScanned)} |");
        }

        Line($"");
    }

    private static string Name(BatchStory story) => story switch
    {
        BatchStory.OneCity => "sold in one city",
        BatchStory.Diverted => "10 to 100 % of it diverted",
        _ => "sold all over its market",
    };

    private static string Rate(int alarms, double years)
    {
        var (low, high) = Wilson.Interval(alarms, (long)years);
        return string.Create(CultureInfo.InvariantCulture, $"{1_000 * alarms / years:0.00} ({1_000 * low:0.00} to {1_000 * high:0.00})");
    }

    private static string Share(BatchResult[] batches, Rule rule) =>
        batches.Length == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{batches.Count(rule.Flags)} of {batches.Length} ({100.0 * batches.Count(rule.Flags) / batches.Length:0} %)");

    private static string Median(BatchResult[] found, Func<BatchResult, double> value) =>
        found.Length == 0 ? "–" : found.Select(value).Order().ElementAt(found.Length / 2).ToString("0", CultureInfo.InvariantCulture);

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private sealed record Rule(string Name, Func<BatchResult, bool> Flags);
}
