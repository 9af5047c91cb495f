using System.Globalization;
using System.Text.RegularExpressions;

namespace Trace.Server.Tests.Telemetry;

/// <summary>One line of a metric.</summary>
internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>Name and labels, however they are ordered.</summary>
    public string Series => $"{Name}{{{string.Join(',', Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"))}}}";
}

/// <summary>A metric and all its lines.</summary>
internal sealed record MetricFamily(string Name, string Type, string Help, List<Sample> Samples);

/// <summary>The text format of Prometheus, version 0.0.4, read more strictly than Prometheus does.</summary>
internal sealed partial class Exposition
{
    private static readonly string[] HistogramParts = ["_bucket", "_sum", "_count"];

    public IReadOnlyDictionary<string, MetricFamily> Families { get; }

    public IReadOnlyDictionary<string, Sample> Samples { get; }

    private Exposition(IReadOnlyDictionary<string, MetricFamily> families)
    {
        Families = families;
        var samples = new Dictionary<string, Sample>(StringComparer.Ordinal);
        foreach (var sample in families.Values.SelectMany(family => family.Samples))
        {
            if (!samples.TryAdd(sample.Series, sample))
                throw new FormatException($"{sample.Series} is there twice.");
        }

        Samples = samples;
    }

    /// <exception cref="FormatException">It is not in the format.</exception>
    public static Exposition Parse(string text)
    {
        if (!text.EndsWith('\n'))
            throw new FormatException("The last line does not end.");
        var families = new Dictionary<string, MetricFamily>(StringComparer.Ordinal);
        MetricFamily? current = null;
        foreach (var line in text[..^1].Split('\n'))
        {
            if (TypeLine().Match(line) is { Success: true } type)
            {
                current = new MetricFamily(type.Groups["name"].Value, type.Groups["type"].Value, "", []);
                if (!families.TryAdd(current.Name, current))
                    throw new FormatException($"{current.Name} begins twice.");
            }
            else if (HelpLine().Match(line) is { Success: true } help && help.Groups["name"].Value == current?.Name && current is { Help: "", Samples: [] })
            {
                current = families[current.Name] = current with { Help = help.Groups["help"].Value };
            }
            else
            {
                Add(current ?? throw new FormatException($"Of no metric: {line}"), line);
            }
        }

        foreach (var family in families.Values)
            Check(family);
        return new Exposition(families);
    }

    /// <summary>The sum over all series of this name that have these labels; with none of them it is an error.</summary>
    public double Sum(string name, params (string Name, string Value)[] labels)
    {
        var found = Samples.Values.Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value)).ToList();
        return found.Count > 0 ? found.Sum(sample => sample.Value) : throw new KeyNotFoundException($"There is no {name} {string.Join(' ', labels)}.");
    }

    private static void Add(MetricFamily family, string line)
    {
        var match = SampleLine().Match(line);
        var name = match.Groups["name"].Value;
        if (!match.Success || !(name == family.Name || (family.Type == "histogram" && HistogramParts.Any(part => name == family.Name + part))))
            throw new FormatException($"No sample of {family.Name}: {line}");
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match label in Label().Matches(match.Groups["labels"].Value))
        {
            if (!labels.TryAdd(label.Groups["key"].Value, label.Groups["value"].Value))
                throw new FormatException($"A label twice: {line}");
        }

        family.Samples.Add(new Sample(name, labels, ToNumber(match.Groups["value"].Value)));
    }

    private static void Check(MetricFamily family)
    {
        if (family.Help.Length == 0 || family.Samples.Count == 0)
            throw new FormatException($"{family.Name} has no help or no samples.");
        if (family.Type == "counter" && (!family.Name.EndsWith("_total", StringComparison.Ordinal) || family.Samples.Exists(sample => !(sample.Value >= 0))))
            throw new FormatException($"{family.Name} is no counter.");
        if (family.Type != "histogram")
            return;
        foreach (var series in family.Samples.GroupBy(sample => string.Join(',', sample.Labels.Where(label => label.Key != "le").Select(label => $"{label.Key}={label.Value}"))))
        {
            var buckets = series.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal)).ToList();
            var bounds = buckets.ConvertAll(bucket => ToNumber(bucket.Labels["le"]));
            if (!bounds.SequenceEqual(bounds.Distinct().Order()) || bounds[^1] != double.PositiveInfinity)
                throw new FormatException($"{family.Name} has no buckets in their order up to +Inf.");
            if (!buckets.Select(bucket => bucket.Value).SequenceEqual(buckets.Select(bucket => bucket.Value).Order()))
                throw new FormatException($"The buckets of {family.Name} do not add up.");
            if (series.Count() != buckets.Count + 2 || series.Single(sample => sample.Name == family.Name + "_count").Value != buckets[^1].Value)
                throw new FormatException($"The count of {family.Name} is not that of its last bucket.");
        }
    }

    private static double ToNumber(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        _ => double.Parse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram|summary|untyped)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<help>([^\\]|\\\\|\\n)+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HelpLine();

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*=""([^""\\]|\\[\\""n])*"",?)*)\})? (?<value>[^ ]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SampleLine();

    [GeneratedRegex(@"(?<key>[a-zA-Z_][a-zA-Z0-9_]*)=""(?<value>([^""\\]|\\[\\""n])*)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();
}
