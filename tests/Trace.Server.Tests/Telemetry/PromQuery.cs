using System.Text.RegularExpressions;

namespace Trace.Server.Tests.Telemetry;

/// <summary>What a query of Prometheus asks for: names of series, and for each the labels it is chosen or grouped by.</summary>
/// <remarks>Reads what our dashboards are written in; anything else is an error, not passed over.</remarks>
internal sealed partial record PromQuery(IReadOnlyList<(string Series, IReadOnlyList<string> Labels)> Selectors)
{
    private static readonly string[] Functions = ["sum", "max", "count", "rate", "increase", "histogram_quantile"];

    /// <summary>Labels Prometheus itself adds.</summary>
    private static readonly string[] OfScrape = ["instance", "job"];

    /// <exception cref="FormatException">There is something else in it.</exception>
    public static PromQuery Parse(string text)
    {
        var grouped = Grouping().Matches(text).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries)).ToList();
        var rest = Grouping().Replace(text, " ");
        var selectors = new List<(string, IReadOnlyList<string>)>();
        rest = Selector().Replace(rest, match =>
        {
            var name = match.Groups["name"].Value;
            if (Functions.Contains(name) && match.Groups["call"].Success)
                return "(";
            if (match.Groups["call"].Success)
                throw new FormatException($"{name} is no function known here: {text}");
            selectors.Add((name, [.. Matcher().Matches(match.Groups["matchers"].Value).Select(matcher => matcher.Groups["label"].Value), .. grouped]));
            return "x";
        });
        return Arithmetic().IsMatch(rest) && selectors.Count > 0 ? new PromQuery(selectors) : throw new FormatException($"Not understood: {text}, of which is left {rest}");
    }

    /// <summary>What this asks for that was not scraped.</summary>
    public IEnumerable<string> Missing(Exposition scraped) => Selectors.SelectMany(selector =>
    {
        var labels = scraped.Samples.Values.Where(sample => sample.Name == selector.Series).SelectMany(sample => sample.Labels.Keys).ToHashSet(StringComparer.Ordinal);
        return scraped.Samples.Values.Any(sample => sample.Name == selector.Series)
            ? selector.Labels.Except(OfScrape).Where(label => !labels.Contains(label)).Select(label => $"{selector.Series} has no label {label}")
            : [$"there is no {selector.Series}"];
    });

    [GeneratedRegex(@"\bby \((?<labels>[a-z_, ]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<![\w.$])(?<name>[a-zA-Z_:][\w:]*)\s*((?<call>\()|(\{(?<matchers>([^}""]|""[^""]*"")*)\})?(\[[\w$]+\])?)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Selector();

    [GeneratedRegex("(?<label>[a-z_]+)(=~|=|!=|!~)\"[^\"]*\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Matcher();

    /// <summary>Selectors as x, numbers, operators and brackets.</summary>
    [GeneratedRegex(@"^[x\d\s.,()/<>=*+-]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Arithmetic();
}
